// SPDX-License-Identifier: GPL-2.0
/*
 * What this VF wants to receive, told to the PF: multicast, promiscuous modes,
 * extra unicast addresses, VLANs and frame size.  The PF is only asked for what
 * changed since it was told last.
 */

#include <linux/etherdevice.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <stride/msg.h>
#include "vf.h"

#define FILTER_VLANS_TIME	HZ

/* Only losing the PF stops a sequence of requests; what it refuses is logged. */
static int filter_request(struct stride_vf *vf, const u32 *words, unsigned int n)
{
	int err = stride_vf_request(vf, words, n);

	return stride_vf_refused(err) ? 0 : err;
}

static bool filter_has_uc(const struct stride_vf_filters *f, const u8 *addr)
{
	unsigned int i;

	for (i = 0; i < f->uc_count; i++)
		if (ether_addr_equal(f->uc[i], addr))
			return true;
	return false;
}

/* Take down what the stack wants.  Too many addresses ask for all of them. */
static void filter_want(struct net_device *netdev, struct stride_vf_filters *want)
{
	struct netdev_hw_addr *ha;

	memset(want, 0, sizeof(*want));
	/* Probe shakes hands before the lists and their lock come to life. */
	if (netdev->reg_state == NETREG_UNINITIALIZED)
		return;
	netif_addr_lock_bh(netdev);
	if (netdev->flags & IFF_PROMISC)
		want->promisc = STRIDE_PROMISC_UNICAST |
				STRIDE_PROMISC_MULTICAST;
	if (netdev->flags & (IFF_PROMISC | IFF_ALLMULTI) ||
	    netdev_mc_count(netdev) > STRIDE_MC_HASHES)
		want->mc_all = true;
	netdev_for_each_mc_addr(ha, netdev)
		if (want->mc_count < STRIDE_MC_HASHES)
			want->mc_hash[want->mc_count++] =
				stride_mc_hash(ha->addr);
	if (netdev_uc_count(netdev) > STRIDE_VF_MAX_UC)
		want->promisc |= STRIDE_PROMISC_UNICAST;
	else
		netdev_for_each_uc_addr(ha, netdev)
			ether_addr_copy(want->uc[want->uc_count++], ha->addr);
	netif_addr_unlock_bh(netdev);
}

static bool filter_same_mc(const struct stride_vf_filters *a,
			   const struct stride_vf_filters *b)
{
	return a->mc_all == b->mc_all && a->mc_count == b->mc_count &&
	       !memcmp(a->mc_hash, b->mc_hash, sizeof(a->mc_hash));
}

/* All multicast is asked for by SET_MULTICAST. */
static unsigned int filter_promisc_msg(struct stride_vf *vf, u32 *words, u8 promisc)
{
	if (vf->peer.api < STRIDE_API_PROMISC)
		return stride_msg_set_promisc(words, promisc);
	return stride_msg_update_xcast_mode(words,
					    promisc & STRIDE_PROMISC_UNICAST ?
					    STRIDE_XCAST_PROMISC :
					    STRIDE_XCAST_MULTI);
}

/* A PF that grants all multicast to none but trusted VFs gets a list that fits. */
static int filter_sync_mc(struct stride_vf *vf,
			  const struct stride_vf_filters *want)
{
	u32 words[STRIDE_MBX_WORDS];
	int err;

	if (want->mc_all) {
		err = stride_vf_request(vf, words,
					stride_msg_set_multicast(words, NULL,
								 STRIDE_VF_MC_ALL));
		if (!stride_vf_refused(err))
			return err;
	}
	return filter_request(vf, words,
			      stride_msg_set_multicast(words, want->mc_hash,
						       want->mc_count));
}

/*
 * The promiscuous modes first: some PFs have one switch for what SET_PROMISC and
 * a long SET_MULTICAST ask for, so the latter has the last word.
 */
static int filter_sync_mode(struct stride_vf *vf,
			    const struct stride_vf_filters *want)
{
	struct stride_vf_filters *sent = &vf->net->sent;
	bool mc = !filter_same_mc(want, sent);
	u32 words[STRIDE_MBX_WORDS];
	int err = 0;

	if (want->promisc != sent->promisc) {
		err = filter_request(vf, words,
				     filter_promisc_msg(vf, words, want->promisc));
		mc = true;
	}
	if (!err && mc)
		err = filter_sync_mc(vf, want);
	if (err)
		return err;
	sent->promisc = want->promisc;
	sent->mc_all = want->mc_all;
	sent->mc_count = want->mc_count;
	memcpy(sent->mc_hash, want->mc_hash, sizeof(sent->mc_hash));
	return 0;
}

/*
 * Addresses can only be taken back all at once.  In-tree igb refuses even that
 * and keeps what it has, so adding the same again would use up its few entries.
 */
static int filter_clear_uc(struct stride_vf *vf)
{
	struct stride_vf_filters *sent = &vf->net->sent;
	u32 words[STRIDE_MBX_WORDS];
	int err;

	err = stride_vf_request(vf, words,
				stride_msg_set_mac(words, STRIDE_MAC_FILTER_CLEAR,
						   NULL));
	if (!err)
		sent->uc_count = 0;
	sent->uc_sticky = stride_vf_refused(err);
	return sent->uc_sticky ? 0 : err;
}

static int filter_add_uc(struct stride_vf *vf, const u8 *addr)
{
	struct stride_vf_filters *sent = &vf->net->sent;
	u32 words[STRIDE_MBX_WORDS];
	int err;

	err = filter_request(vf, words,
			     stride_msg_set_mac(words, STRIDE_MAC_FILTER_ADD,
						addr));
	if (!err && sent->uc_count < STRIDE_VF_MAX_UC)
		ether_addr_copy(sent->uc[sent->uc_count++], addr);
	return err;
}

static int filter_sync_uc(struct stride_vf *vf,
			  const struct stride_vf_filters *want, bool wiped)
{
	struct stride_vf_filters *sent = &vf->net->sent;
	bool clear = wiped && sent->uc_count;
	unsigned int i;
	int err = 0;

	for (i = 0; i < sent->uc_count; i++)
		clear |= !filter_has_uc(want, sent->uc[i]);
	if (clear && !sent->uc_sticky)
		err = filter_clear_uc(vf);
	for (i = 0; i < want->uc_count && !err; i++)
		if (!filter_has_uc(sent, want->uc[i]))
			err = filter_add_uc(vf, want->uc[i]);
	return err;
}

/*
 * Four thousand VLANs and a PF that takes its time would hold RTNL for an hour: what
 * is not told in FILTER_VLANS_TIME is left to the next run of the service work.
 */
static int filter_sync_vlans(struct stride_vf *vf)
{
	unsigned long end = jiffies + FILTER_VLANS_TIME;
	unsigned long *untold = vf->net->untold;
	u32 words[STRIDE_MBX_WORDS];
	unsigned int vid;
	int err;

	for_each_set_bit(vid, untold, VLAN_N_VID) {
		if (time_after(jiffies, end)) {
			set_bit(STRIDE_VF_FILTER_DIRTY, &vf->flags);
			stride_vf_link_kick(vf);
			return 0;
		}
		err = filter_request(vf, words,
				     stride_msg_set_vlan(words, vid, true));
		if (err)
			return err;
		__clear_bit(vid, untold);
	}
	return 0;
}

static int filter_sync(struct stride_vf *vf, bool wiped)
{
	struct stride_vf_filters want;
	int err;

	ASSERT_RTNL();

	clear_bit(STRIDE_VF_FILTER_DIRTY, &vf->flags);
	filter_want(vf->net->port.netdev, &want);
	err = filter_sync_mode(vf, &want);
	if (!err)
		err = filter_sync_uc(vf, &want, wiped);
	if (!err)
		err = filter_sync_vlans(vf);
	return err;
}

/**
 * stride_vf_filter_sync() - tell the PF what changed in the netdev's rx mode
 * @vf: function
 *
 * Context: RTNL held, may sleep.
 * Return: 0, also if something was refused; else as stride_vf_request(), and the
 * next handshake replays everything.
 */
int stride_vf_filter_sync(struct stride_vf *vf)
{
	return filter_sync(vf, false);
}

/**
 * stride_vf_filter_replay() - tell a PF that knows nothing about VLANs and rx mode
 * @vf: function in state READY
 *
 * Context: RTNL held, may sleep.
 * Return: as stride_vf_filter_sync().
 */
int stride_vf_filter_replay(struct stride_vf *vf)
{
	struct stride_vf_net *net = vf->net;
	struct stride_vf_filters *sent = &net->sent;

	sent->mc_count = 0;
	memset(sent->mc_hash, 0, sizeof(sent->mc_hash));
	sent->promisc = 0;
	sent->uc_sticky = false;
	bitmap_copy(net->untold, net->vlans, VLAN_N_VID);
	__clear_bit(0, net->untold);
	return filter_sync(vf, true);
}

/**
 * stride_vf_filter_vlan() - join or leave a VLAN
 * @vf: function
 * @vid: VLAN id; 0 stands for priority-tagged frames, which come unasked
 * @add: join, else leave
 *
 * While the PF is absent it is only noted.
 *
 * Context: RTNL held, may sleep.
 * Return: 0, or why the PF refused that we join.
 */
int stride_vf_filter_vlan(struct stride_vf *vf, u16 vid, bool add)
{
	u32 words[STRIDE_MBX_WORDS];
	int err;

	ASSERT_RTNL();

	err = vid ? stride_vf_request(vf, words,
				      stride_msg_set_vlan(words, vid, add)) : 0;
	if (add && stride_vf_refused(err))
		return err;
	__assign_bit(vid, vf->net->vlans, add);
	__clear_bit(vid, vf->net->untold);
	return 0;
}

/**
 * stride_vf_filter_max_frame() - set the largest frame that the device passes on
 * @vf: function
 * @max_frame: bytes, FCS and one VLAN tag included
 *
 * Context: RTNL held, may sleep.
 * Return: as stride_vf_request().
 */
int stride_vf_filter_max_frame(struct stride_vf *vf, u32 max_frame)
{
	u32 words[STRIDE_MBX_WORDS];

	return stride_vf_request(vf, words, stride_msg_set_lpe(words, max_frame));
}
