// SPDX-License-Identifier: GPL-2.0
/*
 * One program a verdict, for frames of the EtherType for local experiments; all
 * others pass.  What is sent back or redirected has its addresses swapped.
 */

#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#define ETH_P_TEST	0x88b5
#define META_MAGIC	0x5354524d

struct {
	__uint(type, BPF_MAP_TYPE_DEVMAP);
	__type(key, __u32);
	__type(value, __u32);
	__uint(max_entries, 1);
} target SEC(".maps");

static __always_inline struct ethhdr *is_test(struct xdp_md *ctx)
{
	struct ethhdr *eth = (void *)(long)ctx->data;

	if ((void *)(eth + 1) > (void *)(long)ctx->data_end ||
	    eth->h_proto != bpf_htons(ETH_P_TEST))
		return NULL;
	return eth;
}

static __always_inline void swap(struct ethhdr *eth)
{
	unsigned char addr[ETH_ALEN];

	__builtin_memcpy(addr, eth->h_dest, ETH_ALEN);
	__builtin_memcpy(eth->h_dest, eth->h_source, ETH_ALEN);
	__builtin_memcpy(eth->h_source, addr, ETH_ALEN);
}

static __always_inline int bounce(struct xdp_md *ctx)
{
	struct ethhdr *eth = is_test(ctx);

	if (!eth)
		return XDP_PASS;
	swap(eth);
	return XDP_TX;
}

#define VERDICT(name, expr)						\
static __always_inline int do_##name(struct xdp_md *ctx)		\
{									\
	return expr;							\
}									\
SEC("xdp")								\
int name(struct xdp_md *ctx)						\
{									\
	return do_##name(ctx);						\
}									\
SEC("xdp.frags")							\
int name##_frags(struct xdp_md *ctx)					\
{									\
	return do_##name(ctx);						\
}

VERDICT(pass, XDP_PASS)
VERDICT(drop, is_test(ctx) ? XDP_DROP : XDP_PASS)
VERDICT(aborted, is_test(ctx) ? XDP_ABORTED : XDP_PASS)
VERDICT(invalid, is_test(ctx) ? 77 : XDP_PASS)
VERDICT(tx, bounce(ctx))

/* Alone: a map is for programs with frags or for those without. */
SEC("xdp.frags")
int redirect_frags(struct xdp_md *ctx)
{
	struct ethhdr *eth = is_test(ctx);

	if (!eth)
		return XDP_PASS;
	swap(eth);
	return bpf_redirect_map(&target, 0, XDP_ABORTED);
}

/* Moves the frame by the whole headroom that is promised less the description. */
SEC("xdp.frags")
int meta(struct xdp_md *ctx)
{
	__u32 *mark;

	if (!is_test(ctx))
		return XDP_PASS;
	if (bpf_xdp_adjust_meta(ctx, -32))
		return XDP_ABORTED;
	mark = (void *)(long)ctx->data_meta;
	if ((void *)(mark + 1) > (void *)(long)ctx->data)
		return XDP_ABORTED;
	*mark = META_MAGIC;
	return XDP_PASS;
}

/* Cuts a frame to 1000 bytes, which frees whole buffers of a long one. */
SEC("xdp.frags")
int cut_tx(struct xdp_md *ctx)
{
	int len = bpf_xdp_get_buff_len(ctx);

	if (!is_test(ctx))
		return XDP_PASS;
	if (len > 1000 && bpf_xdp_adjust_tail(ctx, 1000 - len))
		return XDP_ABORTED;
	return bounce(ctx);
}

/* Makes room for a second header in front and removes it again. */
SEC("xdp.frags")
int push_tx(struct xdp_md *ctx)
{
	if (!is_test(ctx))
		return XDP_PASS;
	if (bpf_xdp_adjust_head(ctx, -200) || bpf_xdp_adjust_head(ctx, 200))
		return XDP_ABORTED;
	return bounce(ctx);
}

char _license[] SEC("license") = "GPL";
