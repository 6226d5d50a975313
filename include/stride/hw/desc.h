/* SPDX-License-Identifier: GPL-2.0 */
#ifndef STRIDE_HW_DESC_H
#define STRIDE_HW_DESC_H

#include <linux/bits.h>
#include <linux/build_bug.h>
#include <linux/types.h>

/*
 * Advanced descriptors of the 82576: 16 bytes each, rings start on 128 bytes,
 * ring lengths are multiples of 128 bytes = 8 descriptors (DS 7.1.5, 7.2.2).
 */
#define STRIDE_DESC_ALIGN	128
#define STRIDE_DESC_MULTIPLE	8

/**
 * union stride_rx_desc - receive descriptor
 * @read: as the driver posts it: two bus addresses
 * @wb: as the device writes it back over the same bytes (DS 7.1.5.2)
 */
union stride_rx_desc {
	struct {
		__le64 pkt_addr;
		__le64 hdr_addr;
	} read;
	struct {
		__le16 pkt_info;	/* RSS type 3:0, packet type 16:4 */
		__le16 hdr_info;
		__le32 rss;		/* RSS hash (RXCSUM.PCSD = 1) */
		__le32 status_error;
		__le16 length;
		__le16 vlan;
	} wb;
};

static_assert(sizeof(union stride_rx_desc) == 16);
static_assert(offsetof(union stride_rx_desc, wb.status_error) == 8);
static_assert(offsetof(union stride_rx_desc, wb.length) == 12);

#define STRIDE_RXD_RSS_TYPE		GENMASK(3, 0)
#define STRIDE_RXD_DD			BIT(0)
#define STRIDE_RXD_EOP			BIT(1)
#define STRIDE_RXD_VP			BIT(3)	/* tag stripped, in @vlan */
#define STRIDE_RXD_UDPCS		BIT(4)
#define STRIDE_RXD_L4CS			BIT(5)	/* TCP/UDP checksum computed */
#define STRIDE_RXD_IPCS			BIT(6)
#define STRIDE_RXD_ERR_L4E		BIT(29)
#define STRIDE_RXD_ERR_IPE		BIT(30)
#define STRIDE_RXD_ERR_RXE		BIT(31)

/**
 * union stride_tx_desc - transmit descriptor
 * @data: one buffer of a packet (DS 7.2.2.3)
 * @ctx: offload parameters for the data descriptors that follow (DS 7.2.2.2)
 */
union stride_tx_desc {
	struct {
		__le64 addr;
		__le32 cmd_type_len;
		__le32 olinfo_status;
	} data;
	struct {
		__le32 vlan_macip_lens;
		__le32 seqnum_seed;
		__le32 type_tucmd;
		__le32 mss_l4len_idx;
	} ctx;
};

static_assert(sizeof(union stride_tx_desc) == 16);
static_assert(offsetof(union stride_tx_desc, data.cmd_type_len) == 8);
static_assert(offsetof(union stride_tx_desc, ctx.type_tucmd) == 8);

/* cmd_type_len; the low 16 bits are the buffer's length */
#define STRIDE_TXD_DTYP_CTX		(0x2 << 20)
#define STRIDE_TXD_DTYP_DATA		(0x3 << 20)
#define STRIDE_TXD_EOP			BIT(24)
#define STRIDE_TXD_IFCS			BIT(25)
#define STRIDE_TXD_RS			BIT(27)
#define STRIDE_TXD_DEXT			BIT(29)
#define STRIDE_TXD_VLE			BIT(30)
#define STRIDE_TXD_TSE			BIT(31)
/* olinfo_status */
#define STRIDE_TXD_IDX			BIT(4)	/* context to use */
#define STRIDE_TXD_IXSM			BIT(8)
#define STRIDE_TXD_TXSM			BIT(9)
#define STRIDE_TXD_PAYLEN		GENMASK(31, 14)
/* context: vlan_macip_lens */
#define STRIDE_CTX_IPLEN		GENMASK(8, 0)
#define STRIDE_CTX_MACLEN		GENMASK(15, 9)
#define STRIDE_CTX_VLAN			GENMASK(31, 16)
/* context: type_tucmd */
#define STRIDE_CTX_IPV4			BIT(10)
#define STRIDE_CTX_L4T_UDP		(0 << 11)
#define STRIDE_CTX_L4T_TCP		BIT(11)
#define STRIDE_CTX_L4T_SCTP		(2 << 11)
/* context: mss_l4len_idx */
#define STRIDE_CTX_IDX			BIT(4)	/* context to load */
#define STRIDE_CTX_L4LEN		GENMASK(15, 8)
#define STRIDE_CTX_MSS			GENMASK(31, 16)

/* One data descriptor carries at most this much; DS 7.2.2.3.3 DTALEN. */
#define STRIDE_TXD_MAX_LEN		SZ_32K

#endif /* STRIDE_HW_DESC_H */
