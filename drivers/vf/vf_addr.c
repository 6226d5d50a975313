// SPDX-License-Identifier: GPL-2.0
/*
 * The VF's own MAC address: assigned by the PF, set by the user, or derived from
 * what does not change in this machine.
 */

#include <kunit/visibility.h>
#include <linux/dmi.h>
#include <linux/etherdevice.h>
#include <linux/netdevice.h>
#include <linux/pci.h>
#include <linux/rtnetlink.h>
#include <linux/siphash.h>
#include <linux/unaligned.h>
#include <stride/msg.h>
#include "vf.h"

#define ADDR_ID_LEN	96
/* Addresses to try when the PF refuses one, because another VF has it. */
#define ADDR_TRIES	4

/**
 * stride_vf_derive_mac() - MAC address for an identity
 * @id: what identifies the function, any string
 * @mac: receives the address: locally administered, unicast
 *
 * Pure: the same identity has the same address on every machine, kernel and
 * version of this driver.
 *
 * Context: any.
 */
void stride_vf_derive_mac(const char *id, u8 *mac)
{
	/* Nothing secret, but never to change: addresses depend on it. */
	static const siphash_key_t key = {
		{ 0x5374726964652056ULL, 0x46204d4143206964ULL }
	};
	u64 hash = siphash(id, strlen(id), &key);

	put_unaligned_le32(lower_32_bits(hash), mac);
	put_unaligned_le16(upper_32_bits(hash) & 0xffff, mac + 4);
	mac[0] |= 0x02;		/* locally administered */
	mac[0] &= ~0x01;	/* unicast */
}
EXPORT_SYMBOL_IF_KUNIT(stride_vf_derive_mac);

/*
 * Which machine (if its firmware or hypervisor says), which slot, which device.
 * Guests without a UUID that have a VF in the same slot get the same address;
 * a PF that refuses duplicates makes the second choose another.
 */
static void addr_derive(struct stride_vf *vf, unsigned int try, u8 *mac)
{
	const char *uuid = dmi_get_system_info(DMI_PRODUCT_UUID);
	struct pci_dev *pdev = vf->pdev;
	char id[ADDR_ID_LEN];

	snprintf(id, sizeof(id), "%s %s %04x:%04x %016llx %u", uuid ?: "-",
		 pci_name(pdev), pdev->subsystem_vendor, pdev->subsystem_device,
		 pci_get_dsn(pci_physfn(pdev)), try);
	stride_vf_derive_mac(id, mac);
}

/*
 * Make an address that was not chosen by the user the netdev's own.  A derived
 * address counts as permanent too: it is the same after each boot, which is all
 * that user space wants to know when it decides whether to replace it.
 */
static void addr_adopt(struct stride_vf *vf, const u8 *mac)
{
	struct net_device *netdev = vf->net->port.netdev;

	netdev->addr_assign_type = NET_ADDR_PERM;
	ether_addr_copy(netdev->perm_addr, mac);
	if (ether_addr_equal(netdev->dev_addr, mac))
		return;
	eth_hw_addr_set(netdev, mac);
	if (netdev->reg_state == NETREG_REGISTERED)
		call_netdevice_notifiers(NETDEV_CHANGEADDR, netdev);
}

/**
 * stride_vf_addr_init() - give a new netdev its address for a PF with no opinion
 * @vf: function, its netdev not registered yet
 *
 * Context: may sleep.
 */
void stride_vf_addr_init(struct stride_vf *vf)
{
	u8 mac[ETH_ALEN];

	addr_derive(vf, 0, mac);
	addr_adopt(vf, mac);
}

static int addr_request(struct stride_vf *vf, const u8 *mac)
{
	u32 words[STRIDE_MBX_WORDS];

	return stride_vf_request(vf, words,
				 stride_msg_set_mac(words, STRIDE_MAC_SET, mac));
}

/* The PF has no address for us but refused ours.  Return: as addr_request(). */
static int addr_find_other(struct stride_vf *vf)
{
	struct net_device *netdev = vf->net->port.netdev;
	unsigned int try;
	u8 mac[ETH_ALEN];
	int err;

	for (try = 0; try < ADDR_TRIES; try++) {
		addr_derive(vf, try, mac);
		if (ether_addr_equal(mac, netdev->dev_addr))
			continue;
		err = addr_request(vf, mac);
		if (stride_vf_refused(err))
			continue;
		if (!err) {
			addr_adopt(vf, mac);
			if (stride_vf_may_log(vf))
				dev_info(vf->hw.dev,
					 "using address %pM instead\n", mac);
		}
		return err;
	}
	return -EPERM;
}

/**
 * stride_vf_addr_sync() - agree with the PF on the address after a handshake
 * @vf: function in state READY
 *
 * An address that the PF assigned is adopted, and not asked for: in-tree igb
 * refuses even that.  Where the user had set another, the PF may still allow it.
 *
 * Context: RTNL held, may sleep.
 * Return: 0, also if the PF refuses every address; else as stride_vf_request().
 */
int stride_vf_addr_sync(struct stride_vf *vf)
{
	struct net_device *netdev = vf->net->port.netdev;
	bool assigned = is_valid_ether_addr(vf->assigned);
	bool chosen = netdev->addr_assign_type == NET_ADDR_SET;
	int err = -EPERM;

	ASSERT_RTNL();

	if (assigned && ether_addr_equal(vf->assigned, netdev->dev_addr)) {
		if (!chosen)
			addr_adopt(vf, vf->assigned);
		return 0;
	}
	if (chosen || !assigned)
		err = addr_request(vf, netdev->dev_addr);
	if (!stride_vf_refused(err))
		return err;
	if (assigned) {
		addr_adopt(vf, vf->assigned);
		if (stride_vf_may_log(vf))
			dev_info(vf->hw.dev, "the PF assigned address %pM\n",
				 vf->assigned);
		return 0;
	}
	if (!chosen)
		err = addr_find_other(vf);
	if (!stride_vf_refused(err))
		return err;
	if (stride_vf_may_log(vf))
		dev_err(vf->hw.dev, "the PF accepts no address of ours\n");
	return 0;
}

/**
 * stride_vf_addr_set() - the user wants another address
 * @vf: function
 * @addr: valid unicast address
 *
 * While the PF is absent the address is taken and asked for later.
 *
 * Context: RTNL held, may sleep.
 * Return: 0, or why the PF refused, and the old address stays.
 */
int stride_vf_addr_set(struct stride_vf *vf, const u8 *addr)
{
	struct net_device *netdev = vf->net->port.netdev;
	int err;

	ASSERT_RTNL();

	if (ether_addr_equal(addr, netdev->dev_addr))
		return 0;
	err = addr_request(vf, addr);
	if (stride_vf_refused(err))
		return err;
	eth_hw_addr_set(netdev, addr);
	return 0;
}
