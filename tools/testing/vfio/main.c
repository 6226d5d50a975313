// SPDX-License-Identifier: GPL-2.0
/*
 * VFIO and the IOMMU, laid open and proven:
 *
 *	passthrough PF NETDEV
 *
 * PF has two VFs bound to vfio-pci, NETDEV is at the other end of its wire.  What is
 * done is done by both of VFIO's ways.  KTAP; Documentation/passthrough.rst.
 */

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "ktap.h"
#include "proofs.h"

#define VFS	2

static const char * const way_names[] = { "group", "cdev" };

/* Return: 0 or -1, with the reason printed. */
static int vf_name(const char *pf, unsigned int idx, char *bdf, size_t size)
{
	char path[128], target[128] = {};

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/virtfn%u", pf, idx);
	if (readlink(path, target, sizeof(target) - 1) < 0 || !strrchr(target, '/')) {
		fprintf(stderr, "%s: no such VF\n", path);
		return -1;
	}
	snprintf(bdf, size, "%s", strrchr(target, '/') + 1);
	return 0;
}

/* Another VF of ours, with its vectors on. */
static bool victim_open(struct session *s, struct nic *victim, const char *bdf,
			enum way way)
{
	bool good;

	ktap_quiet(true);
	good = !session_open(s, bdf, way) && !nic_open(victim, s, 1, 0x77) &&
	       !session_msix(s, victim->vector, STRIDE_VF_VECTORS);
	ktap_quiet(false);
	return good;
}

static void run_one(const char *pf, char *const *bdf, struct peer *peer, enum way way)
{
	struct session s, other;
	struct nic nic, victim;

	if (!ok(!session_open(&s, bdf[0], way), "open"))
		return;
	show_device(&s);
	show_sriov(pf, 0, bdf[0]);
	if (!ok(!nic_open(&nic, &s, 0, 0x11), "nic"))
		goto close;
	if (traffic(&nic, peer)) {
		dma_proof(&nic, peer);
		if (ok(victim_open(&other, &victim, bdf[1], way), "victim")) {
			msi_proof(&nic, &victim);
			nic_close(&victim);
			session_close(&other);
		}
	}
	nic_close(&nic);
close:
	session_close(&s);
}

int main(int argc, char **argv)
{
	char names[VFS][BDF_LEN], *bdf[VFS] = { names[0], names[1] };
	struct peer peer;
	enum way way;

	if (argc != 3) {
		fprintf(stderr, "passthrough PF NETDEV\n");
		return 2;
	}
	if (vf_name(argv[1], 0, bdf[0], BDF_LEN) || vf_name(argv[1], 1, bdf[1], BDF_LEN) ||
	    peer_open(&peer, argv[2]))
		return 2;
	printf("KTAP version 1\n");
	for (way = WAY_GROUP; way <= WAY_CDEV; way++) {
		ktap_path(way_names[way]);
		if (!session_way_exists(bdf[0], way)) {
			skip("open", "this kernel has no iommufd");
			continue;
		}
		run_one(argv[1], bdf, &peer, way);
		tenants_proof(bdf, &peer, way);
	}
	return ktap_end();
}
