// SPDX-License-Identifier: GPL-2.0
/*
 * A PF that is silent, lies or goes mad, for the VF driver: owns BAR 0 of an 82576
 * from user space and answers its VFs by hand.
 *
 *	hostile_pf PF MODE [seed=N] [taken=N] [seconds=N]
 *
 * PF is 0000:01:00.0 or the like, bound to vfio-pci with enable_sriov=1 and opened
 * by nobody, so that its VFs exist and its BAR is free.  MODE is in the table at the
 * end; with "good" it is a PF as it should be, switch included.  It runs until it
 * gets SIGTERM, its time is up or the VFs have taken N messages; prints "ready" when
 * it answers and what it did when it ends.  The same seed says the same.
 *
 * Offsets are written down here once more, from the 82576 data sheet.
 */

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include <stride/abi/msg.h>

#define BIT(n)		(1u << (n))
#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

#define CTRL		0x00000
#define   CTRL_SLU		BIT(6)
#define   CTRL_RST		BIT(26)
#define STATUS		0x00008
#define   STATUS_LU		BIT(1)
#define CTRL_EXT	0x00018
#define   CTRL_EXT_PFRSTD	BIT(14)
#define MDIC		0x00020
#define   MDIC_WRITE_BMCR	(BIT(26) | BIT(21))	/* PHY 1, register 0 */
#define   BMCR_NEGOTIATE	0x1340
#define RCTL		0x00100
#define   RCTL_ON		0x04008022u	/* EN, LPE, BAM, SECRC */
#define TCTL		0x00400
#define   TCTL_ON		0x0000000au	/* EN, PSP */
#define VMBMEM(n)	(0x00800 + 64 * (n))
#define P2VMAILBOX(n)	(0x00c00 + 4 * (n))
#define   P2V_STS		BIT(0)
#define   P2V_ACK		BIT(1)
#define   P2V_PFU		BIT(3)
#define   P2V_RVFU		BIT(4)
#define MBVFICR		0x00c80
#define   VFREQ(n)		BIT(n)
#define   VFACK(n)		BIT(16 + (n))
#define VFLRE		0x00c88
#define VFRE		0x00c8c
#define VFTE		0x00c90
#define GPIE		0x01514
#define   GPIE_MSIX		0x80000011u	/* PBA, MSIX_MODE, NSICR */
#define DTXSWC		0x03500
#define   DTXSWC_LOOPBACK	BIT(31)
#define RLPML		0x05004
#define MTA(n)		(0x05200 + 4 * (n))
#define RAL(n)		(0x05400 + 8 * (n))
#define RAH(n)		(0x05404 + 8 * (n))
#define   RAH_POOL(n)		(BIT(31) | BIT(18 + (n)))
#define MRQC		0x05818
#define   MRQC_VMDQ		3
#define VT_CTL		0x0581c
#define   VT_CTL_ON		0x60000380u	/* replication, no default pool */
#define VMOLR(n)	(0x05ad0 + 4 * (n))
#define   VMOLR_OPEN		0x4b012600u	/* 9728 bytes, all but unicast */
#define RPLOLR		0x05af0
#define   RPLOLR_STRIP		0xc0000000u

#define BAR_SIZE	0x20000
#define NUM_VFS		7
#define WORD(type, info)	((type) | (uint32_t)(info) << STRIDE_MSG_INFO_SHIFT)

struct vf;

/* on_request: a VF's message was taken; on_turn: some 100 us have passed. */
struct mode {
	const char *name;
	void (*on_request)(struct vf *vf, const uint32_t *words);
	void (*on_turn)(struct vf *vf);
	bool busy;		/* no sleep between turns */
};

struct vf {
	unsigned int n;
	bool unread;		/* it has not acknowledged what was sent last */
	uint64_t sent_at;
	uint32_t late_word;	/* request to be answered at late_at */
	uint64_t late_at;
	unsigned int turn;
	unsigned long requests, resets, sent, taken;
};

static uint8_t *bar;
static int stop;
static uint64_t rng;
static struct vf vfs[NUM_VFS];

static uint32_t rd(uint32_t reg)
{
	return __atomic_load_n((uint32_t *)(bar + reg), __ATOMIC_SEQ_CST);
}

static void wr(uint32_t reg, uint32_t val)
{
	__atomic_store_n((uint32_t *)(bar + reg), val, __ATOMIC_SEQ_CST);
}

static uint64_t now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000ull + t.tv_nsec / 1000;
}

/* xorshift64*, so that a seed means the same everywhere. */
static uint32_t rnd(void)
{
	rng ^= rng >> 12;
	rng ^= rng << 25;
	rng ^= rng >> 27;
	return rng * 0x2545f4914f6cdd1dull >> 32;
}

/* --- the mailbox ----------------------------------------------------------- */

static bool mbx_take(struct vf *vf)
{
	wr(P2VMAILBOX(vf->n), P2V_PFU);
	return rd(P2VMAILBOX(vf->n)) & P2V_PFU;
}

/* Into the buffer, which is ours: as an answer it is since the request was read. */
static void mbx_answer(struct vf *vf, const uint32_t *words, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		wr(VMBMEM(vf->n) + 4 * i, words[i]);
	wr(P2VMAILBOX(vf->n), P2V_STS);
	vf->unread = true;
	vf->sent_at = now_us();
	vf->sent++;
}

/* A message if the buffer can be had; not if it has one that the VF may still read. */
static bool mbx_send(struct vf *vf, const uint32_t *words, unsigned int n)
{
	if (vf->unread && now_us() - vf->sent_at < 20000)
		return false;
	if (!mbx_take(vf))
		return false;
	if (rd(MBVFICR) & VFREQ(vf->n)) {	/* a request came first */
		wr(P2VMAILBOX(vf->n), 0);
		return false;
	}
	mbx_answer(vf, words, n);
	return true;
}

static void mbx_answer1(struct vf *vf, uint32_t word)
{
	mbx_answer(vf, &word, 1);
}

/* --- a PF as it should be -------------------------------------------------- */

static void good_set_mac(struct vf *vf, const uint32_t *mac)
{
	wr(RAL(vf->n), mac[0]);
	wr(RAH(vf->n), (mac[1] & 0xffff) | RAH_POOL(vf->n));
}

/* Liars do that too: a VF whose queues are off is found out by its watchdog. */
static void queues_on(struct vf *vf)
{
	wr(VMOLR(vf->n), VMOLR_OPEN);
	wr(VFRE, rd(VFRE) | BIT(vf->n));
	wr(VFTE, rd(VFTE) | BIT(vf->n));
}

static void good_reset(struct vf *vf)
{
	uint32_t reply[3] = { STRIDE_MSG_ACK | STRIDE_MSG_RESET, 0x00000002,
			      0x0066 | vf->n << 8 };

	good_set_mac(vf, &reply[1]);
	queues_on(vf);
	mbx_answer(vf, reply, 3);
}

static void good_on_request(struct vf *vf, const uint32_t *words)
{
	uint32_t type = words[0] & STRIDE_MSG_TYPE;

	if (type == STRIDE_MSG_RESET) {
		good_reset(vf);
		return;
	}
	if (words[0] == WORD(STRIDE_MSG_SET_MAC, STRIDE_MAC_SET))
		good_set_mac(vf, &words[1]);
	mbx_answer1(vf, words[0] | STRIDE_MSG_CTS |
			(type <= STRIDE_MSG_SET_PROMISC ? STRIDE_MSG_ACK :
							  STRIDE_MSG_NACK));
}

/* --- others ---------------------------------------------------------------- */

/* Half of the words are anything, the other half look right at first sight. */
static uint32_t garbage_word0(void)
{
	static const uint32_t type[] = { 0, 1, 2, 3, 4, 5, 6, 7, 0x0a, 0x100 };

	if (rnd() % 2)
		return rnd();
	return WORD(type[rnd() % ARRAY_SIZE(type)], rnd() % 4) |
	       (rnd() & 0xe0000000u);
}

static unsigned int garbage_message(uint32_t *words)
{
	unsigned int i, n = 1 + rnd() % STRIDE_MBX_WORDS;

	for (i = 0; i < n; i++)
		words[i] = i ? rnd() : garbage_word0();
	return n;
}

static void garbage_on_request(struct vf *vf, const uint32_t *words)
{
	uint32_t reply[STRIDE_MBX_WORDS];

	(void)words;
	queues_on(vf);
	mbx_answer(vf, reply, garbage_message(reply));
}

static void garbage_on_turn(struct vf *vf)
{
	uint32_t words[STRIDE_MBX_WORDS];
	unsigned int n = garbage_message(words);

	mbx_send(vf, words, n);
}

/* The right type with a verdict that is none. */
static void flags_on_request(struct vf *vf, const uint32_t *words)
{
	static const uint32_t wrong[] = {
		0, STRIDE_MSG_CTS, STRIDE_MSG_ACK | STRIDE_MSG_NACK,
		STRIDE_MSG_ACK | STRIDE_MSG_NACK | STRIDE_MSG_CTS,
	};

	mbx_answer1(vf, words[0] | wrong[vf->turn++ % 4]);
}

/* RESET is granted with an address that is none. */
static void mac_on_request(struct vf *vf, const uint32_t *words)
{
	static const uint32_t bad[][2] = {
		{ 0x005e0001, 0x0100 },		/* multicast */
		{ 0xffffffff, 0xffff },		/* broadcast */
		{ 0, 0 },
		{ 0, 0xffff0000 },		/* zero, and rubbish beyond it */
	};
	uint32_t reply[3] = { STRIDE_MSG_ACK | STRIDE_MSG_RESET };

	if ((words[0] & STRIDE_MSG_TYPE) != STRIDE_MSG_RESET) {
		good_on_request(vf, words);
		return;
	}
	memcpy(&reply[1], bad[vf->turn++ % 4], sizeof(bad[0]));
	queues_on(vf);
	mbx_answer(vf, reply, 3);
}

static void nack_on_request(struct vf *vf, const uint32_t *words)
{
	uint32_t reply[3] = { words[0] | STRIDE_MSG_NACK };

	if ((words[0] & STRIDE_MSG_TYPE) != STRIDE_MSG_RESET)
		reply[0] |= STRIDE_MSG_CTS;
	queues_on(vf);
	mbx_answer(vf, reply, 3);
}

static void bare_nack_on_request(struct vf *vf, const uint32_t *words)
{
	(void)words;
	mbx_answer1(vf, STRIDE_MSG_NACK);
}

/* RESET is granted, then the VF is held off for ever. */
static void held_off_on_request(struct vf *vf, const uint32_t *words)
{
	if ((words[0] & STRIDE_MSG_TYPE) == STRIDE_MSG_RESET)
		good_reset(vf);
	else
		mbx_answer1(vf, words[0] | STRIDE_MSG_NACK);
}

/* "Look at your link", rung as fast as it goes, message or not. */
static void storm_of(struct vf *vf, uint32_t word)
{
	if (!mbx_send(vf, &word, 1))
		wr(P2VMAILBOX(vf->n), P2V_ACK);
}

static void storm_on_turn(struct vf *vf)
{
	storm_of(vf, STRIDE_MSG_PF_CONTROL | STRIDE_MSG_CTS);
}

static void storm_reset_on_turn(struct vf *vf)
{
	storm_of(vf, STRIDE_MSG_PF_CONTROL);
}

static void hold_on_turn(struct vf *vf)
{
	wr(P2VMAILBOX(vf->n), P2V_PFU);
}

/* PFRSTD is told again and again: "I was just reset". */
static void rstd_on_turn(struct vf *vf)
{
	if (!vf->n && vf->turn++ % 100 == 0)
		wr(CTRL_EXT, rd(CTRL_EXT) | CTRL_EXT_PFRSTD);
}

static void later(struct vf *vf, const uint32_t *words, unsigned int ms)
{
	wr(P2VMAILBOX(vf->n), 0);
	vf->late_word = words[0];
	vf->late_at = now_us() + 1000ull * ms;
}

static bool late_is_due(struct vf *vf)
{
	return vf->late_at && now_us() >= vf->late_at && mbx_take(vf);
}

/* The right answer, when nobody waits for it any more. */
static void late_on_request(struct vf *vf, const uint32_t *words)
{
	later(vf, words, 1500);
}

static void late_on_turn(struct vf *vf)
{
	uint32_t words[STRIDE_MBX_WORDS] = { vf->late_word };

	if (!late_is_due(vf))
		return;
	vf->late_at = 0;
	good_on_request(vf, words);
}

/* Each answer is just in time, and a refusal. */
static void slow_on_request(struct vf *vf, const uint32_t *words)
{
	bool reset = (words[0] & STRIDE_MSG_TYPE) == STRIDE_MSG_RESET;

	if (reset)
		nack_on_request(vf, words);
	else
		later(vf, words, 900);
}

static void slow_on_turn(struct vf *vf)
{
	if (!late_is_due(vf))
		return;
	vf->late_at = 0;
	mbx_answer1(vf, vf->late_word | STRIDE_MSG_NACK | STRIDE_MSG_CTS);
}

/* "rsti" is silent too, and leaves the reset that main() begins undone. */
static const struct mode modes[] = {
	{ .name = "good",	.on_request = good_on_request },
	{ .name = "silent" },
	{ .name = "garbage",	.on_request = garbage_on_request,
				.on_turn = garbage_on_turn },
	{ .name = "flags",	.on_request = flags_on_request },
	{ .name = "mac",	.on_request = mac_on_request },
	{ .name = "nack",	.on_request = nack_on_request },
	{ .name = "bare-nack",	.on_request = bare_nack_on_request },
	{ .name = "held-off",	.on_request = held_off_on_request },
	{ .name = "storm",	.on_request = good_on_request,
				.on_turn = storm_on_turn, .busy = true },
	{ .name = "storm-reset", .on_request = good_on_request,
				.on_turn = storm_reset_on_turn, .busy = true },
	{ .name = "hold",	.on_turn = hold_on_turn },
	{ .name = "rsti" },
	{ .name = "rstd",	.on_request = good_on_request,
				.on_turn = rstd_on_turn },
	{ .name = "late",	.on_request = late_on_request,
				.on_turn = late_on_turn },
	{ .name = "slow",	.on_request = slow_on_request,
				.on_turn = slow_on_turn },
};

/* --- the device ------------------------------------------------------------ */

static int device_open(const char *bdf)
{
	char path[128];
	uint16_t command;
	int fd;

	/* Memory and bus master: no frame is received without the latter. */
	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/config", bdf);
	fd = open(path, O_RDWR);
	if (fd < 0 || pread(fd, &command, 2, 4) != 2)
		return -1;
	command |= 0x6;
	if (pwrite(fd, &command, 2, 4) != 2)
		return -1;
	close(fd);

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/resource0", bdf);
	fd = open(path, O_RDWR | O_SYNC);
	if (fd < 0)
		return -1;
	bar = mmap(NULL, BAR_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	return bar == MAP_FAILED ? -1 : 0;
}

/* The link of the model comes up only when the PHY negotiates anew. */
static void device_link_up(void)
{
	unsigned int i;

	if (rd(STATUS) & STATUS_LU)
		return;
	wr(MDIC, MDIC_WRITE_BMCR | BMCR_NEGOTIATE);
	for (i = 0; i < 300 && !(rd(STATUS) & STATUS_LU); i++)
		usleep(10000);
}

/* Once after a reset, so that VFs see no reset where there is none. */
static void device_start(void)
{
	unsigned int n;

	for (n = 0; n < NUM_VFS; n++)
		wr(P2VMAILBOX(n), 0);
	if (rd(GPIE) == GPIE_MSIX)
		return;
	wr(CTRL, rd(CTRL) | CTRL_SLU);
	wr(GPIE, GPIE_MSIX);
	wr(MRQC, MRQC_VMDQ);
	wr(VT_CTL, VT_CTL_ON);
	wr(DTXSWC, DTXSWC_LOOPBACK);
	wr(RPLOLR, RPLOLR_STRIP);
	wr(RLPML, 9728);
	for (n = 0; n < 128; n++)
		wr(MTA(n), ~0u);
	wr(RCTL, RCTL_ON);
	wr(TCTL, TCTL_ON);
	for (n = 0; n < NUM_VFS; n++)
		wr(P2VMAILBOX(n), P2V_RVFU);
	wr(MBVFICR, ~0u);
	wr(CTRL_EXT, rd(CTRL_EXT) | CTRL_EXT_PFRSTD);
	device_link_up();
}

/* --- the loop -------------------------------------------------------------- */

static void hear(struct vf *vf, const struct mode *mode)
{
	uint32_t words[STRIDE_MBX_WORDS];
	unsigned int i;

	if (!mbx_take(vf))
		return;
	wr(MBVFICR, VFREQ(vf->n));
	for (i = 0; i < STRIDE_MBX_WORDS; i++)
		words[i] = rd(VMBMEM(vf->n) + 4 * i);
	wr(P2VMAILBOX(vf->n), P2V_ACK | P2V_PFU);
	vf->requests++;
	vf->resets += words[0] == STRIDE_MSG_RESET;
	vf->late_at = 0;
	mode->on_request(vf, words);
}

static void turn(struct vf *vf, const struct mode *mode)
{
	uint32_t cause = rd(MBVFICR);

	if (cause & VFACK(vf->n)) {
		wr(MBVFICR, VFACK(vf->n));
		vf->taken += vf->unread;
		vf->unread = false;
	}
	if (mode->on_request && cause & VFREQ(vf->n))
		hear(vf, mode);
	if (mode->on_turn)
		mode->on_turn(vf);
}

static unsigned long total_taken(void)
{
	unsigned long sum = 0;
	unsigned int n;

	for (n = 0; n < NUM_VFS; n++)
		sum += vfs[n].taken;
	return sum;
}

static void run(const struct mode *mode, unsigned long taken, uint64_t end)
{
	unsigned int n;

	while (!__atomic_load_n(&stop, __ATOMIC_SEQ_CST) && (!end || now_us() < end) &&
	       (!taken || total_taken() < taken)) {
		for (n = 0; n < NUM_VFS; n++)
			turn(&vfs[n], mode);
		if (mode->busy)
			sched_yield();
		else
			usleep(100);
	}
	for (n = 0; n < NUM_VFS; n++)
		if (vfs[n].requests || vfs[n].sent)
			printf("vf %u requests %lu resets %lu sent %lu taken %lu\n",
			       n, vfs[n].requests, vfs[n].resets, vfs[n].sent,
			       vfs[n].taken);
}

static void on_signal(int nr)
{
	(void)nr;
	__atomic_store_n(&stop, 1, __ATOMIC_SEQ_CST);
}

int main(int argc, char **argv)
{
	unsigned long seed = 1, taken = 0, seconds = 0;
	const struct mode *mode = NULL;
	unsigned int n;
	int i;

	for (n = 0; argc > 2 && n < ARRAY_SIZE(modes); n++)
		if (!strcmp(modes[n].name, argv[2]))
			mode = &modes[n];
	for (i = 3; i < argc; i++)
		if (sscanf(argv[i], "seed=%lu", &seed) != 1 &&
		    sscanf(argv[i], "taken=%lu", &taken) != 1 &&
		    sscanf(argv[i], "seconds=%lu", &seconds) != 1)
			mode = NULL;
	if (!mode) {
		fprintf(stderr, "hostile_pf PF MODE [seed=N] [taken=N] [seconds=N]\n");
		for (n = 0; n < ARRAY_SIZE(modes); n++)
			fprintf(stderr, "\t%s\n", modes[n].name);
		return 2;
	}
	if (device_open(argv[1])) {
		perror(argv[1]);
		return 1;
	}
	signal(SIGTERM, on_signal);
	signal(SIGINT, on_signal);
	rng = seed * 0x9e3779b97f4a7c15ull + 1;
	for (n = 0; n < NUM_VFS; n++)
		vfs[n].n = n;
	if (strcmp(mode->name, "rsti"))
		device_start();
	else
		wr(CTRL, rd(CTRL) | CTRL_RST);
	puts("ready");
	fflush(stdout);
	run(mode, taken, seconds ? now_us() + 1000000ull * seconds : 0);
	return 0;
}
