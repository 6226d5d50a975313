// SPDX-License-Identifier: GPL-2.0
/*
 * Suite stride_tx_offload: context descriptor and command bits, as literals, for
 * packets that are put together by hand.
 */

#include <kunit/skbuff.h>
#include <kunit/test.h>
#include <linux/if_vlan.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/sctp.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <stride/txrx.h>

/**
 * struct packet - what to put together
 * @l2: bytes in front of the IP header
 * @ip: IP version
 * @ip_len: length of the IP header, options or extension headers included
 * @l4_len: length of the transport header
 * @csum_offset: of the checksum in the transport header; 0: no checksum to fill
 * @tci: VLAN tag beside the packet; 0: none
 * @mss: TSO segment size; 0: no TSO
 */
struct packet {
	unsigned int l2;
	unsigned int ip;
	unsigned int ip_len;
	unsigned int l4_len;
	unsigned int csum_offset;
	u16 tci;
	u16 mss;
};

#define TCP_CSUM	offsetof(struct tcphdr, check)
#define UDP_CSUM	offsetof(struct udphdr, check)
#define SCTP_CSUM	offsetof(struct sctphdr, checksum)

static struct sk_buff *tx_packet(struct kunit *test, const struct packet *p)
{
	struct sk_buff *skb = kunit_zalloc_skb(test, 512, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, skb);
	/* The IP header is aligned, as in the stack's own packets. */
	skb_reserve(skb, ALIGN(p->l2, 4) - p->l2);
	skb_put(skb, p->l2 + p->ip_len + p->l4_len + 64);
	skb_reset_mac_header(skb);
	skb_set_network_header(skb, p->l2);
	skb_set_transport_header(skb, p->l2 + p->ip_len);
	ip_hdr(skb)->version = p->ip;
	if (p->csum_offset == TCP_CSUM)
		tcp_hdr(skb)->doff = p->l4_len / 4;
	if (p->csum_offset) {
		skb->ip_summed = CHECKSUM_PARTIAL;
		skb->csum_start = skb_transport_header(skb) - skb->head;
		skb->csum_offset = p->csum_offset;
	}
	if (p->tci)
		__vlan_hwaccel_put_tag(skb, htons(ETH_P_8021Q), p->tci);
	if (p->mss) {
		skb_shinfo(skb)->gso_size = p->mss;
		skb_shinfo(skb)->gso_segs = 1;
		skb_shinfo(skb)->gso_type = p->ip == 4 ? SKB_GSO_TCPV4 :
							 SKB_GSO_TCPV6;
	}
	return skb;
}

/* The context, command and POPTS bits of a packet are exactly these. */
static void tx_expect(struct kunit *test, const struct packet *p, u32 lens,
		      u32 type, u32 mss, u32 cmd, u32 popts)
{
	struct sk_buff *skb = tx_packet(test, p);
	struct stride_tx_ctx ctx;
	u32 olinfo = ~0U;

	memset(&ctx, 0xff, sizeof(ctx));
	ctx.valid = false;
	KUNIT_EXPECT_EQ(test, stride_tx_context(skb, &ctx, &olinfo), cmd);
	KUNIT_EXPECT_EQ(test, ctx.vlan_macip_lens, lens);
	KUNIT_EXPECT_EQ(test, ctx.type_tucmd, type);
	KUNIT_EXPECT_EQ(test, ctx.mss_l4len_idx, mss);
	KUNIT_EXPECT_EQ(test, olinfo, popts);
	KUNIT_EXPECT_FALSE(test, ctx.valid);
}

static void tx_packet_without_offload_needs_no_context(struct kunit *test)
{
	static const struct packet p = { .l2 = 14, .ip = 4, .ip_len = 20 };

	/* The context is not written either: it keeps the pattern. */
	tx_expect(test, &p, 0xffffffff, 0xffffffff, 0xffffffff, 0, 0);
}

static void tx_tcp4_checksum_gets_ipv4_and_tcp(struct kunit *test)
{
	static const struct packet p = {
		.l2 = 14, .ip = 4, .ip_len = 20, .l4_len = 20,
		.csum_offset = TCP_CSUM,
	};

	tx_expect(test, &p, 0x00001c14, 0x00000c00, 0, 0x20000000, 0x200);
}

static void tx_udp4_checksum_gets_ipv4_and_udp(struct kunit *test)
{
	static const struct packet p = {
		.l2 = 14, .ip = 4, .ip_len = 20, .l4_len = 8,
		.csum_offset = UDP_CSUM,
	};

	tx_expect(test, &p, 0x00001c14, 0x00000400, 0, 0x20000000, 0x200);
}

static void tx_udp6_checksum_gets_neither_ipv4_nor_tcp(struct kunit *test)
{
	static const struct packet p = {
		.l2 = 14, .ip = 6, .ip_len = 40, .l4_len = 8,
		.csum_offset = UDP_CSUM,
	};

	tx_expect(test, &p, 0x00001c28, 0x00000000, 0, 0x20000000, 0x200);
}

static void tx_tcp6_checksum_counts_an_extension_header_as_ip(struct kunit *test)
{
	static const struct packet p = {
		.l2 = 14, .ip = 6, .ip_len = 48, .l4_len = 20,
		.csum_offset = TCP_CSUM,
	};

	tx_expect(test, &p, 0x00001c30, 0x00000800, 0, 0x20000000, 0x200);
}

static void tx_sctp4_checksum_gets_ipv4_and_sctp(struct kunit *test)
{
	static const struct packet p = {
		.l2 = 14, .ip = 4, .ip_len = 20, .l4_len = 12,
		.csum_offset = SCTP_CSUM,
	};

	tx_expect(test, &p, 0x00001c14, 0x00001400, 0, 0x20000000, 0x200);
}

static void tx_checksum_counts_ip_options_and_an_inline_tag(struct kunit *test)
{
	static const struct packet p = {
		.l2 = 18, .ip = 4, .ip_len = 60, .l4_len = 20,
		.csum_offset = TCP_CSUM,
	};

	tx_expect(test, &p, 0x0000243c, 0x00000c00, 0, 0x20000000, 0x200);
}

static void tx_vlan_tag_alone_gets_maclen_and_no_checksum(struct kunit *test)
{
	static const struct packet p = {
		.l2 = 14, .ip = 4, .ip_len = 20, .tci = 0x2064,
	};

	tx_expect(test, &p, 0x20641c00, 0, 0, 0x60000000, 0);
}

static void tx_vlan_tag_and_checksum_share_a_context(struct kunit *test)
{
	static const struct packet p = {
		.l2 = 14, .ip = 4, .ip_len = 20, .l4_len = 8,
		.csum_offset = UDP_CSUM, .tci = 0xefff,
	};

	tx_expect(test, &p, 0xefff1c14, 0x00000400, 0, 0x60000000, 0x200);
}

static void tx_vlan_tag_and_tso4_share_a_context(struct kunit *test)
{
	static const struct packet p = {
		.l2 = 14, .ip = 4, .ip_len = 20, .l4_len = 32,
		.csum_offset = TCP_CSUM, .tci = 0x2064, .mss = 1448,
	};

	tx_expect(test, &p, 0x20641c14, 0x00000c00, 0x05a82000, 0xe0000000,
		  0x300);
}

static void tx_tso4_gets_mss_l4len_and_the_ip_checksum(struct kunit *test)
{
	static const struct packet p = {
		.l2 = 14, .ip = 4, .ip_len = 20, .l4_len = 20,
		.csum_offset = TCP_CSUM, .mss = 1460,
	};

	tx_expect(test, &p, 0x00001c14, 0x00000c00, 0x05b41400, 0xa0000000,
		  0x300);
}

/* There is no IP checksum to insert. */
static void tx_tso6_gets_no_ip_checksum(struct kunit *test)
{
	static const struct packet p = {
		.l2 = 14, .ip = 6, .ip_len = 40, .l4_len = 20,
		.csum_offset = TCP_CSUM, .mss = 1440,
	};

	tx_expect(test, &p, 0x00001c28, 0x00000800, 0x05a01400, 0xa0000000,
		  0x200);
}

static void tx_tso_holds_the_longest_tcp_header(struct kunit *test)
{
	static const struct packet p = {
		.l2 = 14, .ip = 4, .ip_len = 20, .l4_len = 60,
		.csum_offset = TCP_CSUM, .mss = 0xffff,
	};

	tx_expect(test, &p, 0x00001c14, 0x00000c00, 0xffff3c00, 0xa0000000,
		  0x300);
}

static struct kunit_case tx_offload_cases[] = {
	KUNIT_CASE(tx_packet_without_offload_needs_no_context),
	KUNIT_CASE(tx_tcp4_checksum_gets_ipv4_and_tcp),
	KUNIT_CASE(tx_udp4_checksum_gets_ipv4_and_udp),
	KUNIT_CASE(tx_udp6_checksum_gets_neither_ipv4_nor_tcp),
	KUNIT_CASE(tx_tcp6_checksum_counts_an_extension_header_as_ip),
	KUNIT_CASE(tx_sctp4_checksum_gets_ipv4_and_sctp),
	KUNIT_CASE(tx_checksum_counts_ip_options_and_an_inline_tag),
	KUNIT_CASE(tx_vlan_tag_alone_gets_maclen_and_no_checksum),
	KUNIT_CASE(tx_vlan_tag_and_checksum_share_a_context),
	KUNIT_CASE(tx_vlan_tag_and_tso4_share_a_context),
	KUNIT_CASE(tx_tso4_gets_mss_l4len_and_the_ip_checksum),
	KUNIT_CASE(tx_tso6_gets_no_ip_checksum),
	KUNIT_CASE(tx_tso_holds_the_longest_tcp_header),
	{}
};

static struct kunit_suite tx_offload_suite = {
	.name = "stride_tx_offload",
	.test_cases = tx_offload_cases,
};

kunit_test_suite(tx_offload_suite);
