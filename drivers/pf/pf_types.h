/* SPDX-License-Identifier: GPL-2.0 */
#ifndef STRIDE_PF_TYPES_H
#define STRIDE_PF_TYPES_H

#include <linux/bitmap.h>
#include <linux/if_ether.h>
#include <linux/if_vlan.h>
#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/ratelimit_types.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>
#include <net/devlink.h>
#include <stride/hw/pf_regs.h>
#include <stride/link.h>
#include <stride/mbx.h>
#include <stride/mmio.h>
#include <stride/msg.h>
#include <stride/txrx.h>

/*
 * Two structures, two lifetimes: struct stride_pf is the PCI device, from probe
 * to remove; struct stride_pf_net is the netdev's private part and holds the
 * rings.  VF numbers are 0-based, as in `ip link set PF vf N` and virtfnN.
 */

/**
 * struct stride_sriov_cap - the SR-IOV Extended Capability, decoded
 * @pos: where it stands in configuration space
 * @cap: SR-IOV Capabilities
 * @ctrl: SR-IOV Control
 * @status: SR-IOV Status
 * @initial_vfs: InitialVFs
 * @total_vfs: TotalVFs
 * @num_vfs: NumVFs
 * @link: Function Dependency Link
 * @offset: First VF Offset, depends on @num_vfs and ARI
 * @stride: VF Stride, likewise
 * @vf_device: VF device id
 * @page_sizes: Supported Page Sizes, bit n = 4 KiB << n
 * @page_size: System Page Size, in the same coding
 * @bar: VF BAR0..5 as the register reads
 * @migration: VF Migration State Array Offset
 */
struct stride_sriov_cap {
	u16 pos;
	u32 cap;
	u16 ctrl;
	u16 status;
	u16 initial_vfs;
	u16 total_vfs;
	u16 num_vfs;
	u8 link;
	u16 offset;
	u16 stride;
	u16 vf_device;
	u32 page_sizes;
	u32 page_size;
	u32 bar[PCI_SRIOV_NUM_BARS];
	u32 migration;
};

/**
 * enum stride_preflight - what would make pci_enable_sriov() fail
 * @STRIDE_PREFLIGHT_OK: nothing found
 * @STRIDE_PREFLIGHT_NO_CAP: no (sane) SR-IOV capability
 * @STRIDE_PREFLIGHT_TOO_MANY: more than TotalVFs, or than leave the PF a pool
 * @STRIDE_PREFLIGHT_INITIAL_VFS: InitialVFs is not TotalVFs
 * @STRIDE_PREFLIGHT_BAR_UNASSIGNED: a VF BAR has no address space
 * @STRIDE_PREFLIGHT_BAR_SMALL: a VF BAR's space does not hold that many VFs
 * @STRIDE_PREFLIGHT_BUS: the last VF's routing id is beyond the bridge's buses
 * @STRIDE_PREFLIGHT_ARI: VFs cannot be addressed without ARI forwarding
 * @STRIDE_PREFLIGHT_VECTORS: too few vectors would be left for the PF
 * @STRIDE_PREFLIGHT_VLANS: the PF has more VLANs than its share of the switch
 */
enum stride_preflight {
	STRIDE_PREFLIGHT_OK,
	STRIDE_PREFLIGHT_NO_CAP,
	STRIDE_PREFLIGHT_TOO_MANY,
	STRIDE_PREFLIGHT_INITIAL_VFS,
	STRIDE_PREFLIGHT_BAR_UNASSIGNED,
	STRIDE_PREFLIGHT_BAR_SMALL,
	STRIDE_PREFLIGHT_BUS,
	STRIDE_PREFLIGHT_ARI,
	STRIDE_PREFLIGHT_VECTORS,
	STRIDE_PREFLIGHT_VLANS,
};

/**
 * struct stride_preflight_facts - what the check looks at
 * @cap: the capability
 * @num_vfs: VFs wanted, at least 1
 * @pf_rid: the PF's routing id
 * @last_bus: last bus number behind the upstream bridge
 * @ari: the upstream port forwards by ARI, or there is none
 * @bar_used: VF BAR i is implemented
 * @bar_assigned: and has address space
 * @bar_bytes: size of that space
 * @bar_vf_bytes: size of one VF's part
 * @pf_vectors: vectors that the PF allocated
 * @pf_vlans: VLANs that the PF is in
 * @pf_vlan_quota: VLANs that it may be in with @num_vfs on
 */
struct stride_preflight_facts {
	struct stride_sriov_cap cap;
	unsigned int num_vfs;
	u16 pf_rid;
	u8 last_bus;
	bool ari;
	bool bar_used[PCI_SRIOV_NUM_BARS];
	bool bar_assigned[PCI_SRIOV_NUM_BARS];
	u64 bar_bytes[PCI_SRIOV_NUM_BARS];
	u64 bar_vf_bytes[PCI_SRIOV_NUM_BARS];
	unsigned int pf_vectors;
	unsigned int pf_vlans;
	unsigned int pf_vlan_quota;
};

#define STRIDE_SRIOV_CAP_SIZE	0x40	/* PCIe r6.0, 9.3.3 */

/**
 * struct stride_mac_entry - one exact receive address
 * @addr: address
 * @pool: pool that receives it
 * @used: the entry is valid
 */
struct stride_mac_entry {
	u8 addr[ETH_ALEN];
	u8 pool;
	bool used;
};

/**
 * struct stride_vlan_entry - one VLAN of the switch
 * @vid: VLAN id
 * @pools: members; none: the entry is free
 */
struct stride_vlan_entry {
	u16 vid;
	u8 pools;
};

/**
 * struct stride_pf_filters - shadow of the device's filter tables
 * @mac: exact addresses; 0 is the PF's own, 1 + n is VF n's own, the rest are
 *	extra ones of whoever asked
 * @vlan: VLVF
 * @vfta: VLAN filter bits, of the wire side
 * @mta: multicast hash bits
 * @pf_vlans: VLANs that the PF's stack asked for
 * @pf_mc: the PF's multicast hashes, as bits like @mta
 * @pf_allmulti: the PF wants all multicast
 * @pf_promisc: the PF is promiscuous
 * @uta_all: the unicast hash table is full: some VF is promiscuous
 *
 * Guarded by &stride_pf.lock.
 */
struct stride_pf_filters {
	struct stride_mac_entry mac[STRIDE_RAR_ENTRIES];
	struct stride_vlan_entry vlan[STRIDE_VLVF_ENTRIES];
	u32 vfta[STRIDE_VFTA_REGS];
	u32 mta[STRIDE_MTA_REGS];
	DECLARE_BITMAP(pf_vlans, VLAN_N_VID);
	u32 pf_mc[STRIDE_MTA_REGS];
	bool pf_allmulti;
	bool pf_promisc;
	bool uta_all;
};

/**
 * enum stride_vf_state - what the PF knows of a VF's driver
 * @STRIDE_VF_DOWN: SR-IOV is off, or the VF is about to go
 * @STRIDE_VF_FRESH: nobody has sent RESET since the last FLR: queues off, no
 *	request is taken
 * @STRIDE_VF_READY: RESET was answered: queues on, clear to send
 *
 *            numvfs > 0            RESET
 *   DOWN ----------------> FRESH --------> READY --.
 *    ^                       ^               |     | RESET
 *    |      numvfs = 0       |  FLR, PF reset|  <--'
 *    '-----------------------+---------------'
 */
enum stride_vf_state {
	STRIDE_VF_DOWN,
	STRIDE_VF_FRESH,
	STRIDE_VF_READY,
};

/**
 * struct stride_vf_policy - what the administrator set; survives every reset
 * @mac: assigned address, zero: the guest may choose
 * @vlan: port VLAN, 0: none
 * @qos: its priority
 * @max_tx_rate: Mb/s that the VF may send, 0: no limit
 * @spoofchk: check source MAC and VLAN of what the VF sends
 * @trusted: the guest may ask for more
 * @link_state: IFLA_VF_LINK_STATE_*
 */
struct stride_vf_policy {
	u8 mac[ETH_ALEN];
	u16 vlan;
	u8 qos;
	u16 max_tx_rate;
	bool spoofchk;
	bool trusted;
	int link_state;
};

/**
 * struct stride_vf_stats - a VF's counters, 64 bits wide
 * @rx_packets: unicast, multicast and broadcast
 * @tx_packets: likewise
 * @rx_bytes: FCS included
 * @tx_bytes: FCS included
 * @multicast: multicast packets received
 */
struct stride_vf_stats {
	u64 rx_packets;
	u64 tx_packets;
	u64 rx_bytes;
	u64 tx_bytes;
	u64 multicast;
};

/**
 * struct stride_bucket - token bucket; a token is worth the time that it takes
 *	to get one
 * @depth: most that can be saved up, nanoseconds
 * @credit: what is saved up, nanoseconds; negative: debt
 * @last: when that was so, nanoseconds
 */
struct stride_bucket {
	s64 depth;
	s64 credit;
	u64 last;
};

/**
 * struct stride_vf_guard - what keeps a VF within bounds; see pf_guard.c
 * @bucket: what it may ask for; survives its resets
 * @waiting: a request or a reset waits for tokens
 * @bad_since: begin of the current run of misbehaviour, nanoseconds
 * @bad_last: its last evidence, nanoseconds
 * @bad_count: how many in the run; 0: no run
 * @quarantined: queues off, requests not read
 * @last_reset: when the last reset was worked off, nanoseconds
 * @until: a reset from then on lifts the quarantine, nanoseconds
 * @lifted: when it was lifted last, nanoseconds
 * @level: doublings of the next quarantine's time
 * @messages: requests read
 * @throttled: requests and resets that had to wait for tokens
 * @held: requests dropped because the VF kept the buffer
 * @resets: resets worked off
 * @evidence: pieces of evidence of misbehaviour
 * @quarantines: times in quarantine
 * @busy_ns: time spent working for the VF
 * @refused: word 0 of the last request that was refused, 0: none
 * @refused_err: and why
 *
 * Guarded by &stride_pf.lock.
 */
struct stride_vf_guard {
	struct stride_bucket bucket;
	bool waiting;
	u64 bad_since;
	u64 bad_last;
	unsigned int bad_count;
	bool quarantined;
	u64 last_reset;
	u64 until;
	u64 lifted;
	unsigned int level;

	u64 messages;
	u64 throttled;
	u64 held;
	u64 resets;
	u64 evidence;
	u64 quarantines;
	u64 busy_ns;
	u32 refused;
	int refused_err;
};

/* Bits of &stride_pf_vf.pending, set in hard IRQ, taken by the work. */
enum {
	STRIDE_VF_PENDING_RESET,	/* VF function-level reset (VFLRE) */
	STRIDE_VF_PENDING_WIPE,		/* and its mailbox is yet to be wiped */
	STRIDE_VF_PENDING_MSG,		/* request in the mailbox */
	STRIDE_VF_PENDING_NOTIFY,	/* tell the VF about link and CTS */
	STRIDE_VF_UNREAD,		/* it has not acknowledged our last one */
};

/**
 * struct stride_pf_vf - a VF as the PF sees it
 * @pf: owner
 * @idx: 0-based number, also its pool
 * @state: &enum stride_vf_state
 * @mbx: the PF's end of the mailbox
 * @work: handles @pending, one at a time
 * @pending: STRIDE_VF_PENDING_* and %STRIDE_VF_UNREAD, lock-free
 * @retries: turns for which the VF has kept us from a request, from wiping the
 *	buffer, and from telling it something
 * @paid: the request that waits was paid for
 * @not_before: when the work may look again, jiffies, lock-free
 * @rude: signals that no orderly driver gives, since the work looked, lock-free
 * @guard: what it has used up and how it behaves
 * @log: limits what it can have us log
 * @log_guard: the same for its quarantines
 * @policy: what the administrator set
 * @mac: address that the VF uses now, zero: none
 * @mc_hash: multicast hashes that the guest asked for
 * @mc_count: how many
 * @mc_all: the guest asked for all multicast, by SET_MULTICAST or SET_PROMISC
 * @uc_all: the guest asked for all unicast, by SET_PROMISC
 * @xcast: what it asked for by UPDATE_XCAST_MODE
 * @api: version agreed on since RESET, n of 1.n
 * @features: STRIDE_FEATURE_* agreed on since then
 * @max_frame: longest frame that the guest receives, bytes
 * @port_vlan: port VLAN that it is in, 0: none
 * @kept: address that it used before we had it start over; still its
 * @kept_until: until then, jiffies
 * @stats: counters, extended to 64 bits
 * @stats_hw: the device's counters when last read
 * @nacks: requests refused, for messages and tests
 * @pdev: the VF's PCI device, locked, while the PF is being reset; guarded by the
 *	PF's device lock
 * @saved: its configuration is saved, while the PF recovers from an error; likewise
 *
 * Guarded by &stride_pf.lock unless said otherwise.
 */
struct stride_pf_vf {
	struct stride_pf *pf;
	u8 idx;
	enum stride_vf_state state;
	struct stride_mbx mbx;
	struct delayed_work work;
	unsigned long pending;
	struct {
		unsigned int message;
		unsigned int wipe;
		unsigned int notify;
	} retries;
	bool paid;
	unsigned long not_before;
	atomic_t rude;
	struct stride_vf_guard guard;
	struct ratelimit_state log;
	struct ratelimit_state log_guard;

	struct stride_vf_policy policy;

	u8 mac[ETH_ALEN];
	u16 mc_hash[STRIDE_MC_HASHES];
	u8 mc_count;
	bool mc_all;
	bool uc_all;
	enum stride_xcast xcast;
	u8 api;
	u32 features;
	u16 max_frame;
	u16 port_vlan;
	u8 kept[ETH_ALEN];
	unsigned long kept_until;

	struct stride_vf_stats stats;
	u32 stats_hw[5];
	u64 nacks;
	struct pci_dev *pdev;
	bool saved;
};

/* devlink health reporters, indices of &stride_pf.health. */
enum stride_health {
	STRIDE_HEALTH_TX,
	STRIDE_HEALTH_VF,
	STRIDE_HEALTH_SRIOV,
	STRIDE_HEALTH_REPORTERS,
};

/* Bits of &stride_pf.flags. */
enum {
	STRIDE_PF_REMOVING,	/* no new work */
	STRIDE_PF_RESETTING,	/* between reset_prepare and reset_done */
};

/**
 * struct stride_sriov_result - how the last write to sriov_numvfs ended
 * @wanted: VFs asked for
 * @err: 0 or a negative error
 * @cause: why, %NULL: not failed
 * @remedy: what can be done about it
 */
struct stride_sriov_result {
	unsigned int wanted;
	int err;
	const char *cause;
	const char *remedy;
};

/**
 * struct stride_pf_irq - mailbox interrupts, see pf_irq.c
 * @lock: guards everything here, and that a signal is taken once
 * @bucket: mailbox interrupts and polls that we can afford
 * @poll: looks at the mailboxes while their interrupt is masked
 * @masked: VFs whose interrupt is masked
 * @count: interrupts with a mailbox event
 * @polls: looks of @poll
 * @busy_ns: time spent in both
 */
struct stride_pf_irq {
	spinlock_t lock;
	struct stride_bucket bucket;
	struct delayed_work poll;
	u32 masked;
	u64 count;
	u64 polls;
	u64 busy_ns;
};

/**
 * struct stride_pf - the physical function, from probe to remove
 * @hw: register window
 * @pdev: PCI device
 * @netdev: its network device
 * @net: that one's private part
 * @flags: STRIDE_PF_*
 * @num_vectors: MSI-X vectors allocated; 0 is for all that is no queue's
 * @port_id: which of the board's ports this is, 0 or 1
 * @is_model: QEMU's model, where it must be told from silicon
 * @perm_mac: address from the NVM
 * @advertise: ADVERTISED_* that auto-negotiation offers; under RTNL
 * @cap: SR-IOV capability as of probe or the last numvfs change
 * @wq: VF and link work
 * @link_work: looks at the link
 * @rx_mode_work: writes the receive filters that ndo_set_rx_mode() noted
 * @reset_work: resets the device after a transmit time-out
 * @stats_work: reads counters before they wrap, looks whether the device is there
 * @lock: guards everything below; taken inside RTNL, never held while waiting
 *	for a VF
 * @link: the link
 * @filters: filter tables
 * @num_vfs: VFs that exist for us: from before pci_enable_sriov() until after
 *	pci_disable_sriov()
 * @vmdq: the device sorts into pools
 * @vepa: the switch forwards nothing between pools; also guarded by RTNL
 * @vf: @num_vfs entries; changed with the interrupt's view of it (@vf_mask) empty
 * @vf_mask: VFs whose events the interrupt handler may latch
 * @hw_stats: the device's counters, see pf_stats.c
 * @sriov: how the last write to sriov_numvfs ended
 * @irq: mailbox interrupts
 * @devlink: devlink instance; this structure is its private part
 * @devlink_port: the netdev's
 * @region: devlink region of registers
 * @health: health reporters, by &enum stride_health
 * @health_work: tells devlink of quarantines
 * @quarantined: VFs newly quarantined, for @health_work, lock-free
 * @tx_hang: queue whose transmission timed out last
 * @board_id: board and assembly number from the NVM, empty: none
 * @bundle_id: NVM image's number, empty: none
 */
struct stride_pf {
	struct stride_hw hw;
	struct pci_dev *pdev;
	struct net_device *netdev;
	struct stride_pf_net *net;
	unsigned long flags;
	unsigned int num_vectors;
	unsigned int port_id;
	bool is_model;
	u8 perm_mac[ETH_ALEN];
	u32 advertise;
	struct stride_sriov_cap cap;

	struct workqueue_struct *wq;
	struct work_struct link_work;
	struct work_struct rx_mode_work;
	struct work_struct reset_work;
	struct delayed_work stats_work;

	struct mutex lock;
	struct stride_link link;
	struct stride_pf_filters filters;
	unsigned int num_vfs;
	bool vmdq;
	bool vepa;
	struct stride_pf_vf *vf;
	u32 vf_mask;
	u64 *hw_stats;
	struct stride_sriov_result sriov;

	struct stride_pf_irq irq;

	struct devlink *devlink;
	struct devlink_port devlink_port;
	struct devlink_region *region;
	struct devlink_health_reporter *health[STRIDE_HEALTH_REPORTERS];
	struct work_struct health_work;
	unsigned long quarantined;
	unsigned int tx_hang;
	char board_id[16];
	char bundle_id[16];
};

/**
 * struct stride_pf_net - the PF's netdev_priv()
 * @port: data path; must be first
 * @pf: the device
 * @reta: RSS indirection table, queue numbers of the netdev
 * @rss_key: RSS hash key
 * @reta_user: the user set @reta: keep it as long as it fits
 * @max_frame: longest frame that the device lets through, bytes
 * @wanted_qp: queue pairs to use; with VFs on at most %STRIDE_POOL_QP are
 */
struct stride_pf_net {
	struct stride_port port;
	struct stride_pf *pf;
	u8 reta[STRIDE_RETA_ENTRIES];
	u8 rss_key[STRIDE_RSSRK_BYTES];
	bool reta_user;
	u32 max_frame;
	unsigned int wanted_qp;
};

#define STRIDE_POOL_QP	2	/* queue pairs of a pool: n and n + 8 */

#endif /* STRIDE_PF_TYPES_H */
