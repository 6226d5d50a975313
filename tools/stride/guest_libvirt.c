// SPDX-License-Identifier: GPL-2.0
/* stride guest: what QEMU and libvirt want to know. */

#include <stdio.h>
#include <string.h>

#include "guest.h"
#include "holder.h"

/**
 * guest_qemu() - arguments for QEMU
 * @buf: receives them, %GUEST_TEXT bytes
 * @g: the VF
 */
void guest_qemu(char *buf, const struct guest *g)
{
	char node[HOLDER_NODE];

	/* A kernel without nodes of groups has iommufd only. */
	if (fn_has_vfio(&g->vf) && holder_node(node, &g->vf) && strstr(node, "/devices/"))
		snprintf(buf, GUEST_TEXT,
			 "-object iommufd,id=iommufd0 -device vfio-pci,host=%s,iommufd=iommufd0\n",
			 g->vf.name);
	else
		snprintf(buf, GUEST_TEXT, "-device vfio-pci,host=%s\n", g->vf.name);
}

/* Its schema wants the type in an interface and refuses it in a device. */
static void guest_source(char *buf, size_t len, const char *type, const struct guest *g)
{
	struct addr at = g->vf.addr;
	char slot[64];

	snprintf(slot, sizeof(slot), "bus='0x%02x' slot='0x%02x' function='0x%x'", at.rid >> 8,
		 at.rid >> 3 & 0x1f, at.rid & 7);
	snprintf(buf, len,
		 "  <source>\n"
		 "    <address %sdomain='0x%04x' %s/>\n"
		 "  </source>\n", type, at.domain, slot);
}

/**
 * guest_hostdev() - a libvirt device, managed: libvirt binds it and gives it back
 * @buf: receives it, %GUEST_TEXT bytes
 * @g: the VF
 */
void guest_hostdev(char *buf, const struct guest *g)
{
	char source[256];

	guest_source(source, sizeof(source), "", g);
	snprintf(buf, GUEST_TEXT,
		 "<hostdev mode='subsystem' type='pci' managed='yes'>\n"
		 "%s</hostdev>\n", source);
}

/**
 * guest_interface() - a libvirt interface: libvirt sets address and VLAN, too
 * @buf: receives it, %GUEST_TEXT bytes
 * @g: the VF
 */
void guest_interface(char *buf, const struct guest *g)
{
	char source[256], mac[NL_MAC], addr[64] = "", vlan[64] = "";

	guest_source(source, sizeof(source), "type='pci' ", g);
	if (*nl_mac(mac, &g->nl))
		snprintf(addr, sizeof(addr), "  <mac address='%s'/>\n", mac);
	if (g->nl.vlan)
		snprintf(vlan, sizeof(vlan), "  <vlan>\n    <tag id='%u'/>\n  </vlan>\n",
			 g->nl.vlan);
	snprintf(buf, GUEST_TEXT, "<interface type='hostdev' managed='yes'>\n%s%s%s</interface>\n",
		 addr, source, vlan);
}
