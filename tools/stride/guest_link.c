// SPDX-License-Identifier: GPL-2.0
/* stride guest and persist: systemd's .link with [SR-IOV]. */

#include <stdio.h>

#include <linux/if_link.h>

#include "guest.h"

/**
 * guest_link_head() - the start of a PF's .link
 * @buf: receives it
 * @len: its size
 * @pf: PF
 *
 * The first .link that matches is the only one, so this one says what
 * 99-default.link would.
 */
void guest_link_head(char *buf, size_t len, const struct pf *pf)
{
	snprintf(buf, len,
		 "[Match]\n"
		 "Path=pci-%s\n"
		 "\n"
		 "[Link]\n"
		 "NamePolicy=keep kernel database onboard slot path\n"
		 "AlternativeNamesPolicy=database onboard slot path mac\n"
		 "MACAddressPolicy=persistent\n"
		 "SR-IOVVirtualFunctions=%u\n", pf->fn.name, pf->num_vfs);
}

static const char *guest_link_state(const struct nl_vf *nl)
{
	switch (nl->link) {
	case IFLA_VF_LINK_STATE_ENABLE:
		return "yes";
	case IFLA_VF_LINK_STATE_DISABLE:
		return "no";
	default:
		return "auto";
	}
}

/**
 * guest_link_vf() - a VF's section
 * @buf: receives it
 * @len: its size
 * @idx: VF
 * @nl: what was set for it; only its number if that is not known
 */
void guest_link_vf(char *buf, size_t len, unsigned int idx, const struct nl_vf *nl)
{
	char mac[NL_MAC], addr[40] = "", vlan[64] = "";

	if (!nl->there) {
		snprintf(buf, len, "\n[SR-IOV]\nVirtualFunction=%u\n", idx);
		return;
	}
	if (*nl_mac(mac, nl))
		snprintf(addr, sizeof(addr), "MACAddress=%s\n", mac);
	if (nl->vlan)
		snprintf(vlan, sizeof(vlan), "VLANId=%u\nQualityOfService=%u\n", nl->vlan, nl->qos);
	snprintf(buf, len,
		 "\n[SR-IOV]\n"
		 "VirtualFunction=%u\n"
		 "%s%sMACSpoofCheck=%s\n"
		 "Trust=%s\n"
		 "LinkState=%s\n", idx, addr, vlan, nl->spoofchk ? "yes" : "no",
		 nl->trust ? "yes" : "no", guest_link_state(nl));
}
