// SPDX-License-Identifier: GPL-2.0
/*
 * XDP on received frames: run the program, do what it says; attach and detach.
 */

#include <linux/bitfield.h>
#include <linux/bpf.h>
#include <linux/bpf_trace.h>
#include <linux/export.h>
#include <linux/filter.h>
#include <linux/netdevice.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/xdp.h>
#include <stride/txrx.h>

static void xdp_send_bulk(struct stride_qp *qp, bool kick)
{
	struct stride_rx_ring *rx = qp->rx;
	unsigned int n = rx->bulk_len, sent, i;

	rx->bulk_len = 0;
	/* A frame in a socket's memory was copied to become one. */
	sent = stride_xdp_send(qp, rx->bulk, n, !rx->xsk, kick);
	for (i = sent; i < n; i++)
		xdp_return_frame_rx_napi(rx->bulk[i]);
	u64_stats_update_begin(&qp->rx_sync);
	u64_stats_add(&qp->rx_stats.xdp_tx, sent);
	u64_stats_add(&qp->rx_stats.xdp_tx_errors, n - sent);
	u64_stats_update_end(&qp->rx_sync);
}

/* Return: false if the frame has no place for its description. */
static bool xdp_tx(struct stride_qp *qp, struct xdp_buff *xdp)
{
	struct xdp_frame *frame = xdp_convert_buff_to_frame(xdp);
	struct stride_rx_ring *rx = qp->rx;

	if (unlikely(!frame)) {
		stride_rx_count(qp, xdp_tx_errors, 1);
		return false;
	}
	rx->bulk[rx->bulk_len++] = frame;
	rx->bulk_sent = true;
	if (rx->bulk_len == STRIDE_XDP_BULK)
		xdp_send_bulk(qp, false);
	return true;
}

static bool xdp_redirect(struct stride_qp *qp, struct xdp_buff *xdp,
			 struct bpf_prog *prog)
{
	if (unlikely(xdp_do_redirect(qp->rx->netdev, xdp, prog))) {
		stride_rx_count(qp, xdp_redirect_errors, 1);
		return false;
	}
	qp->rx->redirected = true;
	stride_rx_count(qp, xdp_redirect, 1);
	return true;
}

/**
 * stride_xdp_run() - run the program on a packet
 * @qp: queue pair
 * @prog: program
 * @xdp: the packet
 *
 * Context: NAPI poll; stride_xdp_flush() follows before it ends.
 * Return: %XDP_PASS if the packet is for the stack, %XDP_DROP if the caller is to
 * drop it; else it is gone.
 */
u32 stride_xdp_run(struct stride_qp *qp, struct bpf_prog *prog,
		   struct xdp_buff *xdp)
{
	struct net_device *netdev = qp->rx->netdev;
	u32 act = bpf_prog_run_xdp(prog, xdp);

	switch (act) {
	case XDP_PASS:
		stride_rx_count(qp, xdp_pass, 1);
		return XDP_PASS;
	case XDP_TX:
		return xdp_tx(qp, xdp) ? XDP_TX : XDP_DROP;
	case XDP_REDIRECT:
		return xdp_redirect(qp, xdp, prog) ? XDP_REDIRECT : XDP_DROP;
	case XDP_DROP:
		stride_rx_count(qp, xdp_drop, 1);
		return XDP_DROP;
	default:
		bpf_warn_invalid_xdp_action(netdev, prog, act);
		fallthrough;
	case XDP_ABORTED:
		stride_rx_count(qp, xdp_aborted, 1);
		trace_xdp_exception(netdev, prog, act);
		return XDP_DROP;
	}
}

/**
 * stride_xdp_flush() - send off what stride_xdp_run() collected
 * @qp: queue pair
 *
 * Context: NAPI poll.
 */
void stride_xdp_flush(struct stride_qp *qp)
{
	struct stride_rx_ring *rx = qp->rx;

	if (rx->bulk_sent) {
		xdp_send_bulk(qp, true);
		rx->bulk_sent = false;
	}
	if (rx->redirected) {
		xdp_do_flush();
		rx->redirected = false;
	}
}

/* Frames of one buffer only, for a program that knows no others. */
static bool xdp_frame_fits(const struct bpf_prog *prog, u32 max_frame)
{
	return !prog || prog->aux->xdp_has_frags ||
	       max_frame <= STRIDE_RX_BUF_MAX;
}

/**
 * stride_port_max_mtu() - largest MTU that program and AF_XDP sockets can stand
 * @port: data path
 *
 * Context: RTNL held.
 * Return: bytes.
 */
unsigned int stride_port_max_mtu(const struct stride_port *port)
{
	u32 most = stride_xsk_max_frame(port);

	if (!xdp_frame_fits(port->prog, most))
		most = STRIDE_RX_BUF_MAX;
	return most - STRIDE_FRAME(0);
}
EXPORT_SYMBOL(stride_port_max_mtu);

/* Rings that run with a program go on with another. */
static void xdp_swap(struct stride_port *port, struct bpf_prog *prog)
{
	unsigned int i;

	port->prog = prog;
	if (!port->cfg.xdp)
		return;
	for (i = 0; i < port->max_qp; i++)
		if (port->qp[i].rx)
			WRITE_ONCE(port->qp[i].rx->prog, prog);
}

/*
 * The first program needs buffers of another kind, and so other rings.  To detach
 * must not fail: if memory is short for rings without XDP, those with it stay.
 */
static int xdp_set_prog(struct stride_port *port, struct bpf_prog *prog,
			struct netlink_ext_ack *extack)
{
	struct stride_ring_cfg cfg = port->cfg;
	struct bpf_prog *old = port->prog;
	int err = 0;

	ASSERT_RTNL();
	if (!xdp_frame_fits(prog, cfg.max_frame)) {
		NL_SET_ERR_MSG_FMT_MOD(extack,
				       "a program without frags support takes an MTU of at most %u",
				       STRIDE_RX_BUF_MAX - STRIDE_FRAME(0));
		return -EOPNOTSUPP;
	}
	cfg.xdp = prog || cfg.xsk;
	if (prog) {
		/* New rings start with it; old ones, if any, never see it. */
		port->prog = prog;
		if (cfg.xdp != port->cfg.xdp)
			err = stride_port_reconfigure(port, &cfg);
		if (err) {
			NL_SET_ERR_MSG_MOD(extack, "no memory, or queues do not start");
			port->prog = old;
			return err;
		}
		xdp_swap(port, prog);
	} else {
		xdp_swap(port, NULL);
		if (cfg.xdp != port->cfg.xdp)
			stride_port_reconfigure(port, &cfg);
	}
	/* Programs are freed after a grace period: polls may still run it. */
	if (old)
		bpf_prog_put(old);
	return 0;
}

/**
 * stride_port_bpf() - ndo_bpf
 * @netdev: a netdev whose netdev_priv() begins with &struct stride_port
 * @bpf: what is wanted
 *
 * The caller looks whether the port still runs, as after
 * stride_port_reconfigure(), and takes over stride_port_max_mtu().
 *
 * Context: RTNL held, may sleep.
 * Return: 0; -EOPNOTSUPP if frames are too long for the program; -EINVAL for
 * another request, or if frames are too long for a socket's memory; or an error of
 * stride_port_reconfigure() with all as it was.
 */
int stride_port_bpf(struct net_device *netdev, struct netdev_bpf *bpf)
{
	struct stride_port *port = netdev_priv(netdev);

	switch (bpf->command) {
	case XDP_SETUP_PROG:
		return xdp_set_prog(port, bpf->prog, bpf->extack);
	case XDP_SETUP_XSK_POOL:
		return stride_xsk_setup(port, bpf->xsk.pool, bpf->xsk.queue_id);
	default:
		return -EINVAL;
	}
}
EXPORT_SYMBOL(stride_port_bpf);

/* --- what a program may ask about a frame beside its bytes ------------------ */

static const struct stride_xdp_buff *xdp_ctx(const struct xdp_md *ctx)
{
	return container_of((const struct xdp_buff *)ctx, struct stride_xdp_buff,
			    xdp);
}

/* By DS table 7-11; what it does not say is no hash. */
static const u16 xdp_hash_types[] = {
	[1] = XDP_RSS_TYPE_L4_IPV4_TCP,
	[2] = XDP_RSS_TYPE_L3_IPV4,
	[3] = XDP_RSS_TYPE_L4_IPV6_TCP,
	[4] = XDP_RSS_TYPE_L3_IPV6_EX,
	[5] = XDP_RSS_TYPE_L3_IPV6,
	[6] = XDP_RSS_TYPE_L4_IPV6_TCP_EX,
	[7] = XDP_RSS_TYPE_L4_IPV4_UDP,
	[8] = XDP_RSS_TYPE_L4_IPV6_UDP,
	[9] = XDP_RSS_TYPE_L4_IPV6_UDP_EX,
};

static int xdp_rx_hash(const struct xdp_md *ctx, u32 *hash,
		       enum xdp_rss_hash_type *rss_type)
{
	const union stride_rx_desc *desc = xdp_ctx(ctx)->desc;
	u32 type = FIELD_GET(STRIDE_RXD_RSS_TYPE, le16_to_cpu(desc->wb.pkt_info));

	if (!type || type >= ARRAY_SIZE(xdp_hash_types))
		return -ENODATA;
	*hash = le32_to_cpu(desc->wb.rss);
	*rss_type = xdp_hash_types[type];
	return 0;
}

/* A tag that the stack is not shown is not shown here, either. */
static int xdp_rx_vlan_tag(const struct xdp_md *ctx, __be16 *proto, u16 *tci)
{
	const struct stride_xdp_buff *xb = xdp_ctx(ctx);
	const struct stride_port *port = netdev_priv(xb->xdp.rxq->dev);
	u16 tag = le16_to_cpu(xb->desc->wb.vlan);

	if (!(le32_to_cpu(xb->desc->wb.status_error) & STRIDE_RXD_VP) ||
	    (port->vlans && !test_bit(tag & VLAN_VID_MASK, port->vlans)))
		return -ENODATA;
	*proto = htons(ETH_P_8021Q);
	*tci = tag;
	return 0;
}

const struct xdp_metadata_ops stride_xdp_metadata_ops = {
	.xmo_rx_hash		= xdp_rx_hash,
	.xmo_rx_vlan_tag	= xdp_rx_vlan_tag,
};
EXPORT_SYMBOL(stride_xdp_metadata_ops);
