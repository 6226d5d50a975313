// SPDX-License-Identifier: GPL-2.0
/* Two processes, a VF each: the same IOVAs, other memory. */

#include <stdio.h>
#include <string.h>

#include "kmsg.h"
#include "ktap.h"
#include "proofs.h"
#include "tenant.h"

#define TENANTS	2

static u8 tenant_seed(unsigned int i)
{
	return 0x40 + 0x50 * i;
}

/* What each sends from one and the same IOVA is its own. */
static void tenants_send(struct tenant *t, struct peer *peer)
{
	struct order order = { .task = TASK_SEND };
	unsigned int i, len;
	u8 frame[2048];

	memcpy(order.mac, peer->mac, sizeof(order.mac));
	for (i = 0; i < TENANTS; i++) {
		order.seed = tenant_seed(i);
		tenant_ask(&t[i], order);
		len = peer_receive(peer, t[i].is.mac, frame, sizeof(frame));
		ok(len == NIC_FRAME && !frame_changed(frame, len, order.seed),
		   "tenants.%u.sends-its-own", i);
	}
}

/* What one receives, the other does not have. */
static void tenants_receive(struct tenant *t, struct peer *peer)
{
	struct order order = { .task = TASK_RECEIVE };
	unsigned int i;
	u8 frame[NIC_FRAME];

	memcpy(order.mac, peer->mac, sizeof(order.mac));
	for (i = 0; i < TENANTS; i++) {
		frame_make(frame, t[i].is.mac, peer->mac, NIC_FRAME, tenant_seed(i));
		peer_send(peer, frame, NIC_FRAME);
	}
	for (i = 0; i < TENANTS; i++) {
		order.seed = tenant_seed(i);
		ok(tenant_ask(&t[i], order).good, "tenants.%u.receives-its-own", i);
	}
}

/* One aims its VF at where the other's page is. */
static void tenants_reach(struct tenant *t, struct peer *peer, const char *bdf)
{
	struct order aim = { .task = TASK_AIM, .address = t[0].is.hpa };
	struct order compare = { .task = TASK_COMPARE, .seed = tenant_seed(0) };
	u8 frame[NIC_FRAME];
	char which[96];
	int log = kmsg_open();

	step("one tenant's VF is aimed at the other's physical page",
	     "its IOMMU page table has no such address: a fault of this VF",
	     "nothing");
	snprintf(which, sizeof(which), "Request device [%s] fault addr 0x%llx", bdf + 5,
		 t[0].is.hpa);
	tenant_ask(&t[1], aim);
	frame_make(frame, t[1].is.mac, peer->mac, NIC_FRAME, 9);
	peer_send(peer, frame, NIC_FRAME);
	ok(kmsg_wait(log, "[DMA Write", which), "tenants.reach.fault");
	ok(tenant_ask(&t[0], compare).good, "tenants.reach.nothing-changed");
}

void tenants_proof(char *const *bdf, struct peer *peer, enum way way)
{
	struct tenant t[TENANTS] = {};
	bool good = true;
	unsigned int i;

	step("two processes, a VF each",
	     "two groups, two domains: two page tables in the IOMMU, chosen by source-id",
	     "one process a guest: the same");
	for (i = 0; i < TENANTS; i++)
		good &= tenant_start(&t[i], bdf[i], i, way, tenant_seed(i));
	if (ok(good, "tenants.start")) {
		for (i = 0; i < TENANTS; i++)
			show("%s: VA 0x%llx -> IOVA 0x%llx -> HPA 0x%llx", bdf[i],
			     t[i].is.va, ARENA_IOVA + NIC_SPARE, t[i].is.hpa);
		ok(t[0].is.hpa && t[1].is.hpa && t[0].is.hpa != t[1].is.hpa,
		   "tenants.apart");
		tenants_send(t, peer);
		tenants_receive(t, peer);
		tenants_reach(t, peer, bdf[1]);
	}
	for (i = 0; i < TENANTS; i++)
		tenant_end(&t[i]);
}
