// SPDX-License-Identifier: GPL-2.0
/* The oracle; see image.h. */

#include <stdio.h>
#include <string.h>

#include "image.h"

#define VMOLR_OTHERS	(~(STRIDE_VMOLR_RLPML | STRIDE_VMOLR_LPE | \
			   STRIDE_VMOLR_ROMPE | STRIDE_VMOLR_ROPE | \
			   STRIDE_VMOLR_MPME | STRIDE_VMOLR_BAM | \
			   STRIDE_VMOLR_STRVLAN))
#define FRAME_MAX	9728			/* DS 1.3 */

static u32 pools_of(u32 rah)
{
	return rah & STRIDE_RAH_AV ? (rah & STRIDE_RAH_POOL) >> 18 : 0;
}

static u32 members_of(u32 vlvf)
{
	return vlvf & STRIDE_VLVF_EN ? (vlvf & STRIDE_VLVF_POOLS) >> 12 : 0;
}

static const struct {
	u32 reg;
	const char *name;
} global[IMAGE_GLOBALS] = {
	{ STRIDE_CTRL, "CTRL" }, { STRIDE_CTRL_EXT, "CTRL_EXT" },
	{ STRIDE_FCAL, "FCAL" }, { STRIDE_FCAH, "FCAH" },
	{ STRIDE_FCT, "FCT" }, { STRIDE_FCTTV, "FCTTV" },
	{ STRIDE_VET, "VET" }, { STRIDE_RCTL, "RCTL" },
	{ STRIDE_TCTL, "TCTL" }, { STRIDE_RXPBS, "RXPBS" },
	{ STRIDE_DTXCTL, "DTXCTL" }, { STRIDE_RXCSUM, "RXCSUM" },
	{ STRIDE_RLPML, "RLPML" }, { STRIDE_MRQC, "MRQC" },
	{ STRIDE_VT_CTL, "VT_CTL" }, { STRIDE_DTXSWC, "DTXSWC" },
	{ STRIDE_RPLOLR, "RPLOLR" }, { STRIDE_QDE, "QDE" },
	{ STRIDE_GPIE, "GPIE" }, { STRIDE_IVAR_MISC, "IVAR_MISC" },
	{ STRIDE_IMS, "IMS" }, { STRIDE_RETA(0), "RETA0" },
	{ STRIDE_RETA(31), "RETA31" }, { STRIDE_RSSRK(0), "RSSRK0" },
	{ STRIDE_RSSRK(9), "RSSRK9" }, { STRIDE_LEDCTL, "LEDCTL" },
};

static const u32 rxq_reg[IMAGE_RXQ] = {
	STRIDE_RX_RDBAL, STRIDE_RX_RDBAH, STRIDE_RX_RDLEN, STRIDE_RX_SRRCTL,
	STRIDE_RX_RXCTL, STRIDE_RX_RXDCTL,
};

static const u32 txq_reg[IMAGE_TXQ] = {
	STRIDE_TX_TDBAL, STRIDE_TX_TDBAH, STRIDE_TX_TDLEN, STRIDE_TX_TXCTL,
	STRIDE_TX_TXDCTL, STRIDE_TX_TDWBAL, STRIDE_TX_TDWBAH,
};

/* Where a word of an image stands in the device and what it is called. */
struct place {
	u32 reg;
	const char *name;
	int index;		/* -1: none */
	unsigned int pool;	/* whose it is alone, STRIDE_POOLS: nobody's */
};

#define WORD(field)	(offsetof(struct image, field) / sizeof(u32))
#define WORDS		(sizeof(struct image) / sizeof(u32))

static struct place places[WORDS];

static unsigned int queue_owner(const struct oracle *o, unsigned int q)
{
	return q % STRIDE_POOLS < o->num_vfs ? q % STRIDE_POOLS : STRIDE_POOLS;
}

static unsigned int vector_owner(const struct oracle *o, unsigned int v)
{
	unsigned int n = (24 - v) / STRIDE_VF_VECTORS;

	return n < o->num_vfs ? n : STRIDE_POOLS;
}

static void map_global(unsigned int w, u32 reg, const char *name)
{
	places[w] = (struct place){ reg, name, -1, STRIDE_POOLS };
}

static void map(unsigned int w, u32 reg, const char *name, int index, unsigned int pool)
{
	places[w] = (struct place){ reg, name, index, pool };
}

static void map_filters(void)
{
	unsigned int i;

	for (i = 0; i < STRIDE_RAR_ENTRIES; i++) {
		map(WORD(ral[0]) + i, STRIDE_RAL(i), "RAL", i, STRIDE_POOLS);
		map(WORD(rah[0]) + i, STRIDE_RAH(i), "RAH", i, STRIDE_POOLS);
	}
	for (i = 0; i < STRIDE_MTA_REGS; i++)
		map(WORD(mta[0]) + i, STRIDE_MTA(i), "MTA", i, STRIDE_POOLS);
	for (i = 0; i < STRIDE_VFTA_REGS; i++)
		map(WORD(vfta[0]) + i, STRIDE_VFTA(i), "VFTA", i, STRIDE_POOLS);
	for (i = 0; i < STRIDE_VLVF_ENTRIES; i++)
		map(WORD(vlvf[0]) + i, STRIDE_VLVF(i), "VLVF", i, STRIDE_POOLS);
}

static void map_queues(const struct oracle *o)
{
	unsigned int q, i;

	for (q = 0; q < IMAGE_QUEUES; q++) {
		for (i = 0; i < IMAGE_RXQ; i++)
			map(WORD(rxq[q][i]), STRIDE_PF_RXQ(q) + rxq_reg[i],
			    "receive queue", q, queue_owner(o, q));
		for (i = 0; i < IMAGE_TXQ; i++)
			map(WORD(txq[q][i]), STRIDE_PF_TXQ(q) + txq_reg[i],
			    "send queue", q, queue_owner(o, q));
	}
}

static void map_all(const struct oracle *o)
{
	unsigned int i;

	for (i = 0; i < IMAGE_GLOBALS; i++)
		map_global(WORD(global[0]) + i, global[i].reg, global[i].name);
	map_global(WORD(vfre), STRIDE_VFRE, "VFRE");
	map_global(WORD(vfte), STRIDE_VFTE, "VFTE");
	map_filters();
	for (i = 0; i < STRIDE_POOLS; i++) {
		map(WORD(vmolr[0]) + i, STRIDE_VMOLR(i), "VMOLR", i, i);
		map(WORD(vmvir[0]) + i, STRIDE_VMVIR(i), "VMVIR", i, i);
		map(WORD(psrtype[0]) + i, STRIDE_PSRTYPE(i), "PSRTYPE", i,
		    queue_owner(o, i));
		map(WORD(ivar[0]) + i, STRIDE_IVAR(i), "IVAR", i, queue_owner(o, i));
	}
	map_queues(o);
	for (i = 0; i < IMAGE_EITRS; i++)
		map(WORD(eitr[0]) + i, STRIDE_EITR(i), "EITR", i, vector_owner(o, i));
}

void oracle_take(struct oracle *o, struct image *im)
{
	u32 *words = (u32 *)im;
	unsigned int w;

	for (w = 0; w < WORDS; w++)
		words[w] = bar_rd(&o->pf, places[w].reg);
}

static unsigned int config_num_vfs(const char *bdf)
{
	char path[128];
	unsigned int n = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/sriov_numvfs", bdf);
	f = fopen(path, "r");
	if (!f || fscanf(f, "%u", &n) != 1)
		n = 0;
	if (f)
		fclose(f);
	return n;
}

/* Return: 0 or -1, with the reason printed.  The image to compare with is taken. */
int oracle_open(struct oracle *o, const char *bdf)
{
	memset(o, 0, sizeof(*o));
	if (bar_open(&o->pf, bdf, PF_BAR_SIZE, false))
		return -1;
	o->num_vfs = config_num_vfs(bdf);
	map_all(o);
	oracle_take(o, &o->base);
	return 0;
}

struct verdict {
	unsigned int faults, limit;
};

static void fault(struct verdict *v, unsigned int w, u32 a, u32 b, const char *why)
{
	const struct place p = places[w];
	char index[16] = "";

	if (v->faults++ >= v->limit)
		return;
	if (p.index >= 0)
		snprintf(index, sizeof(index), "[%d]", p.index);
	printf("#   %s%s (0x%05x) 0x%08x -> 0x%08x: %s\n", p.name, index, p.reg,
	       a, b, why);
}

/* Return: every pool of @pools may do @what. */
static bool all_may(const u32 *may, u32 pools, u32 what)
{
	unsigned int i;

	for (i = 0; i < STRIDE_POOLS; i++)
		if (pools & BIT(i) && !(may[i] & (what | MAY_RESET)))
			return false;
	return true;
}

static bool any_may(const u32 *may, u32 what)
{
	unsigned int i;

	for (i = 0; i < STRIDE_POOLS; i++)
		if (may[i] & (what | MAY_RESET))
			return true;
	return false;
}

/* An address has one owner, is unicast, and only its owner takes or frees it. */
static void check_addresses(struct verdict *v, const struct image *a,
			    const struct image *b, const u32 *may)
{
	unsigned int i, j;

	for (i = 0; i < STRIDE_RAR_ENTRIES; i++) {
		u32 pools = pools_of(a->rah[i]) | pools_of(b->rah[i]);

		if (a->ral[i] == b->ral[i] && a->rah[i] == b->rah[i])
			continue;
		if (!all_may(may, pools, MAY_MAC) || !any_may(may, MAY_MAC))
			fault(v, WORD(rah[0]) + i, a->rah[i], b->rah[i],
			      "address that is not the VF's");
		if (!(b->rah[i] & STRIDE_RAH_AV))
			continue;
		if (b->ral[i] & 1)
			fault(v, WORD(ral[0]) + i, a->ral[i], b->ral[i],
			      "no unicast address");
		for (j = 0; j < STRIDE_RAR_ENTRIES; j++)
			if (j != i && b->rah[j] & STRIDE_RAH_AV &&
			    b->ral[i] == b->ral[j] &&
			    !((b->rah[i] ^ b->rah[j]) & STRIDE_RAH_ADDR) &&
			    pools_of(b->rah[i]) != pools_of(b->rah[j]))
				fault(v, WORD(rah[0]) + i, a->rah[i], b->rah[i],
				      "address of another function");
	}
}

/* Return: pools that are in VLAN @vid. */
static u32 vlan_members(const struct image *im, u32 vid)
{
	u32 pools = 0;
	unsigned int i;

	for (i = 0; i < STRIDE_VLVF_ENTRIES; i++)
		if ((im->vlvf[i] & STRIDE_VLVF_VID) == vid)
			pools |= members_of(im->vlvf[i]);
	return pools;
}

static void check_vlans(struct verdict *v, const struct image *a,
			const struct image *b, const u32 *may)
{
	unsigned int i, bit;
	u32 pools;

	for (i = 0; i < STRIDE_VLVF_ENTRIES; i++) {
		if (a->vlvf[i] == b->vlvf[i])
			continue;
		pools = (a->vlvf[i] ^ b->vlvf[i]) & STRIDE_VLVF_VID ?
			members_of(a->vlvf[i]) | members_of(b->vlvf[i]) :
			members_of(a->vlvf[i]) ^ members_of(b->vlvf[i]);
		if (!all_may(may, pools, MAY_VLAN) || !any_may(may, MAY_VLAN))
			fault(v, WORD(vlvf[0]) + i, a->vlvf[i], b->vlvf[i],
			      "membership that is not the VF's");
	}
	for (i = 0; i < STRIDE_VFTA_REGS; i++) {
		for (bit = 0; bit < 32; bit++) {
			u32 vid = 32 * i + bit;

			if (!((a->vfta[i] ^ b->vfta[i]) & BIT(bit)))
				continue;
			pools = vlan_members(a, vid) ^ vlan_members(b, vid);
			if (!pools || !any_may(may, MAY_VLAN) ||
			    (vlan_members(b, vid) && a->vfta[i] & BIT(bit)))
				fault(v, WORD(vfta[0]) + i, a->vfta[i],
				      b->vfta[i], "VLAN without a member's wish");
		}
	}
}

static void check_multicast(struct verdict *v, const struct oracle *o,
			    const struct image *a, const struct image *b,
			    const u32 *may)
{
	unsigned int i;

	for (i = 0; i < STRIDE_MTA_REGS; i++) {
		if (a->mta[i] == b->mta[i])
			continue;
		if (!any_may(may, MAY_MULTICAST))
			fault(v, WORD(mta[0]) + i, a->mta[i], b->mta[i],
			      "no VF asked for it");
		else if (o->base.mta[i] & ~b->mta[i])
			fault(v, WORD(mta[0]) + i, a->mta[i], b->mta[i],
			      "the PF's groups");
	}
}

static void check_pools(struct verdict *v, const struct image *a,
			const struct image *b, const u32 *may)
{
	unsigned int i;
	u32 mask;

	for (i = 0; i < STRIDE_POOLS; i++) {
		if (a->vmvir[i] != b->vmvir[i])
			fault(v, WORD(vmvir[0]) + i, a->vmvir[i], b->vmvir[i],
			      "the administrator's");
		mask = 0;
		if (may[i] & (MAY_LPE | MAY_RESET))
			mask |= STRIDE_VMOLR_RLPML | STRIDE_VMOLR_LPE;
		if (may[i] & (MAY_MULTICAST | MAY_RESET))
			mask |= STRIDE_VMOLR_ROMPE | STRIDE_VMOLR_MPME |
				STRIDE_VMOLR_BAM;
		if (may[i] & (MAY_ALL | MAY_RESET))
			mask |= STRIDE_VMOLR_ROPE;
		if (may[i] & (MAY_VLAN | MAY_RESET))
			mask |= STRIDE_VMOLR_STRVLAN;
		/* The first RESET writes the administrator's bits. */
		if (may[i] & MAY_RESET && !(a->vmolr[i] & VMOLR_OTHERS))
			mask = ~0u;
		if (a->vmolr[i] == b->vmolr[i])
			continue;
		if ((a->vmolr[i] ^ b->vmolr[i]) & ~mask)
			fault(v, WORD(vmolr[0]) + i, a->vmolr[i], b->vmolr[i],
			      "bits that are not the VF's");
		else if (may[i] && (b->vmolr[i] & STRIDE_VMOLR_RLPML) > FRAME_MAX)
			fault(v, WORD(vmolr[0]) + i, a->vmolr[i], b->vmolr[i],
			      "longer than any frame");
		if (b->vmolr[i] & STRIDE_VMOLR_AUPE &&
		    b->vmvir[i] & STRIDE_VMVIR_DEFAULT)
			fault(v, WORD(vmolr[0]) + i, a->vmolr[i], b->vmolr[i],
			      "untagged frames under a port VLAN");
		if (may[i] && !(may[i] & MAY_ALL) &&
		    b->vmolr[i] & (STRIDE_VMOLR_ROPE | STRIDE_VMOLR_MPME))
			fault(v, WORD(vmolr[0]) + i, a->vmolr[i], b->vmolr[i],
			      "traffic of others without trust");
	}
}

static void check_enables(struct verdict *v, const struct image *a,
			  const struct image *b, const u32 *may)
{
	if (!all_may(may, (a->vfre ^ b->vfre) & 0xff, MAY_RESET))
		fault(v, WORD(vfre), a->vfre, b->vfre, "another's queues");
	if (!all_may(may, (a->vfte ^ b->vfte) & 0xff, MAY_RESET))
		fault(v, WORD(vfte), a->vfte, b->vfte, "another's queues");
}

/* Queues, vectors and whatever is nobody's. */
static void check_rest(struct verdict *v, const struct oracle *o,
		       const struct image *a, const struct image *b,
		       const u32 *may)
{
	const u32 *x = (const u32 *)a, *y = (const u32 *)b;
	unsigned int w, owner;

	for (w = 0; w < WORDS; w++) {
		if (w == WORD(vfre))
			w = WORD(psrtype[0]);
		if (x[w] == y[w])
			continue;
		/* A PF that is rung too often masks that and looks by itself. */
		if (places[w].reg == STRIDE_IMS &&
		    (x[w] ^ y[w]) == STRIDE_ICR_VMMB)
			continue;
		owner = places[w].pool;
		if (owner < STRIDE_POOLS && may[owner] & (MAY_QUEUE | MAY_RESET))
			continue;
		/* Drivers moderate their vectors as traffic comes. */
		if (w >= WORD(eitr[0]) &&
		    (owner >= STRIDE_POOLS || !(o->hostile & BIT(owner))))
			continue;
		fault(v, w, x[w], y[w], owner < STRIDE_POOLS ?
		      "queue or vector of a VF that did nothing" : "nobody's");
	}
}

unsigned int oracle_check(struct oracle *o, const struct image *a,
			  const struct image *b, const u32 *may,
			  unsigned int limit)
{
	struct verdict v = { 0, limit };

	check_addresses(&v, a, b, may);
	check_vlans(&v, a, b, may);
	check_multicast(&v, o, a, b, may);
	check_pools(&v, a, b, may);
	check_enables(&v, a, b, may);
	check_rest(&v, o, a, b, may);
	return v.faults;
}

unsigned int oracle_same(struct oracle *o, const struct image *a,
			 const struct image *b, unsigned int limit)
{
	const u32 *x = (const u32 *)a, *y = (const u32 *)b;
	struct verdict v = { 0, limit };
	unsigned int w;

	for (w = 0; w < WORDS; w++) {
		unsigned int owner = places[w].pool;

		if (x[w] == y[w])
			continue;
		/* The PF's rings move when it is opened, its vectors by traffic. */
		if (w >= WORD(rxq[0][0]) && owner >= STRIDE_POOLS)
			continue;
		if (w >= WORD(eitr[0]) && !(o->hostile & BIT(owner)))
			continue;
		fault(&v, w, x[w], y[w], "not as in a fresh VF");
	}
	return v.faults;
}

/* The PF's pool: drivers choose it, and say so in VT_CTL. */
unsigned int image_pf_pool(const struct oracle *o)
{
	return (bar_rd(&o->pf, STRIDE_VT_CTL) & STRIDE_VT_CTL_DEF_POOL) >> 7;
}

unsigned int image_addresses(const struct image *im, unsigned int pool)
{
	unsigned int i, n = 0;

	for (i = 0; i < STRIDE_RAR_ENTRIES; i++)
		n += pools_of(im->rah[i]) >> pool & 1;
	return n;
}

unsigned int image_vlans(const struct image *im, unsigned int pool)
{
	unsigned int i, n = 0;

	for (i = 0; i < STRIDE_VLVF_ENTRIES; i++)
		n += members_of(im->vlvf[i]) >> pool & 1;
	return n;
}
