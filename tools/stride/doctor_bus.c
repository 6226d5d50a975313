// SPDX-License-Identifier: GPL-2.0
/* stride doctor: address space, bus numbers, ARI, vectors, and who shares a group. */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <linux/pci_regs.h>

#include "doctor.h"
#include "fs.h"

#define SPACE_HELP	\
	"boot with pci=realloc, or enable SR-IOV and above-4G decoding in firmware"
#define ACS_WANTED	(PCI_ACS_SV | PCI_ACS_RR | PCI_ACS_CR | PCI_ACS_UF)

static void bus_space(const struct pf *pf, struct findings *all)
{
	unsigned int i, used = 0, missing = 0;
	__u64 start = 0, size;
	char first;
	bool there;

	if (fs_bytes(&first, 1, FN_SYS "/%s/resource", pf->fn.name) < 1) {
		finding_add(all, "space", FINDING_WARN, "look into dmesg",
			    "what address space the device has cannot be read");
		return;
	}
	for (i = 0; i < SRIOV_BARS; i++) {
		there = pf_bar(pf, i, &start, &size);
		used += there || sriov_bar(&pf->cap, i).used;
		if (there ? start : !sriov_bar(&pf->cap, i).used)
			continue;
		missing++;
		finding_add(all, "space", FINDING_FAIL, SPACE_HELP,
			    "VF BAR %u has no address space: sriov_numvfs would say ENOMEM", i);
	}
	if (!missing)
		finding_add(all, "space", FINDING_OK, "", "%u VF BARs have address space", used);
}

static void bus_numbers(const struct pf *pf, const struct config *port, unsigned int num,
			struct findings *all)
{
	unsigned int last = config_u8(port, PCI_SUBORDINATE_BUS);
	long rid = sriov_vf_rid(&pf->cap, pf->fn.addr.rid, num - 1);

	if (!num)
		return;
	if (rid < 0)
		finding_add(all, "buses", FINDING_FAIL, "ask for fewer VFs",
			    "VF %u would be beyond bus ff", num - 1);
	else if (port->len && rid >> 8 > last)
		finding_add(all, "buses", FINDING_FAIL,
			    "boot with pci=assign-busses, or ask for fewer VFs",
			    "VF %u would be on bus %02lx, the port above has buses up to %02x only",
			    num - 1, rid >> 8, last);
	else
		finding_add(all, "buses", FINDING_OK, "", "the last VF is on bus %02lx", rid >> 8);
}

/* The kernel says itself whether the port forwards so; else the port does. */
static bool bus_ari_is_on(const struct pf *pf, const struct config *port, int pcie)
{
	__u64 on;

	if (!fs_number(&on, FN_SYS "/%s/ari_enabled", pf->fn.name))
		return on;
	return pcie > 0 && config_u16(port, pcie + PCI_EXP_DEVCTL2) & PCI_EXP_DEVCTL2_ARI;
}

static void bus_ari(const struct pf *pf, const struct fn *above, const struct config *port,
		    unsigned int num, struct findings *all)
{
	int pcie = config_cap(port, PCI_CAP_ID_EXP);
	bool can = pcie > 0 && config_u32(port, pcie + PCI_EXP_DEVCAP2) & PCI_EXP_DEVCAP2_ARI;

	if (!sriov_needs_ari(&pf->cap, pf->fn.addr.rid, num))
		finding_add(all, "ari", FINDING_OK, "", "ARI forwarding is not needed");
	else if (bus_ari_is_on(pf, port, pcie))
		finding_add(all, "ari", FINDING_OK, "", "%s forwards by ARI", above->name);
	else if (!pf->cap_err && config_ext_cap(&pf->config, PCI_EXT_CAP_ID_ARI) < 0)
		finding_add(all, "ari", FINDING_FAIL, "update the device's firmware",
			    "VFs need ARI forwarding, and the PF has no ARI capability");
	else if (port->len > PCI_STD_HEADER_SIZEOF && !can)
		finding_add(all, "ari", FINDING_FAIL, "use another slot, or a newer board",
			    "VFs need ARI forwarding, which port %s does not have", above->name);
	else
		finding_add(all, "ari", FINDING_FAIL,
			    "enable ARI in firmware and boot without pci=noari",
			    "VFs need ARI forwarding, and port %s has it off", above->name);
}

static void bus_vectors(const struct pf *pf, struct findings *all)
{
	int msix = config_cap(&pf->config, PCI_CAP_ID_MSIX);
	__u64 allowed = 1;

	fs_number(&allowed, FN_SYS "/%s/msi_bus", pf->fn.name);
	if (!allowed)
		finding_add(all, "vectors", FINDING_FAIL,
			    "echo 1 > msi_bus, or boot without pci=nomsi",
			    "message interrupts are off for this device");
	else if (msix > 0)
		finding_add(all, "vectors", FINDING_OK, "", "MSI-X, %u vectors",
			    (config_u16(&pf->config, msix + PCI_MSIX_FLAGS) &
			     PCI_MSIX_FLAGS_QSIZE) + 1);
	else if (pf->config.len > PCI_STD_HEADER_SIZEOF)
		finding_add(all, "vectors", FINDING_WARN, "ask the device's vendor",
			    "the PF has no MSI-X: its driver may have no vectors left with VFs");
}

static const char *bus_acs(const struct config *port)
{
	int acs = config_ext_cap(port, PCI_EXT_CAP_ID_ACS);

	if (acs < 0)
		return acs == -ENODATA ? "ACS not known" : "no ACS";
	return (config_u16(port, acs + PCI_ACS_CTRL) & ACS_WANTED) == ACS_WANTED ?
	       "ACS on" : "ACS off";
}

/* The first in a function's group that is not the function, "" if it is alone. */
static void bus_neighbour(const struct fn *fn, char other[ADDR_TEXT])
{
	struct fs_names names;
	size_t i;

	other[0] = '\0';
	if (fs_list(&names, FN_SYS "/%s/iommu_group/devices", fn->name))
		return;
	for (i = 0; i < names.num && !*other; i++)
		if (strcmp(names.name[i], fn->name))
			snprintf(other, ADDR_TEXT, "%.*s", ADDR_TEXT - 1, names.name[i]);
	fs_names_free(&names);
}

static void bus_groups(const struct pf *pf, const struct fn *above, const struct config *port,
		       struct findings *all)
{
	char other[ADDR_TEXT];
	struct fn fn = pf->fn;
	unsigned int i;

	if (fn.group < 0)
		return;
	bus_neighbour(&fn, other);
	for (i = 0; i < pf->num_vfs && !*other; i++)
		if (!pf_vf(pf, i, &fn))
			bus_neighbour(&fn, other);
	if (*other)
		finding_add(all, "group", FINDING_WARN,
			    "use a slot whose port has ACS, or enable it in firmware",
			    "%s shares IOMMU group %d with %s (port %s: %s): guests can have all of it or none",
			    fn.name, fn.group, other, above->name, bus_acs(port));
	else
		finding_add(all, "group", FINDING_OK, "", "alone in IOMMU group %d", pf->fn.group);
}

/**
 * doctor_bus() - what the bus must have
 * @pf: PF
 * @num: VFs wanted
 * @all: receives what was found
 */
void doctor_bus(const struct pf *pf, unsigned int num, struct findings *all)
{
	struct config port = { .len = 0 };
	struct fn above = { .name = "none" };

	bus_space(pf, all);
	bus_vectors(pf, all);
	if (!fn_parent(&pf->fn, &above))
		fn_config(&above, &port);
	bus_numbers(pf, &port, num, all);
	/* On a root bus there is no port that could refuse. */
	if (port.len)
		bus_ari(pf, &above, &port, num, all);
	bus_groups(pf, &above, &port, all);
}
