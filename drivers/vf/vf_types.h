/* SPDX-License-Identifier: GPL-2.0 */
#ifndef STRIDE_VF_TYPES_H
#define STRIDE_VF_TYPES_H

#include <linux/if_ether.h>
#include <linux/if_vlan.h>
#include <linux/ktime.h>
#include <linux/mutex.h>
#include <linux/ratelimit_types.h>
#include <linux/types.h>
#include <linux/workqueue.h>
#include <stride/abi/msg.h>
#include <stride/hw/regs.h>
#include <stride/link.h>
#include <stride/mbx.h>
#include <stride/mmio.h>
#include <stride/txrx.h>

struct pci_dev;
struct stride_vf_net;

/* MSI-X vectors: what each of the three is for. */
#define STRIDE_VF_VEC_QUEUE	0
#define STRIDE_VF_VEC_MBX	1	/* the first of two, see vf_irq.c */
#define STRIDE_VF_NUM_MBX_VEC	2

/* Most extra unicast addresses that are asked for one by one. */
#define STRIDE_VF_MAX_UC	16
/* A count of hashes that stands for "all multicast". */
#define STRIDE_VF_MC_ALL	(STRIDE_MC_HASHES + 1)

/**
 * struct stride_vf_peer - what the PF said of itself, until the next handshake
 * @api: version agreed on, n of 1.n
 * @features: STRIDE_FEATURE_* agreed on
 * @max_frame: longest frame that can reach us, bytes; 0: not told
 * @port_vlan: VLANs are the PF's, we can join none
 * @tells_link: the PF tells our link, else STATUS does
 * @link: our link as last told
 * @lu: STATUS.LU at that time
 */
struct stride_vf_peer {
	u8 api;
	u32 features;
	u32 max_frame;
	bool port_vlan;
	bool tells_link;
	struct stride_link link;
	bool lu;
};

/**
 * enum stride_vf_state - how far this VF and its PF know each other
 * @STRIDE_VF_DETACHED: the device is not ours to touch: not probed yet, reset
 *	by PCI, suspended or shut down
 * @STRIDE_VF_LOST: the PF knows nothing about us, or nothing any more
 * @STRIDE_VF_RESETTING: reset handshake under way
 * @STRIDE_VF_ANSWERED: the PF takes requests, but none was sent yet
 * @STRIDE_VF_READY: the PF was told what we want
 *
 * vf_link.c draws the transitions.
 */
enum stride_vf_state {
	STRIDE_VF_DETACHED,
	STRIDE_VF_LOST,
	STRIDE_VF_RESETTING,
	STRIDE_VF_ANSWERED,
	STRIDE_VF_READY,
};

/**
 * enum stride_vf_flag - bits of &stride_vf.flags
 * @STRIDE_VF_LIVE: the netdev is registered, the service work may act
 * @STRIDE_VF_REMOVING: the driver lets go of the device: no new requests, no
 *	long waits
 * @STRIDE_VF_TX_STUCK: transmit timed out
 * @STRIDE_VF_FILTER_DIRTY: the netdev's address lists or flags changed
 * @STRIDE_VF_LINK_DIRTY: the PF asked us to look at our link
 * @STRIDE_VF_IRQ_MASKED: the PF interrupted; not again before the service work
 */
enum stride_vf_flag {
	STRIDE_VF_LIVE,
	STRIDE_VF_REMOVING,
	STRIDE_VF_TX_STUCK,
	STRIDE_VF_FILTER_DIRTY,
	STRIDE_VF_LINK_DIRTY,
	STRIDE_VF_IRQ_MASKED,
};

/**
 * struct stride_vf_stats - what happened between this VF and its PF
 * @requests: requests sent, RESET included
 * @refused: requests that the PF refused
 * @timeouts: requests that the PF did not answer in time
 * @resent: requests sent again because a message of the PF came in between
 * @control: messages that the PF sent by itself
 * @stray: words in the mailbox that answered nothing we asked
 * @handshakes: reset handshakes that the PF answered
 * @lost: times that an established PF was lost
 * @api: no counter: version of the last handshake, n of 1.n
 *
 * Written under &stride_vf.mbx_lock, read without.
 */
struct stride_vf_stats {
	unsigned long requests;
	unsigned long refused;
	unsigned long timeouts;
	unsigned long resent;
	unsigned long control;
	unsigned long stray;
	unsigned long handshakes;
	unsigned long lost;
	unsigned long api;
};

/**
 * struct stride_vf - the PCI function, from probe to remove
 * @pdev: PCI device
 * @hw: register window
 * @net: its netdev's private part
 * @flags: &enum stride_vf_flag
 * @mbx_lock: serialises the mailbox; guards @mbx, @state, @assigned, @peer,
 *	@until, @tried, @next_try, @retry, @refused, @missing and @stats.  Taken
 *	inside RTNL, never around it.
 * @mbx: our end of the mailbox
 * @state: &enum stride_vf_state; read without the lock where a stale value only
 *	costs a request that fails
 * @assigned: address that the PF gave with its last answer to RESET, or zero
 * @peer: what the PF said of itself
 * @until: nothing waits for the PF beyond this; %KTIME_MAX: no hurry
 * @tried: jiffies when the last handshake ended
 * @next_try: jiffies before which no new handshake starts
 * @retry: delay until the handshake after the next, in jiffies
 * @refused: kinds of requests (vf_request.c) whose refusal was logged
 * @missing: the log says that the PF is missing
 * @stats: counters
 * @log: limits what the PF can make us log
 * @wq: ordered, runs @service
 * @service: everything that is done about the PF outside of callbacks
 * @served: jiffies when @service ran last; read without a lock
 * @irqs: mailbox interrupts so far, for the self test
 * @irq_name: name of the mailbox vectors in /proc/interrupts
 */
struct stride_vf {
	struct pci_dev *pdev;
	struct stride_hw hw;
	struct stride_vf_net *net;
	unsigned long flags;

	struct mutex mbx_lock;	/* see above */
	struct stride_mbx mbx;
	enum stride_vf_state state;
	u8 assigned[ETH_ALEN];
	struct stride_vf_peer peer;
	ktime_t until;
	unsigned long tried;
	unsigned long next_try;
	unsigned long retry;
	unsigned long refused;
	bool missing;
	struct stride_vf_stats stats;
	struct ratelimit_state log;

	struct workqueue_struct *wq;
	struct delayed_work service;
	unsigned long served;
	atomic_t irqs;
	char irq_name[STRIDE_VF_NUM_MBX_VEC][32];
};

/**
 * struct stride_vf_filters - receive filters as told to the PF
 * @mc_all: all multicast, or if that is refused, @mc_hash
 * @mc_count: hashes in @mc_hash, of all groups or as many as fit
 * @mc_hash: multicast hashes, the unused ones zero
 * @promisc: %STRIDE_PROMISC_UNICAST, %STRIDE_PROMISC_MULTICAST
 * @uc_sticky: the PF refuses to clear extra unicast addresses, so @uc also has
 *	those that are not wanted any more
 * @uc_count: addresses in @uc
 * @uc: extra unicast addresses
 */
struct stride_vf_filters {
	bool mc_all;
	u8 mc_count;
	u16 mc_hash[STRIDE_MC_HASHES];
	u8 promisc;
	bool uc_sticky;
	u8 uc_count;
	u8 uc[STRIDE_VF_MAX_UC][ETH_ALEN];
};

/**
 * struct stride_vf_net - private part of the netdev
 * @port: data path; first, because the core finds it at netdev_priv()
 * @vf: the function
 * @parked: rings of a netdev that is up while its port is stopped
 * @sent: filters that the PF has been told
 * @vlans: VLANs that the stack wants, told to the PF or not yet
 * @untold: of these, those that the PF is to be told in time
 *
 * All of it is changed under RTNL.
 */
struct stride_vf_net {
	struct stride_port port;
	struct stride_vf *vf;
	struct stride_rings parked;
	struct stride_vf_filters sent;
	DECLARE_BITMAP(vlans, VLAN_N_VID);
	DECLARE_BITMAP(untold, VLAN_N_VID);
};

#endif /* STRIDE_VF_TYPES_H */
