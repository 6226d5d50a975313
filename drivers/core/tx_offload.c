// SPDX-License-Identifier: GPL-2.0
/*
 * Transmit offloads: what an skb asks for, in the device's words.  Pure.
 */

#include <linux/bitfield.h>
#include <linux/export.h>
#include <linux/if_vlan.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/sctp.h>
#include <linux/tcp.h>
#include <stride/txrx.h>

static u32 tx_l4_type(const struct sk_buff *skb)
{
	/* The stack offloads TCP, UDP and SCTP only; the offset tells which. */
	switch (skb->csum_offset) {
	case offsetof(struct tcphdr, check):
		return STRIDE_CTX_L4T_TCP;
	case offsetof(struct sctphdr, checksum):
		return STRIDE_CTX_L4T_SCTP;
	default:
		return STRIDE_CTX_L4T_UDP;
	}
}

static u32 tx_ip_type(const struct sk_buff *skb)
{
	const struct iphdr *ip = (const struct iphdr *)skb_network_header(skb);

	return ip->version == 4 ? STRIDE_CTX_IPV4 : 0;
}

/**
 * stride_tx_context() - the offload context and flags that a packet needs
 * @skb: packet; its headers are writable if it is GSO
 * @ctx: receives the context, @ctx->valid excepted
 * @olinfo: receives the data descriptors' POPTS bits
 *
 * Context: any.
 * Return: command bits for the packet's data descriptors; 0 if it needs no
 * context, and then @ctx is not written.
 */
u32 stride_tx_context(const struct sk_buff *skb, struct stride_tx_ctx *ctx,
		      u32 *olinfo)
{
	bool csum = skb->ip_summed == CHECKSUM_PARTIAL;
	u32 cmd = 0;

	*olinfo = 0;
	if (!csum && !skb_vlan_tag_present(skb))
		return 0;

	ctx->type_tucmd = 0;
	ctx->mss_l4len_idx = 0;
	ctx->vlan_macip_lens = FIELD_PREP(STRIDE_CTX_MACLEN,
					  skb_network_offset(skb));
	if (skb_vlan_tag_present(skb)) {
		ctx->vlan_macip_lens |= FIELD_PREP(STRIDE_CTX_VLAN,
						   skb_vlan_tag_get(skb));
		cmd |= STRIDE_TXD_VLE;
	}
	if (csum) {
		ctx->vlan_macip_lens |=
			FIELD_PREP(STRIDE_CTX_IPLEN,
				   skb_checksum_start_offset(skb) -
				   skb_network_offset(skb));
		ctx->type_tucmd = tx_l4_type(skb) | tx_ip_type(skb);
		*olinfo |= STRIDE_TXD_TXSM;
	}
	if (skb_is_gso(skb)) {
		ctx->mss_l4len_idx =
			FIELD_PREP(STRIDE_CTX_MSS, skb_shinfo(skb)->gso_size) |
			FIELD_PREP(STRIDE_CTX_L4LEN, tcp_hdrlen(skb));
		cmd |= STRIDE_TXD_TSE;
		if (ctx->type_tucmd & STRIDE_CTX_IPV4)
			*olinfo |= STRIDE_TXD_IXSM;
	}
	/* A packet with a checksum only has no bit of its own in cmd. */
	return cmd | STRIDE_TXD_DEXT;
}
EXPORT_SYMBOL(stride_tx_context);
