// SPDX-License-Identifier: GPL-2.0
/*
 * Suite stride_pf_rate: transmit rate limits and other policy that QEMU's model
 * does not act on, by the registers written.
 */

#include <kunit/test.h>
#include <linux/ethtool.h>
#include <linux/if_link.h>
#include "pf_bed.h"

#define RTTDQSEL	0x03604
#define RTTBCNRM	0x03690
#define RTTBCNRC	0x036b0
#define DTXSWC		0x03500
#define PVFGPRC(n)	(0x10010 + 0x100 * (n))

/* What the device's 16 rate limiters hold, behind their select register. */
struct rate_limiters {
	struct fake_hw_hook hook;
	struct pf_bed *bed;
	u32 config[16];
};

static bool rate_write(struct fake_hw_hook *hook, u32 reg, u32 val)
{
	struct rate_limiters *rate = hook->priv;

	rate->config[pf_bed_reg(rate->bed, RTTDQSEL) % 16] = val;
	return false;
}

static void rate_watch(struct pf_bed *bed, struct rate_limiters *rate)
{
	*rate = (struct rate_limiters) {
		.hook = {
			.vf = FAKE_HW_PF,
			.first = RTTBCNRC,
			.last = RTTBCNRC,
			.write = rate_write,
			.priv = rate,
		},
		.bed = bed,
	};
	fake_hw_add_hook(bed->fake, &rate->hook);
}

static int rate_set(struct pf_bed *bed, int n, int min, int max)
{
	int err;

	mutex_unlock(&bed->pf.lock);
	err = stride_pf_set_vf_rate(bed->pf.netdev, n, min, max);
	mutex_lock(&bed->pf.lock);
	return err;
}

static void rate_limits_both_queues(struct kunit *test)
{
	static const struct {
		int rate;
		u32 config;
	} entry[] = {
		{ 1000, 0x00000000 },	/* as fast as the link: no limit */
		{  999, 0x80004010 },
		{  500, 0x80008000 },	/* factor 2.0 */
		{  300, 0x8000d555 },	/* 3.3333 */
		{  100, 0x80028000 },
		{   10, 0x80190000 },
		{    1, 0x80fa0000 },
		{    0, 0x00000000 },
	};
	struct pf_bed *bed = pf_bed_create(test, 7);
	struct rate_limiters rate;
	unsigned int i, q;

	rate_watch(bed, &rate);
	bed->pf.link = (struct stride_link) { .up = true, .speed = 1000 };
	for (i = 0; i < ARRAY_SIZE(entry); i++) {
		KUNIT_EXPECT_EQ(test, rate_set(bed, 3, 0, entry[i].rate), 0);
		KUNIT_EXPECT_EQ_MSG(test, rate.config[3], entry[i].config,
				    "%d Mb/s", entry[i].rate);
		/* The second queue gets the least: together it is the limit. */
		KUNIT_EXPECT_EQ(test, rate.config[11],
				entry[i].config ? 0x80ffffffu : 0);
		for (q = 0; q < 16; q++)
			if (q != 3 && q != 11)
				KUNIT_EXPECT_EQ(test, rate.config[q], 0u);
	}
	fake_hw_del_hook(&rate.hook);
}

static void rate_follows_the_link(struct kunit *test)
{
	struct pf_bed *bed = pf_bed_create(test, 7);
	struct rate_limiters rate;

	rate_watch(bed, &rate);
	/* No link: as if at full speed, the strictest. */
	KUNIT_EXPECT_EQ(test, rate_set(bed, 0, 0, 50), 0);
	KUNIT_EXPECT_EQ(test, rate_set(bed, 1, 0, 200), 0);
	KUNIT_EXPECT_EQ(test, rate.config[0], 0x80050000u);
	KUNIT_EXPECT_EQ(test, rate.config[1], 0x80014000u);
	bed->pf.link = (struct stride_link) { .up = true, .speed = 100 };
	stride_pf_rate_apply_all(&bed->pf);
	KUNIT_EXPECT_EQ(test, rate.config[0], 0x80008000u);
	KUNIT_EXPECT_EQ(test, rate.config[1], 0u);
	KUNIT_EXPECT_EQ(test, bed->vf[1].policy.max_tx_rate, 200);
	bed->pf.link.speed = 1000;
	stride_pf_rate_apply_all(&bed->pf);
	KUNIT_EXPECT_EQ(test, rate.config[0], 0x80050000u);
	KUNIT_EXPECT_EQ(test, rate.config[1], 0x80014000u);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, RTTBCNRM), 0x14u);
	fake_hw_del_hook(&rate.hook);
}

/* A link change is seen by stride_pf_link_update(), which must write them anew. */
static void rate_follows_a_link_change(struct kunit *test)
{
	struct pf_bed *bed = pf_bed_create(test, 7);
	struct rate_limiters rate;

	rate_watch(bed, &rate);
	rate_set(bed, 6, 0, 50);
	fake_hw_poke(bed->fake, FAKE_HW_PF, 0x00008, 0x00080043);	/* 100 Mb/s */
	stride_pf_link_update(&bed->pf);
	KUNIT_EXPECT_EQ(test, bed->pf.link.speed, 100);
	KUNIT_EXPECT_EQ(test, rate.config[6], 0x80008000u);
	fake_hw_del_hook(&rate.hook);
}

static void rate_refuses(struct kunit *test)
{
	static const struct {
		int n, min, max, err;
	} entry[] = {
		{ 0, 1, 0, -EOPNOTSUPP },
		{ 0, 1, 10, -EOPNOTSUPP },
		{ 0, 0, 1001, -EINVAL },
		{ 0, 0, 100000, -EINVAL },
		{ 0, 0, -1, -EINVAL },
		{ 3, 0, 10, -EINVAL },
		{ -1, 0, 10, -EINVAL },
	};
	struct pf_bed *bed = pf_bed_create(test, 3);
	struct ifla_vf_info ivi = {};
	unsigned int i;

	rate_set(bed, 0, 0, 70);
	fake_hw_log_clear(bed->fake);
	for (i = 0; i < ARRAY_SIZE(entry); i++)
		KUNIT_EXPECT_EQ_MSG(test, rate_set(bed, entry[i].n, entry[i].min,
						   entry[i].max),
				    entry[i].err, "entry %u", i);
	KUNIT_EXPECT_EQ(test, fake_hw_writes_but_mbx(bed->fake), 0);
	mutex_unlock(&bed->pf.lock);
	KUNIT_EXPECT_EQ(test, stride_pf_get_vf_config(bed->pf.netdev, 0, &ivi), 0);
	mutex_lock(&bed->pf.lock);
	KUNIT_EXPECT_EQ(test, ivi.max_tx_rate, 70u);
	KUNIT_EXPECT_EQ(test, ivi.min_tx_rate, 0u);
}

/* The queues' limits may be gone after a reset: whoever starts over gets them. */
static void rate_survives_resets(struct kunit *test)
{
	struct pf_bed *bed = pf_bed_create(test, 7);
	struct rate_limiters rate;

	rate_watch(bed, &rate);
	rate_set(bed, 2, 0, 100);
	memset(rate.config, 0, sizeof(rate.config));
	pf_bed_ready(bed, 2);
	KUNIT_EXPECT_EQ(test, rate.config[2], 0x80028000u);
	KUNIT_EXPECT_EQ(test, rate.config[10], 0x80ffffffu);
	memset(rate.config, 0, sizeof(rate.config));
	stride_pf_vf_restore_all(&bed->pf);
	stride_pf_rate_apply_all(&bed->pf);
	KUNIT_EXPECT_EQ(test, rate.config[2], 0x80028000u);
	fake_hw_del_hook(&rate.hook);
}

static void switch_forwards_nothing_in_vepa_mode(struct kunit *test)
{
	struct pf_bed *bed = pf_bed_create(test, 7);

	bed->vf[1].policy.spoofchk = false;
	stride_pf_switch_apply(&bed->pf);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, DTXSWC), 0x80007d7du);
	bed->pf.vepa = true;
	stride_pf_switch_apply(&bed->pf);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, DTXSWC), 0x00007d7du);
}

/* Counters go back to zero with the PF's reset, or do not; sums only grow. */
static void stats_go_on_after_a_reset(struct kunit *test)
{
	static const u32 after[] = { 0, 1000 };
	struct pf_bed *bed = pf_bed_create(test, 7);
	struct stride_pf_vf *vf = &bed->vf[4];
	unsigned int i;

	fake_hw_poke(bed->fake, FAKE_HW_PF, PVFGPRC(4), 0xfffffff0);
	stride_pf_stats_vf_rebase(vf);
	fake_hw_poke(bed->fake, FAKE_HW_PF, PVFGPRC(4), 984);
	stride_pf_stats_vf_update(vf);
	KUNIT_EXPECT_EQ(test, vf->stats.rx_packets, 1000ULL);
	for (i = 0; i < ARRAY_SIZE(after); i++) {
		vf->stats.rx_packets = 1000;
		fake_hw_poke(bed->fake, FAKE_HW_PF, PVFGPRC(4), after[i]);
		stride_pf_vf_restore_all(&bed->pf);
		stride_pf_stats_vf_update(vf);
		KUNIT_EXPECT_EQ(test, vf->stats.rx_packets, 1000ULL);
		fake_hw_poke(bed->fake, FAKE_HW_PF, PVFGPRC(4), after[i] + 7);
		stride_pf_stats_vf_update(vf);
		KUNIT_EXPECT_EQ(test, vf->stats.rx_packets, 1007ULL);
	}
}

static struct kunit_case rate_cases[] = {
	KUNIT_CASE(rate_limits_both_queues),
	KUNIT_CASE(rate_follows_the_link),
	KUNIT_CASE(rate_follows_a_link_change),
	KUNIT_CASE(rate_refuses),
	KUNIT_CASE(rate_survives_resets),
	KUNIT_CASE(switch_forwards_nothing_in_vepa_mode),
	KUNIT_CASE(stats_go_on_after_a_reset),
	{}
};

static struct kunit_suite rate_suite = {
	.name = "stride_pf_rate",
	.test_cases = rate_cases,
};

kunit_test_suite(rate_suite);
