// SPDX-License-Identifier: GPL-2.0
/*
 * The relation to the PF: reset handshake, its loss and repair, and the link.
 */

#include <linux/delay.h>
#include <linux/iopoll.h>
#include <linux/netdevice.h>
#include <linux/pci.h>
#include <linux/rtnetlink.h>
#include "vf.h"

/*
 *                       attach
 *   +----------+  ------------------>  +------+
 *   | DETACHED |                       | LOST |<---------+---------+
 *   +----------+  <------------------  +------+          |         |
 *     ^      ^          detach          |    ^           |         |
 *     |      |              CTRL.RST,   |    | no        |         |
 *     |      |              RESET sent  v    | answer    | lose    | lose
 *     |      |                      +-----------+        |         |
 *     |      |                      | RESETTING |        |         |
 *     |      |                      +-----------+        |         |
 *     |      |                            | answer       |         |
 *     |      |   detach                   v              |         |
 *     |      +------------------------ +----------+ -----+         |
 *     |                                | ANSWERED |                |
 *     |                                +----------+                |
 *     |                                      | RTNL is ours:       |
 *     |                                      v settings replayed   |
 *     +------------------------------- +-------+ ------------------+
 *                detach                | READY |
 *                                      +-------+
 *
 * "lose": PF_CONTROL without CTS, a NACK without a type, RSTI or RSTD seen, a
 * request not answered, transmit hung.  "detach": FLR, AER, suspend, shutdown.
 *
 * The handshake holds mbx_lock but not RTNL, for it may take seconds when the
 * PF is absent.  What comes before (stop the port) and after (replay, start the
 * port) is done under RTNL.  Nobody who holds RTNL waits for the service work,
 * so the service work may wait for RTNL.
 *
 * The PF may be slow, mad or hostile: how long it is waited for, how often the
 * service work runs and how often the PF is tried has a limit that it cannot move.
 */

#define LINK_POLL	(2 * HZ)	/* lost interrupts, while up */
#define LINK_RETRY_MIN	HZ
#define LINK_RETRY_UP	(2 * HZ)	/* longest, while the netdev is up */
#define LINK_RETRY_DOWN	(8 * HZ)	/* longest, while nobody is waiting */
#define LINK_PACE	(HZ / 100 ?: 1)	/* least between runs of the service work */

/* How long a handshake waits for a PF that says that it is being reset. */
#define LINK_RSTI_PROBE_US	(500 * USEC_PER_MSEC)
#define LINK_RSTI_UP_US		(1 * USEC_PER_SEC)
#define LINK_RSTI_POLL_US	(5 * USEC_PER_MSEC)
#define LINK_RST_US		(100 * USEC_PER_MSEC)	/* after our own reset */

/* How long all of it may take: a handshake, probe or open, what holds RTNL. */
#define LINK_HANDSHAKE_US	(2500 * USEC_PER_MSEC)
#define LINK_API_US		(1500 * USEC_PER_MSEC)	/* what follows RESET */
#define LINK_OPEN_US		(3 * USEC_PER_SEC)
#define LINK_RTNL_US		(1500 * USEC_PER_MSEC)	/* open may wait for both */
#define LINK_CALM		KTIME_MAX

/* Lines in the log that the PF can cause, a minute. */
#define LINK_LOG_LINES		20

static const u8 link_arcs[] = {
	[STRIDE_VF_DETACHED]	= BIT(STRIDE_VF_LOST),
	[STRIDE_VF_LOST]	= BIT(STRIDE_VF_RESETTING) |
				  BIT(STRIDE_VF_DETACHED),
	[STRIDE_VF_RESETTING]	= BIT(STRIDE_VF_ANSWERED) | BIT(STRIDE_VF_LOST),
	[STRIDE_VF_ANSWERED]	= BIT(STRIDE_VF_READY) | BIT(STRIDE_VF_LOST) |
				  BIT(STRIDE_VF_DETACHED),
	[STRIDE_VF_READY]	= BIT(STRIDE_VF_LOST) | BIT(STRIDE_VF_DETACHED),
};

static const char * const link_state_name[] = {
	[STRIDE_VF_DETACHED]	= "detached",
	[STRIDE_VF_LOST]	= "lost",
	[STRIDE_VF_RESETTING]	= "resetting",
	[STRIDE_VF_ANSWERED]	= "answered",
	[STRIDE_VF_READY]	= "ready",
};

static void link_set_state(struct stride_vf *vf, enum stride_vf_state to)
{
	lockdep_assert_held(&vf->mbx_lock);

	WARN_ONCE(!(link_arcs[vf->state] & BIT(to)), "stride_vf: %s -> %s",
		  link_state_name[vf->state], link_state_name[to]);
	dev_dbg(vf->hw.dev, "%s -> %s\n", link_state_name[vf->state],
		link_state_name[to]);
	WRITE_ONCE(vf->state, to);
}

static struct net_device *link_netdev(const struct stride_vf *vf)
{
	return vf->net->port.netdev;
}

/**
 * stride_vf_link_kick() - have the service work look at everything now
 * @vf: function
 *
 * Now is at most every LINK_PACE: a PF that rings without end keeps nobody busy.
 *
 * Context: any.
 */
void stride_vf_link_kick(struct stride_vf *vf)
{
	unsigned long passed = jiffies - READ_ONCE(vf->served);

	mod_delayed_work(vf->wq, &vf->service,
			 passed < LINK_PACE ? LINK_PACE - passed : 0);
}

/**
 * stride_vf_link_invite() - the PF says that it is ready for us
 * @vf: function in state LOST
 *
 * It can make us try earlier, but no more often than it could by being lost.
 *
 * Context: mbx_lock held.
 */
void stride_vf_link_invite(struct stride_vf *vf)
{
	unsigned long soon = vf->tried + LINK_RETRY_MIN;

	lockdep_assert_held(&vf->mbx_lock);
	if (time_before(soon, vf->next_try))
		vf->next_try = soon;
}

static void link_set_until(struct stride_vf *vf, ktime_t until)
{
	mutex_lock(&vf->mbx_lock);
	vf->until = until;
	mutex_unlock(&vf->mbx_lock);
}

/**
 * stride_vf_link_lose_locked() - the PF does not know us any more
 * @vf: function
 * @why: about the PF, for the log
 *
 * The service work repairs it.  Nothing happens unless the PF knew us, and it is
 * logged once until all is well again: a PF that holds us off (the administrator
 * disabled the link) answers RESET and refuses the rest each time.
 *
 * Context: mbx_lock held.
 */
void stride_vf_link_lose_locked(struct stride_vf *vf, const char *why)
{
	if (vf->state != STRIDE_VF_ANSWERED && vf->state != STRIDE_VF_READY)
		return;
	link_set_state(vf, STRIDE_VF_LOST);
	vf->stats.lost++;
	if (!vf->missing && stride_vf_may_log(vf))
		dev_info(vf->hw.dev, "lost the PF: %s\n", why);
	vf->missing = true;
	stride_vf_link_kick(vf);
}

/**
 * stride_vf_link_lose() - as stride_vf_link_lose_locked(), takes the lock
 * @vf: function
 * @why: about the PF, for the log
 *
 * Context: may sleep.
 */
void stride_vf_link_lose(struct stride_vf *vf, const char *why)
{
	mutex_lock(&vf->mbx_lock);
	stride_vf_link_lose_locked(vf, why);
	mutex_unlock(&vf->mbx_lock);
}

/* Return: 0 once no PF reset is in progress, -EAGAIN, -ENODEV. */
static int link_wait_pf(struct stride_vf *vf, unsigned long budget_us)
{
	u32 events;

	read_poll_timeout(stride_mbx_vf_events, events,
			  !(events & STRIDE_V2P_RSTI) ||
			  test_bit(STRIDE_VF_REMOVING, &vf->flags) ||
			  ktime_after(ktime_get(), vf->until),
			  LINK_RSTI_POLL_US, budget_us + 1, false, &vf->mbx, 0);
	if (vf->hw.gone)
		return -ENODEV;
	return events & STRIDE_V2P_RSTI ? -EAGAIN : 0;
}

/*
 * CTRL.RST takes from us nothing but the queues, yet the PF gets VFLRE from it
 * and forgets what it was told (DS 4.2.2.3), so RESET finds a clean slate.
 */
static int link_reset(struct stride_vf *vf, unsigned long budget_us)
{
	int err;

	if (!stride_vf_present(vf) || !stride_hw_look_again(&vf->hw))
		return -ENODEV;
	err = link_wait_pf(vf, budget_us);
	if (err)
		return err;
	stride_wr32(&vf->hw, STRIDE_CTRL, STRIDE_CTRL_RST);
	stride_flush(&vf->hw);
	usleep_range(1000, 2000);
	err = link_wait_pf(vf, LINK_RST_US);
	if (err)
		return err;
	return stride_vf_request_reset(vf);
}

/*
 * Make the PF know us, if it does not.  The service work waits longer from try to
 * try until link_found(), so that a PF which answers and then refuses everything
 * is not asked more often than one which does not answer.
 */
static void link_handshake(struct stride_vf *vf, unsigned long budget_us)
{
	unsigned long most = netif_running(link_netdev(vf)) ? LINK_RETRY_UP :
							      LINK_RETRY_DOWN;
	ktime_t until;
	int err;

	mutex_lock(&vf->mbx_lock);
	if (vf->state != STRIDE_VF_LOST)
		goto unlock;
	link_set_state(vf, STRIDE_VF_RESETTING);
	until = stride_vf_request_hurry(vf, LINK_HANDSHAKE_US);
	vf->peer = (struct stride_vf_peer) {};
	err = link_reset(vf, budget_us);
	vf->until = until;
	link_set_state(vf, err ? STRIDE_VF_LOST : STRIDE_VF_ANSWERED);
	if (err) {
		dev_dbg(vf->hw.dev, "no handshake (%pe)\n", ERR_PTR(err));
	} else {
		until = stride_vf_request_hurry(vf, LINK_API_US);
		stride_vf_api_negotiate(vf);
		vf->until = until;
	}

	vf->tried = jiffies;
	vf->next_try = jiffies + min(vf->retry, most);
	vf->retry = min(2 * vf->retry, most);
unlock:
	mutex_unlock(&vf->mbx_lock);
}

/**
 * stride_vf_link_read() - the link as far as it serves us
 * @vf: function
 * @link: receives it: as the PF told, if it tells, else as the device shows it
 *
 * Context: may sleep; takes mbx_lock.
 */
void stride_vf_link_read(struct stride_vf *vf, struct stride_link *link)
{
	*link = (struct stride_link) {};
	mutex_lock(&vf->mbx_lock);
	if (vf->state != STRIDE_VF_READY || !vf->net->port.running)
		goto unlock;
	if (vf->peer.tells_link)
		*link = vf->peer.link;
	else
		stride_link_read(&vf->hw, link);
unlock:
	mutex_unlock(&vf->mbx_lock);
}

static void link_report(struct net_device *netdev,
			const struct stride_link *link)
{
	if (link->speed)
		netdev_info(netdev, "link up, %u Mb/s, %s duplex\n", link->speed,
			    link->full ? "full" : "half");
	else
		netdev_info(netdev, "link up, within the device\n");
}

static void link_update(struct stride_vf *vf)
{
	struct net_device *netdev = link_netdev(vf);
	struct stride_link link;

	ASSERT_RTNL();

	stride_vf_link_read(vf, &link);
	if (link.up == netif_carrier_ok(netdev))
		return;
	if (!link.up) {
		if (stride_vf_may_log(vf))
			netdev_info(netdev, "link down\n");
		netif_carrier_off(netdev);
		return;
	}
	if (stride_vf_may_log(vf))
		link_report(netdev, &link);
	netif_carrier_on(netdev);
}

/**
 * stride_vf_link_halt() - stop the data path and park its rings
 * @vf: function
 *
 * Context: RTNL held, may sleep.
 */
void stride_vf_link_halt(struct stride_vf *vf)
{
	struct stride_vf_net *net = vf->net;

	ASSERT_RTNL();

	netif_carrier_off(net->port.netdev);
	if (net->port.running)
		stride_port_stop(&net->port, &net->parked);
}

/**
 * stride_vf_link_check() - has the data path survived a change of its rings
 * @vf: function
 *
 * If not even the old rings started again, the device is reset.
 *
 * Context: RTNL held, may sleep.
 */
void stride_vf_link_check(struct stride_vf *vf)
{
	struct stride_port *port = &vf->net->port;

	ASSERT_RTNL();

	if (netif_running(port->netdev) && !port->running && stride_vf_ready(vf))
		stride_vf_link_lose(vf, "the device does not start");
}

/*
 * Start the data path of a netdev that is up.  Context: RTNL held, READY.
 * Return: 0, also if there is nothing to start; -ECONNRESET, -ENOTCONN, -ENOMEM,
 * -EIO.
 */
static int link_start(struct stride_vf *vf)
{
	struct stride_vf_net *net = vf->net;
	struct stride_port *port = &net->port;
	int err;

	if (!netif_running(port->netdev) || port->running)
		return 0;
	/* Changed while they were parked. */
	if (memcmp(&net->parked.cfg, &port->cfg, sizeof(port->cfg)))
		stride_port_free_rings(&net->parked);
	if (!net->parked.num_qp) {
		err = stride_port_alloc_rings(port, &port->cfg, &net->parked);
		if (err)
			return err;
	}
	/*
	 * The device must know before the first buffer is posted.  What it lets
	 * through after a refusal only the PF knows: it may be more than fits.
	 */
	err = stride_vf_filter_max_frame(vf, port->cfg.max_frame);
	if (err)
		return err;
	err = stride_port_start(port, &net->parked);
	if (err)
		return err;
	link_update(vf);
	return 0;
}

static void link_found(struct stride_vf *vf)
{
	mutex_lock(&vf->mbx_lock);
	if (vf->state == STRIDE_VF_READY) {
		if (vf->missing && stride_vf_may_log(vf))
			dev_info(vf->hw.dev, "the PF answers again\n");
		vf->missing = false;
		vf->retry = LINK_RETRY_MIN;
	}
	mutex_unlock(&vf->mbx_lock);
}

/*
 * The PF takes requests: program what its reset may have wiped, tell it all that
 * the netdev wants and start.  Context: RTNL held.
 * Return: 0, also if there is nothing to do, or why the PF is lost again.
 */
static int link_complete(struct stride_vf *vf)
{
	int err;

	ASSERT_RTNL();

	mutex_lock(&vf->mbx_lock);
	err = vf->state == STRIDE_VF_ANSWERED ? 0 : -EALREADY;
	if (!err)
		link_set_state(vf, STRIDE_VF_READY);
	mutex_unlock(&vf->mbx_lock);
	if (err)
		return 0;

	/* Opened meanwhile on a PF that was lost again: reset under its feet. */
	stride_vf_link_halt(vf);
	stride_vf_irq_configure(vf);
	stride_vf_netdev_limit(vf);
	err = stride_vf_addr_sync(vf);
	if (!err)
		err = stride_vf_filter_replay(vf);
	if (!err)
		err = link_start(vf);
	if (err)
		stride_vf_link_lose(vf, "the device does not start");
	else
		link_found(vf);
	return err;
}

static bool link_may_try(struct stride_vf *vf)
{
	bool now;

	mutex_lock(&vf->mbx_lock);
	now = vf->state == STRIDE_VF_ANSWERED ||
	      (vf->state == STRIDE_VF_LOST &&
	       time_after_eq(jiffies, vf->next_try));
	mutex_unlock(&vf->mbx_lock);
	return now;
}

static void link_recover(struct stride_vf *vf)
{
	rtnl_lock();
	if (!stride_vf_ready(vf))
		stride_vf_link_halt(vf);
	rtnl_unlock();

	if (!link_may_try(vf))
		return;
	link_handshake(vf, netif_running(link_netdev(vf)) ? LINK_RSTI_UP_US : 0);
	if (READ_ONCE(vf->state) != STRIDE_VF_ANSWERED)
		return;
	rtnl_lock();
	link_set_until(vf, ktime_add_us(ktime_get(), LINK_RTNL_US));
	link_complete(vf);
	link_set_until(vf, LINK_CALM);
	rtnl_unlock();
}

/* Have the PF tell our link again if it rang, or if the wire is not as it was. */
static void link_ask(struct stride_vf *vf)
{
	bool lu = stride_rd32(&vf->hw, STRIDE_STATUS) & STRIDE_STATUS_LU;

	mutex_lock(&vf->mbx_lock);
	if (vf->state == STRIDE_VF_READY && vf->peer.tells_link &&
	    (test_and_clear_bit(STRIDE_VF_LINK_DIRTY, &vf->flags) ||
	     lu != vf->peer.lu))
		stride_vf_api_get_link(vf);
	mutex_unlock(&vf->mbx_lock);
}

/* READY: follow the link and what the stack wants to receive. */
static void link_serve(struct stride_vf *vf)
{
	bool dirty = test_bit(STRIDE_VF_FILTER_DIRTY, &vf->flags);
	struct stride_link link;

	link_ask(vf);
	stride_vf_link_read(vf, &link);
	if (!dirty && link.up == netif_carrier_ok(link_netdev(vf)))
		return;
	rtnl_lock();
	link_update(vf);
	link_set_until(vf, ktime_add_us(ktime_get(), LINK_RTNL_US));
	if (dirty)
		stride_vf_filter_sync(vf);
	link_set_until(vf, LINK_CALM);
	rtnl_unlock();
}

static void link_requeue(struct stride_vf *vf)
{
	unsigned long delay = LINK_POLL;

	mutex_lock(&vf->mbx_lock);
	if (vf->state == STRIDE_VF_LOST)
		delay = time_before(jiffies, vf->next_try) ?
			vf->next_try - jiffies : 0;
	if (vf->state == STRIDE_VF_LOST || netif_running(link_netdev(vf)))
		queue_delayed_work(vf->wq, &vf->service, delay);
	mutex_unlock(&vf->mbx_lock);
}

static void link_service(struct work_struct *work)
{
	struct stride_vf *vf = container_of(to_delayed_work(work),
					    struct stride_vf, service);

	if (!test_bit(STRIDE_VF_LIVE, &vf->flags) ||
	    READ_ONCE(vf->state) == STRIDE_VF_DETACHED)
		return;
	WRITE_ONCE(vf->served, jiffies);
	if (stride_vf_ready(vf) && !stride_vf_present(vf))
		stride_vf_link_lose(vf, "the device is gone");
	stride_vf_irq_resume(vf);
	if (test_and_clear_bit(STRIDE_VF_TX_STUCK, &vf->flags))
		stride_vf_link_lose(vf, "transmit timed out");
	stride_vf_request_poll(vf);
	if (stride_vf_ready(vf))
		link_serve(vf);
	if (!stride_vf_ready(vf))
		link_recover(vf);
	link_requeue(vf);
}

/**
 * stride_vf_link_init() - prepare the relation to the PF
 * @vf: function, with its register window
 *
 * Context: any.
 */
void stride_vf_link_init(struct stride_vf *vf)
{
	mutex_init(&vf->mbx_lock);
	INIT_DELAYED_WORK(&vf->service, link_service);
	vf->mbx.hw = &vf->hw;
	vf->mbx.ctrl = STRIDE_V2PMAILBOX;
	vf->mbx.mem = STRIDE_VF_VMBMEM;
	vf->mbx.mine = STRIDE_MBX_VFU;
	vf->state = STRIDE_VF_DETACHED;
	vf->until = LINK_CALM;
	vf->tried = jiffies;
	vf->next_try = jiffies;
	vf->retry = LINK_RETRY_MIN;
	vf->served = jiffies - LINK_PACE;
	ratelimit_state_init(&vf->log, 60 * HZ, LINK_LOG_LINES);
	ratelimit_set_flags(&vf->log, RATELIMIT_MSG_ON_RELEASE);
}

/**
 * stride_vf_link_probe() - try the first handshake, before the netdev is seen
 * @vf: function
 *
 * A PF that does not answer, because in-tree igb's netdev is down for instance,
 * is no reason to fail: the service work goes on trying.
 *
 * Context: may sleep, some three seconds at most; takes RTNL.
 */
void stride_vf_link_probe(struct stride_vf *vf)
{
	mutex_lock(&vf->mbx_lock);
	link_set_state(vf, STRIDE_VF_LOST);
	vf->until = ktime_add_us(ktime_get(), LINK_OPEN_US);
	mutex_unlock(&vf->mbx_lock);

	link_handshake(vf, LINK_RSTI_PROBE_US);
	rtnl_lock();
	link_complete(vf);
	link_set_until(vf, LINK_CALM);
	rtnl_unlock();
	if (stride_vf_ready(vf))
		return;
	dev_warn(vf->hw.dev,
		 "the PF does not answer, its driver or netdev may be down: going on to try\n");
	mutex_lock(&vf->mbx_lock);
	vf->missing = true;
	mutex_unlock(&vf->mbx_lock);
}

/**
 * stride_vf_link_open() - bring up a netdev that is being opened
 * @vf: function, the netdev's rings parked
 *
 * Context: RTNL held, may sleep, some three seconds at most.
 * Return: 0, also if the PF is absent and the service work will finish this;
 * -ENOMEM.
 */
int stride_vf_link_open(struct stride_vf *vf)
{
	ktime_t until = ktime_add_us(ktime_get(), LINK_OPEN_US);
	int err;

	/* The service work may be at it; what it takes counts. */
	link_set_until(vf, until);
	/* The service work does not poll while the netdev is down. */
	stride_vf_request_poll(vf);
	link_handshake(vf, LINK_RSTI_UP_US);
	err = link_complete(vf);
	if (!err && stride_vf_ready(vf)) {
		err = link_start(vf);
		if (err)
			stride_vf_link_lose(vf, "the device does not start");
	}
	link_set_until(vf, LINK_CALM);
	stride_vf_link_kick(vf);
	return err == -ENOMEM ? err : 0;
}

/**
 * stride_vf_link_detach() - leave the device alone
 * @vf: function
 *
 * Context: may sleep; takes RTNL.
 */
void stride_vf_link_detach(struct stride_vf *vf)
{
	rtnl_lock();
	netif_device_detach(link_netdev(vf));
	stride_vf_link_halt(vf);
	mutex_lock(&vf->mbx_lock);
	if (vf->state != STRIDE_VF_DETACHED)
		link_set_state(vf, STRIDE_VF_DETACHED);
	stride_vf_irq_mask(vf);
	mutex_unlock(&vf->mbx_lock);
	rtnl_unlock();
}

/**
 * stride_vf_link_attach() - the device is back: start over with the PF
 * @vf: function, after stride_vf_link_detach()
 *
 * The service work does the rest.
 *
 * Context: may sleep; takes RTNL.
 */
void stride_vf_link_attach(struct stride_vf *vf)
{
	rtnl_lock();
	mutex_lock(&vf->mbx_lock);
	link_set_state(vf, STRIDE_VF_LOST);
	vf->next_try = jiffies;
	mutex_unlock(&vf->mbx_lock);
	netif_device_attach(link_netdev(vf));
	rtnl_unlock();
	stride_vf_link_kick(vf);
}
