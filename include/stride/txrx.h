/* SPDX-License-Identifier: GPL-2.0 */
#ifndef STRIDE_TXRX_H
#define STRIDE_TXRX_H

#include <linux/etherdevice.h>
#include <linux/hrtimer.h>
#include <linux/if_vlan.h>
#include <linux/interrupt.h>
#include <linux/netdevice.h>
#include <linux/sizes.h>
#include <linux/u64_stats_sync.h>
#include <net/xdp.h>
#include <stride/hw/desc.h>
#include <stride/itr.h>
#include <stride/ring.h>

struct bpf_prog;
struct netdev_bpf;
struct page_pool;
struct xsk_buff_pool;
struct stride_hw;
struct stride_port;

#define STRIDE_MAX_QP		16	/* queue pairs of the device */
#define STRIDE_MAX_MTU		9216
/* Frame as the device counts it: one VLAN tag and the FCS are included. */
#define STRIDE_FRAME(mtu)	((mtu) + VLAN_ETH_HLEN + ETH_FCS_LEN)

/* Descriptors of a worst-case packet: every fragment, the head, a context. */
#define STRIDE_TX_WORST		(MAX_SKB_FRAGS + 1 + 1 + \
				 DIV_ROUND_UP(GSO_LEGACY_MAX_SIZE, STRIDE_TXD_MAX_LEN))

#define STRIDE_TX_MIN_FRAME	17	/* shorter ones hang the MAC, DS 8.12.3 TCTL.PSP */
#define STRIDE_TX_BATCH		64	/* descriptors, about, without a doorbell */
#define STRIDE_RX_BUF_MAX	3072	/* bytes that the device writes into a page */
#define STRIDE_XDP_BULK		16	/* frames sent back with one lock */
#define STRIDE_TX_COPY_MAX	256	/* bytes of a packet that is copied */

/**
 * struct stride_rx_stats - what a receive ring counted, ever growing
 * @packets: good frames, to the stack or an XDP program
 * @bytes: the same, without FCS
 * @alloc_fail: no memory for a buffer or an skb
 * @errors: frames with a receive error, or that no sane device would report
 * @own: frames of our own that the switch reflected, dropped
 * @csum_unnecessary: checksum verified by the device
 * @csum_none: not verified
 * @csum_bad: verified and wrong
 * @xdp_pass: handed on by the program
 * @xdp_drop: dropped by it
 * @xdp_aborted: it failed
 * @xdp_tx: sent back
 * @xdp_tx_errors: not sent back as it wished: no room
 * @xdp_redirect: redirected
 * @xdp_redirect_errors: not redirected as it wished
 */
struct stride_rx_stats {
	u64_stats_t packets;
	u64_stats_t bytes;
	u64_stats_t alloc_fail;
	u64_stats_t errors;
	u64_stats_t own;
	u64_stats_t csum_unnecessary;
	u64_stats_t csum_none;
	u64_stats_t csum_bad;
	u64_stats_t xdp_pass;
	u64_stats_t xdp_drop;
	u64_stats_t xdp_aborted;
	u64_stats_t xdp_tx;
	u64_stats_t xdp_tx_errors;
	u64_stats_t xdp_redirect;
	u64_stats_t xdp_redirect_errors;
};

#define stride_rx_count(queue, field, n)			\
do {								\
	struct stride_qp *_qp = (queue);			\
								\
	u64_stats_update_begin(&_qp->rx_sync);			\
	u64_stats_add(&_qp->rx_stats.field, n);			\
	u64_stats_update_end(&_qp->rx_sync);			\
} while (0)

/**
 * struct stride_tx_stats - what the xmit path of a queue counted, ever growing
 * @errors: dropped because they could not be mapped
 * @csum_none: sent with no checksum to fill
 * @needs_csum: sent with checksum offload
 * @gso_packets: TSO packets taken from the stack
 * @gso_bytes: their bytes
 * @gso_wire_packets: segments they became
 * @copied: packets copied to memory that is always mapped
 * @stop: queue stopped because the ring was full
 */
struct stride_tx_stats {
	u64_stats_t errors;
	u64_stats_t csum_none;
	u64_stats_t needs_csum;
	u64_stats_t gso_packets;
	u64_stats_t gso_bytes;
	u64_stats_t gso_wire_packets;
	u64_stats_t copied;
	u64_stats_t stop;
};

/**
 * struct stride_tx_done - what reclaim of a transmit ring counted, ever growing
 * @sync: guards the rest, which is written under the ring's lock
 * @packets: sent by the device; segments of a TSO packet count one by one
 * @bytes: the same, headers of every segment included
 * @wake: queue woken
 */
struct stride_tx_done {
	struct u64_stats_sync sync;
	u64_stats_t packets;
	u64_stats_t bytes;
	u64_stats_t wake;
};

#define STRIDE_ECHO_SLOTS	64

/**
 * struct stride_echo - who sent frames to groups through a port a short while ago
 * @slot: address in the upper 48 bits, time in the lower 16; by the address' hash
 */
struct stride_echo {
	u64 slot[STRIDE_ECHO_SLOTS];
};

/**
 * struct stride_xdp_buff - a received packet in the making, as XDP sees it
 * @xdp: its buffers; @xdp.data is %NULL while there is none
 * @desc: its last descriptor
 */
struct stride_xdp_buff {
	struct xdp_buff xdp;
	const union stride_rx_desc *desc;
};

/**
 * struct stride_rx_ring - receive ring
 * @ring: indices
 * @desc: descriptors
 * @buf: start of the posted buffers in pages of @pool, headroom included; without
 *	@pool their &struct xdp_buff
 * @pool: where buffers come from; %NULL: from the memory of an AF_XDP socket
 * @xsk: that memory, while the ring runs
 * @tail: RDT
 * @prog: XDP program or %NULL
 * @xb: packet whose last buffer has not come yet
 * @partial: the last buffer did not end a packet
 * @skip: drop buffers until the end of a broken packet
 * @drop_own: drop frames to groups that we sent (see echo.c)
 * @redirected: frames were redirected in this poll
 * @bulk_sent: frames were sent back in this poll
 * @bulk_len: entries in @bulk
 * @bulk: frames to be sent back
 * @echo: who sent some through us, %NULL: nobody but ourselves
 * @vlans: VLANs whose tags the stack is shown, %NULL: all
 * @headroom: bytes in front of a frame
 * @max_len: bytes of a buffer that a sane device writes
 * @buf_len: bytes that the device may write into a buffer, KiB multiple
 * @buf_size: buffer with headroom and skb_shared_info
 * @per_page: buffers in a page
 * @netdev: owner
 * @napi: NAPI that polls the ring
 * @index: queue number in @netdev
 * @hw: register window
 * @regs: register block
 * @dma: bus address of @desc
 * @xdp_rxq: the ring as XDP knows it
 */
struct stride_rx_ring {
	struct stride_ring ring;
	union stride_rx_desc *desc;
	void **buf;
	struct page_pool *pool;
	struct xsk_buff_pool *xsk;
	u8 __iomem *tail;
	struct bpf_prog *prog;
	struct stride_xdp_buff xb;
	bool partial;
	bool skip;
	bool drop_own;
	bool redirected;
	bool bulk_sent;
	unsigned int bulk_len;
	struct xdp_frame *bulk[STRIDE_XDP_BULK];
	const struct stride_echo *echo;
	const unsigned long *vlans;
	u32 headroom;
	u32 max_len;
	u32 buf_len;
	u32 buf_size;
	u32 per_page;
	struct net_device *netdev;
	struct napi_struct *napi;
	u16 index;

	struct stride_hw *hw;
	u32 regs;
	dma_addr_t dma;
	struct xdp_rxq_info xdp_rxq;
};

/**
 * enum stride_tx_type - what is freed when a descriptor's packet was sent
 * @STRIDE_TX_NONE: nothing: not the last descriptor of a packet
 * @STRIDE_TX_SKB: a packet of the stack
 * @STRIDE_TX_COPY: nothing, it was copied and freed; it was the stack's
 * @STRIDE_TX_FRAME: an XDP frame
 * @STRIDE_TX_FRAME_COPY: nothing, it was copied and freed; an XDP frame
 * @STRIDE_TX_XSK: nothing, but its AF_XDP socket is told
 */
enum stride_tx_type {
	STRIDE_TX_NONE,
	STRIDE_TX_SKB,
	STRIDE_TX_COPY,
	STRIDE_TX_FRAME,
	STRIDE_TX_FRAME_COPY,
	STRIDE_TX_XSK,
};

/**
 * struct stride_tx_buf - what a transmit descriptor refers to
 * @skb: with %STRIDE_TX_SKB
 * @frame: with %STRIDE_TX_FRAME
 * @dma: mapping, valid if @len
 * @len: length of the mapping
 * @page: it is a page's mapping, not the head's
 * @type: &enum stride_tx_type, of the packet that ends here
 * @wire_bytes: unless %STRIDE_TX_NONE: bytes on the wire
 * @segs: likewise: packets on the wire
 */
struct stride_tx_buf {
	union {
		struct sk_buff *skb;
		struct xdp_frame *frame;
	};
	dma_addr_t dma;
	u32 len;
	u32 wire_bytes;
	u16 segs;
	u8 type;
	bool page;
};

/**
 * struct stride_tx_ctx - the offload context that the device holds for a queue
 * @vlan_macip_lens: as in the context descriptor
 * @type_tucmd: likewise
 * @mss_l4len_idx: likewise
 * @valid: the device has it
 */
struct stride_tx_ctx {
	u32 vlan_macip_lens;
	u32 type_tucmd;
	u32 mss_l4len_idx;
	bool valid;
};

/**
 * struct stride_tx_ring - transmit ring
 * @ring: indices
 * @desc: descriptors
 * @buf: what they refer to
 * @copy: %STRIDE_TX_COPY_MAX bytes a descriptor, always mapped; %NULL: none
 * @tail: TDT
 * @kicked: tail as last told to the device
 * @easy: small packets that may follow without a look at the ring
 * @batch_bytes: posted since the doorbell by the stack, on the wire
 * @slack: nanoseconds until NAPI looks again, doubled while the device is mute
 * @ctx_used: context that was used last
 * @ctx: contexts that the device holds
 * @head_wb: the device reports here how far it got (TDWBAL.Head_WB_En)
 * @qp: queue pair
 * @own: for XDP alone; the stack does not know it
 * @xsk: AF_XDP sockets' memory, whose frames go out here, too; %NULL: none
 * @done: what reclaim counts
 * @netdev: owner
 * @index: queue number in @netdev
 * @hw: register window
 * @regs: register block
 * @dma: bus address of @desc
 * @size: bytes at @dma: descriptors, @head_wb and zeroes
 * @copy_dma: bus address of @copy
 *
 * The ring's lock guards it all while it runs: &stride_qp.xdp_lock if @own, else
 * the queue's xmit lock.
 */
struct stride_tx_ring {
	struct stride_ring ring;
	union stride_tx_desc *desc;
	struct stride_tx_buf *buf;
	void *copy;
	u8 __iomem *tail;
	u16 kicked;
	u16 easy;
	u32 batch_bytes;
	u32 slack;
	u8 ctx_used;
	struct stride_tx_ctx ctx[2];
	__le32 *head_wb;
	struct stride_qp *qp;
	bool own;
	struct xsk_buff_pool *xsk;
	struct stride_tx_done *done;
	struct net_device *netdev;
	u16 index;

	struct stride_hw *hw;
	u32 regs;
	dma_addr_t dma;
	size_t size;
	dma_addr_t copy_dma;
};

static inline void *stride_tx_slot(const struct stride_tx_ring *tx, u16 i)
{
	return tx->copy + i * STRIDE_TX_COPY_MAX;
}

/* The line of the head word: zeroes are behind that, always mapped. */
static inline dma_addr_t stride_tx_head_dma(const struct stride_tx_ring *tx)
{
	return tx->dma + tx->size - STRIDE_DESC_ALIGN;
}

static inline dma_addr_t stride_tx_slot_dma(const struct stride_tx_ring *tx, u16 i)
{
	return tx->copy_dma + i * STRIDE_TX_COPY_MAX;
}

/* One data descriptor; @cmd and @len in one. */
static inline void stride_tx_write(struct stride_tx_ring *tx, u16 i,
				   dma_addr_t dma, u32 cmd_len, u32 olinfo)
{
	union stride_tx_desc *desc = &tx->desc[i];

	cmd_len |= STRIDE_TXD_DTYP_DATA | STRIDE_TXD_DEXT | STRIDE_TXD_IFCS;
	desc->data.addr = cpu_to_le64(dma);
	desc->data.cmd_type_len = cpu_to_le32(cmd_len);
	desc->data.olinfo_status = cpu_to_le32(olinfo);
}

/* A packet ends with descriptor @last.  Return: where @type's pointer goes. */
static inline struct stride_tx_buf *stride_tx_close(struct stride_tx_ring *tx,
						    u16 last,
						    enum stride_tx_type type,
						    u32 bytes, u16 segs)
{
	struct stride_tx_buf *buf = &tx->buf[last];

	buf->type = type;
	buf->wire_bytes = bytes;
	buf->segs = segs;
	if (type == STRIDE_TX_SKB || type == STRIDE_TX_COPY)
		tx->batch_bytes += bytes;
	WRITE_ONCE(tx->ring.next_to_use, stride_ring_next(&tx->ring, last));
	return buf;
}

/**
 * struct stride_qp - a queue pair: one NAPI, one vector, an RX and a TX ring
 * @napi: NAPI instance
 * @rx: receive ring, %NULL while stopped
 * @tx: transmit ring, %NULL while stopped
 * @xdp: ring that XDP sends through, an own one or @tx; %NULL while stopped;
 *	guarded by @xdp_lock
 * @xdp_lock: taken outside of a queue's xmit lock
 * @xsk: memory of AF_XDP sockets bound to the queue, or %NULL; changed under RTNL
 * @xsk_rxq: the receive queue, as frames in @xsk know it; it must outlive rings,
 *	because sockets look at it at any time
 * @slack: makes NAPI reclaim what was sent
 * @itr: moderation of the vector
 * @port: owner
 * @hw: register window
 * @vector_bit: the vector's bit in EIMS and its kin
 * @index: number in the netdev
 * @rx_regs: register block of the receive queue
 * @tx_regs: register block of the transmit queue
 * @xdp_regs: register block of a transmit queue for XDP alone, 0: there is none
 * @irq: Linux interrupt number, 0 while none is requested
 * @irq_name: its name in /proc/interrupts
 * @irqs: interrupts taken, for self-test and statistics
 * @rx_sync: guards @rx_stats, written by the NAPI only
 * @rx_stats: receive counters; they outlive the rings
 * @tx_sync: guards @tx_stats, written by the xmit path only
 * @tx_stats: transmit counters
 * @xdp_sync: guards @xdp_xmit and @xdp_xmit_errors, written under @xdp_lock
 * @xdp_xmit: frames redirected to us and taken
 * @xdp_xmit_errors: and not taken
 * @tx_done: what reclaim of @tx counted
 * @xdp_done: what reclaim of XDP's own ring counted
 */
struct stride_qp {
	struct napi_struct napi;
	struct stride_rx_ring *rx;
	struct stride_tx_ring *tx;
	struct stride_tx_ring *xdp;
	spinlock_t xdp_lock;	/* see above */
	struct xsk_buff_pool *xsk;
	struct xdp_rxq_info xsk_rxq;
	struct hrtimer slack;
	struct stride_itr itr;
	struct stride_port *port;
	struct stride_hw *hw;
	u32 vector_bit;
	u16 index;
	u32 rx_regs;
	u32 tx_regs;
	u32 xdp_regs;
	int irq;
	char irq_name[IFNAMSIZ + 16];
	unsigned long irqs;

	struct u64_stats_sync rx_sync;
	struct stride_rx_stats rx_stats;
	struct u64_stats_sync tx_sync;
	struct stride_tx_stats tx_stats;
	struct u64_stats_sync xdp_sync;
	u64_stats_t xdp_xmit;
	u64_stats_t xdp_xmit_errors;
	struct stride_tx_done tx_done;
	struct stride_tx_done xdp_done;
};

/**
 * struct stride_ring_cfg - how rings are to be
 * @num_qp: queue pairs in use, 1..@stride_port.max_qp
 * @rx_count: receive descriptors, multiple of 8
 * @tx_count: transmit descriptors, multiple of 8
 * @max_frame: largest frame in bytes, FCS and one VLAN tag included
 * @xdp: not 0: made for an XDP program or AF_XDP sockets; no bool, as configurations
 *	are compared as memory
 * @xsk: queue pairs, as bits, whose buffers are AF_XDP sockets'
 */
struct stride_ring_cfg {
	unsigned int num_qp;
	u16 rx_count;
	u16 tx_count;
	u32 max_frame;
	u32 xdp;
	u32 xsk;
};

/**
 * struct stride_port - the data path of a netdev; netdev_priv() begins with it
 * @netdev: owner
 * @hw: register window
 * @cfg: current configuration, or the next open's
 * @max_qp: queue pairs that exist
 * @qp: queue pairs
 * @drop_own: drop reflected frames; copied into rings when they start
 * @reflects: the device reflects, which the silicon does not: also drop what was
 *	sent through us for others; likewise
 * @echo: what is needed for that
 * @vlans: VLANs whose tags the stack is shown, %NULL: all.  A VF under a port
 *	VLAN gets the stripped tag in the descriptor, but its guest must not see
 *	it (the 82576 cannot hide it).
 * @mmio_sync: a register write has taken effect when the CPU goes on, which holds
 *	for QEMU
 * @prog: XDP program or %NULL
 * @running: rings are attached and started
 *
 * All functions that change it are called under RTNL.
 */
struct stride_port {
	struct net_device *netdev;
	struct stride_hw *hw;
	struct stride_ring_cfg cfg;
	unsigned int max_qp;
	struct stride_qp *qp;
	bool drop_own;
	bool reflects;
	struct stride_echo echo;
	const unsigned long *vlans;
	bool mmio_sync;
	struct bpf_prog *prog;
	bool running;
};

/**
 * struct stride_rings - rings that were allocated but are not in use
 * @num_qp: entries that are valid in @rx and @tx
 * @cfg: what they were made for
 * @rx: receive rings
 * @tx: transmit rings
 * @xdp: XDP's own transmit rings, %NULL where there is none
 */
struct stride_rings {
	unsigned int num_qp;
	struct stride_ring_cfg cfg;
	struct stride_rx_ring *rx[STRIDE_MAX_QP];
	struct stride_tx_ring *tx[STRIDE_MAX_QP];
	struct stride_tx_ring *xdp[STRIDE_MAX_QP];
};

/* port.c: life of the data path */
int stride_port_init(struct stride_port *port, struct net_device *netdev,
		     struct stride_hw *hw, unsigned int max_qp);
void stride_port_set_regs(struct stride_port *port, unsigned int i,
			  u32 rx_regs, u32 tx_regs, u32 xdp_regs);
void stride_port_set_queue(struct stride_port *port, unsigned int i,
			   u32 rx_regs, u32 tx_regs, u32 xdp_regs,
			   unsigned int vector);
void stride_port_destroy(struct stride_port *port);
int stride_port_alloc_rings(struct stride_port *port,
			    const struct stride_ring_cfg *cfg,
			    struct stride_rings *rings);
void stride_port_free_rings(struct stride_rings *rings);
int stride_port_start(struct stride_port *port, struct stride_rings *rings);
void stride_port_stop(struct stride_port *port, struct stride_rings *rings);
int stride_port_reconfigure(struct stride_port *port,
			    const struct stride_ring_cfg *cfg);
irqreturn_t stride_port_irq(int irq, void *qp);

/* netdev operations that need nothing but the port */
netdev_tx_t stride_port_xmit(struct sk_buff *skb, struct net_device *netdev);	/* tx.c */
netdev_features_t stride_port_features_check(struct sk_buff *skb,
					     struct net_device *netdev,
					     netdev_features_t features);
void stride_port_get_stats64(struct net_device *netdev,
			     struct rtnl_link_stats64 *stats);
extern const struct netdev_stat_ops stride_port_stat_ops;

/* ethtool operations that need nothing but the port (port_ethtool.c) */
struct ethtool_coalesce;
struct ethtool_ringparam;
int stride_port_set_ringparam(struct stride_port *port,
			      const struct ethtool_ringparam *ring,
			      struct netlink_ext_ack *extack);
void stride_port_get_coalesce(struct stride_port *port,
			      struct ethtool_coalesce *ec);
int stride_port_set_coalesce(struct stride_port *port,
			     const struct ethtool_coalesce *ec,
			     struct netlink_ext_ack *extack);
unsigned int stride_port_stats_count(const struct stride_port *port);
void stride_port_stats_strings(const struct stride_port *port, u8 **data);
void stride_port_stats_values(const struct stride_port *port, u64 *data);

/* echo.c: frames that come back to who sent them */
void stride_echo_note(struct stride_echo *echo, const struct net_device *netdev,
		      const void *data);
bool stride_echo_is_own(const struct stride_echo *echo,
			const struct net_device *netdev, const void *data);

static inline bool stride_rx_is_own(const struct stride_rx_ring *rx,
				    const void *data)
{
	return rx->drop_own && is_multicast_ether_addr(data) &&
	       stride_echo_is_own(rx->echo, rx->netdev, data);
}

static inline void stride_rx_account(struct stride_qp *qp, u32 len)
{
	u64_stats_update_begin(&qp->rx_sync);
	u64_stats_inc(&qp->rx_stats.packets);
	u64_stats_add(&qp->rx_stats.bytes, len);
	u64_stats_update_end(&qp->rx_sync);
}

/* rx_ring.c */
#define STRIDE_RX_REFILL	32	/* buffers posted with one tail write */

u32 stride_rx_buf_len(u32 max_frame);
struct stride_rx_ring *stride_rx_alloc(struct stride_qp *qp,
				       const struct stride_ring_cfg *cfg);
void stride_rx_free(struct stride_rx_ring *rx);
int stride_rx_start(struct stride_rx_ring *rx);
void stride_rx_stop(struct stride_rx_ring *rx);
bool stride_rx_refill(struct stride_rx_ring *rx);
void stride_rx_drop_packet(struct stride_rx_ring *rx, bool napi);
void stride_rx_write_tail(const struct stride_rx_ring *rx);

/* rx.c */
void stride_rx_deliver(struct stride_qp *qp, const struct stride_rx_ring *rx,
		       struct sk_buff *skb, const union stride_rx_desc *desc,
		       u32 status);
bool stride_rx_pending(const struct stride_rx_ring *rx);
int stride_rx_poll(struct stride_qp *qp, int budget);

/* xdp.c, xdp_tx.c */
#define STRIDE_XDP_FEATURES	(NETDEV_XDP_ACT_BASIC | \
				 NETDEV_XDP_ACT_REDIRECT | \
				 NETDEV_XDP_ACT_NDO_XMIT | \
				 NETDEV_XDP_ACT_RX_SG | \
				 NETDEV_XDP_ACT_NDO_XMIT_SG | \
				 NETDEV_XDP_ACT_XSK_ZEROCOPY)

u32 stride_xdp_run(struct stride_qp *qp, struct bpf_prog *prog,
		   struct xdp_buff *xdp);
void stride_xdp_flush(struct stride_qp *qp);
unsigned int stride_xdp_send(struct stride_qp *qp, struct xdp_frame **frames,
			     unsigned int n, bool own, bool kick);
unsigned int stride_xdp_room(const struct stride_tx_ring *tx);
int stride_port_xdp_xmit(struct net_device *netdev, int n,
			 struct xdp_frame **frames, u32 flags);
int stride_port_bpf(struct net_device *netdev, struct netdev_bpf *bpf);
unsigned int stride_port_max_mtu(const struct stride_port *port);
extern const struct xdp_metadata_ops stride_xdp_metadata_ops;

/* xsk.c: AF_XDP sockets whose memory the device uses */
int stride_xsk_setup(struct stride_port *port, struct xsk_buff_pool *pool,
		     u16 queue);
u32 stride_xsk_max_frame(const struct stride_port *port);
int stride_port_xsk_wakeup(struct net_device *netdev, u32 queue, u32 flags);
void stride_xsk_wake(struct stride_qp *qp);
void stride_xsk_halt(struct stride_qp *qp);

/* xsk_rx.c, xsk_tx.c */
void stride_xsk_rx_start(struct stride_rx_ring *rx);
void stride_xsk_rx_empty(struct stride_rx_ring *rx);
int stride_xsk_rx_poll(struct stride_qp *qp, int budget);
bool stride_xsk_xmit(struct stride_qp *qp);

/* tx_ring.c */
u16 stride_tx_wake_room(const struct stride_tx_ring *tx);
struct stride_tx_ring *stride_tx_alloc(struct stride_qp *qp, u16 count, bool own);
void stride_tx_free(struct stride_tx_ring *tx);
int stride_tx_start(struct stride_tx_ring *tx);
void stride_tx_stop(struct stride_tx_ring *tx);
void stride_tx_unmap(struct stride_tx_ring *tx, u16 i);
u16 stride_tx_put(struct stride_tx_ring *tx, u16 i, dma_addr_t dma, u32 len,
		  u32 cmd, u32 olinfo);
struct stride_tx_buf *stride_tx_end(struct stride_tx_ring *tx, u16 i,
				    enum stride_tx_type type, u32 bytes,
				    u16 segs);
void stride_tx_look(struct stride_tx_ring *tx);
void stride_tx_reclaim(struct stride_tx_ring *tx, int budget);
void stride_tx_look_again(struct stride_qp *qp);
enum hrtimer_restart stride_tx_slack(struct hrtimer *timer);
void stride_tx_kick(struct stride_tx_ring *tx);
void stride_tx_poll(struct stride_qp *qp, int budget);

/* tx_offload.c */
u32 stride_tx_context(const struct sk_buff *skb, struct stride_tx_ctx *ctx,
		      u32 *olinfo);

#endif /* STRIDE_TXRX_H */
