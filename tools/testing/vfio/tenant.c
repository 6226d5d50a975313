// SPDX-License-Identifier: GPL-2.0
/* A process with a VF, in the place of a guest. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ktap.h"
#include "tenant.h"

static struct report tenant_do(struct nic *nic, struct order *order)
{
	struct report r = {};
	unsigned int len = 0;
	u8 *frame;

	switch (order->task) {
	case TASK_SEND:
		frame_make(nic->arena + NIC_TX_DATA, order->mac, nic->mac, NIC_FRAME,
			   order->seed);
		r.good = nic_send(nic, ARENA_IOVA + NIC_TX_DATA, NIC_FRAME);
		break;
	case TASK_RECEIVE:
		frame = nic_receive(nic, order->mac, &len);
		r.changed = frame ? frame_changed(frame, len, order->seed) : NIC_FRAME;
		r.good = len == NIC_FRAME && !r.changed;
		break;
	case TASK_AIM:
		nic_rx_start(nic, order->address, 0);
		r.good = true;
		break;
	case TASK_COMPARE:
		r.changed = memory_changed(nic->arena + NIC_SPARE, PAGE, order->seed);
		r.good = !r.changed;
		break;
	case TASK_END:
		break;
	}
	return r;
}

static bool tenant_begin(struct nic *nic, u8 seed)
{
	if (nic_map(nic) || session_reset(nic->s) || session_enable(nic->s) ||
	    !nic_hello(nic))
		return false;
	memory_fill(nic->arena + NIC_SPARE, PAGE, seed);
	nic_tx_start(nic);
	nic_rx_start(nic, ARENA_IOVA + NIC_RX_DATA, NIC_RX_SIZE);
	return true;
}

static void tenant_run(int fd, const char *bdf, unsigned int idx, enum way way, u8 seed)
{
	struct report r = {};
	struct order order;
	struct session s;
	struct nic nic;

	ktap_quiet(true);
	if (session_open(&s, bdf, way) || nic_open(&nic, &s, idx, seed) ||
	    !tenant_begin(&nic, seed))
		exit(1);
	r.good = true;
	r.va = (unsigned long)nic.arena + NIC_SPARE;
	r.hpa = memory_physical(nic.arena + NIC_SPARE);
	memcpy(r.mac, nic.mac, sizeof(r.mac));
	while (write(fd, &r, sizeof(r)) == sizeof(r) &&
	       read(fd, &order, sizeof(order)) == sizeof(order) &&
	       order.task != TASK_END)
		r = tenant_do(&nic, &order);
	nic_close(&nic);
	session_close(&s);
	exit(0);
}

static struct report tenant_report(struct tenant *t)
{
	struct report r = {};

	if (read(t->fd, &r, sizeof(r)) != sizeof(r))
		r.good = false;
	return r;
}

/* Return: it has its VF, which is ready to send and to receive. */
bool tenant_start(struct tenant *t, const char *bdf, unsigned int idx, enum way way,
		  u8 seed)
{
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair))
		return false;
	fflush(stdout);
	t->fd = pair[0];
	t->pid = fork();
	if (!t->pid) {
		close(pair[0]);
		tenant_run(pair[1], bdf, idx, way, seed);
	}
	close(pair[1]);
	t->is = tenant_report(t);
	return t->is.good;
}

struct report tenant_ask(struct tenant *t, struct order order)
{
	if (write(t->fd, &order, sizeof(order)) != sizeof(order))
		return (struct report) {};
	return tenant_report(t);
}

void tenant_end(struct tenant *t)
{
	tenant_ask(t, (struct order) { .task = TASK_END });
	close(t->fd);
	if (t->pid > 0)
		waitpid(t->pid, NULL, 0);
}
