// SPDX-License-Identifier: GPL-2.0
/*
 * Health reporters.  `devlink health dump show` gives the state at the first
 * error since the dump was cleared, `devlink health diagnose` that of now.
 *
 * devlink's lock is taken before RTNL and @pf->lock, so nothing here that reports
 * may be called with either held.
 */

#include <linux/if_link.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <stride/compat.h>

#include "pf.h"

static void health_u32(struct devlink_fmsg *fmsg, struct stride_pf *pf,
		       const char *name, u32 reg)
{
	devlink_fmsg_u32_pair_put(fmsg, name, stride_rd32(&pf->hw, reg));
}

/* --- tx: a queue that hangs ------------------------------------------------- */

static void tx_dump_queue(struct devlink_fmsg *fmsg, struct stride_pf *pf,
			  struct stride_qp *qp)
{
	devlink_fmsg_obj_nest_start(fmsg);
	devlink_fmsg_u32_pair_put(fmsg, "queue", qp->index);
	devlink_fmsg_bool_pair_put(fmsg, "stopped",
				   netif_tx_queue_stopped(netdev_get_tx_queue(pf->netdev,
									      qp->index)));
	if (qp->tx) {
		devlink_fmsg_u32_pair_put(fmsg, "count", qp->tx->ring.count);
		devlink_fmsg_u32_pair_put(fmsg, "next_to_use",
					  READ_ONCE(qp->tx->ring.next_to_use));
		devlink_fmsg_u32_pair_put(fmsg, "next_to_clean",
					  READ_ONCE(qp->tx->ring.next_to_clean));
		devlink_fmsg_u32_pair_put(fmsg, "kicked", READ_ONCE(qp->tx->kicked));
		devlink_fmsg_u32_pair_put(fmsg, "head_wb",
					  le32_to_cpu(READ_ONCE(*qp->tx->head_wb)));
	}
	health_u32(fmsg, pf, "TDH", qp->tx_regs + STRIDE_TX_TDH);
	health_u32(fmsg, pf, "TDT", qp->tx_regs + STRIDE_TX_TDT);
	health_u32(fmsg, pf, "TDLEN", qp->tx_regs + STRIDE_TX_TDLEN);
	health_u32(fmsg, pf, "TXDCTL", qp->tx_regs + STRIDE_TX_TXDCTL);
	devlink_fmsg_obj_nest_end(fmsg);
}

static void tx_dump_registers(struct devlink_fmsg *fmsg, struct stride_pf *pf)
{
	devlink_fmsg_pair_nest_start(fmsg, "registers");
	devlink_fmsg_obj_nest_start(fmsg);
	health_u32(fmsg, pf, "CTRL", STRIDE_CTRL);
	health_u32(fmsg, pf, "STATUS", STRIDE_STATUS);
	health_u32(fmsg, pf, "TCTL", STRIDE_TCTL);
	health_u32(fmsg, pf, "VFTE", STRIDE_VFTE);
	health_u32(fmsg, pf, "IMS", STRIDE_IMS);
	health_u32(fmsg, pf, "EIMS", STRIDE_EIMS);
	devlink_fmsg_obj_nest_end(fmsg);
	devlink_fmsg_pair_nest_end(fmsg);
}

static int tx_dump(struct devlink_health_reporter *reporter,
		   struct devlink_fmsg *fmsg, void *ctx,
		   struct netlink_ext_ack *extack)
{
	struct stride_pf *pf = devlink_health_reporter_priv(reporter);
	struct stride_port *port = &pf->net->port;
	unsigned int i;

	/* Rings come and go under RTNL. */
	rtnl_lock();
	if (ctx)
		devlink_fmsg_u32_pair_put(fmsg, "hung", READ_ONCE(pf->tx_hang));
	devlink_fmsg_arr_pair_nest_start(fmsg, "queues");
	for (i = 0; i < port->cfg.num_qp; i++)
		tx_dump_queue(fmsg, pf, &port->qp[i]);
	devlink_fmsg_arr_pair_nest_end(fmsg);
	tx_dump_registers(fmsg, pf);
	rtnl_unlock();
	return 0;
}

static int tx_diagnose(struct devlink_health_reporter *reporter,
		       struct devlink_fmsg *fmsg, struct netlink_ext_ack *extack)
{
	return tx_dump(reporter, fmsg, NULL, extack);
}

static int tx_recover(struct devlink_health_reporter *reporter, void *ctx,
		      struct netlink_ext_ack *extack)
{
	return stride_pf_netdev_recover(devlink_health_reporter_priv(reporter));
}

static const struct devlink_health_reporter_ops tx_ops = {
	.name		= "tx",
	.dump		= tx_dump,
	.diagnose	= tx_diagnose,
	.recover	= tx_recover,
};

/**
 * stride_pf_health_tx() - a transmit queue hangs: report it, which resets the device
 * @pf: the device
 *
 * Context: work.
 */
void stride_pf_health_tx(struct stride_pf *pf)
{
	struct devlink_health_reporter *reporter = pf->health[STRIDE_HEALTH_TX];
	char msg[40];

	if (test_bit(STRIDE_PF_REMOVING, &pf->flags))
		return;
	snprintf(msg, sizeof(msg), "transmit queue %u hangs",
		 READ_ONCE(pf->tx_hang));
	/* Cancelled: the last recovery failed.  That is no reason not to try. */
	if (devlink_health_report(reporter, msg, pf) == -ECANCELED &&
	    !stride_pf_netdev_recover(pf))
		devlink_health_reporter_state_update(reporter,
						     DEVLINK_HEALTH_REPORTER_STATE_HEALTHY);
}

/* --- vf: mailboxes, and VFs that misbehave ---------------------------------- */

static const char *vf_state_name(const struct stride_pf_vf *vf)
{
	switch (vf->state) {
	case STRIDE_VF_DOWN:
		return "down";
	case STRIDE_VF_FRESH:
		return "fresh";
	case STRIDE_VF_READY:
		return "ready";
	}
	return "?";
}

static void vf_dump_counters(struct devlink_fmsg *fmsg,
			     const struct stride_pf_vf *vf)
{
	const struct stride_vf_guard *g = &vf->guard;
	char err[16];

	devlink_fmsg_u64_pair_put(fmsg, "messages", g->messages);
	devlink_fmsg_u64_pair_put(fmsg, "nacks", vf->nacks);
	devlink_fmsg_u64_pair_put(fmsg, "throttled", g->throttled);
	devlink_fmsg_u64_pair_put(fmsg, "held", g->held);
	devlink_fmsg_u64_pair_put(fmsg, "resets", g->resets);
	devlink_fmsg_u64_pair_put(fmsg, "evidence", g->evidence);
	devlink_fmsg_u64_pair_put(fmsg, "quarantines", g->quarantines);
	devlink_fmsg_u64_pair_put(fmsg, "busy_us", div_u64(g->busy_ns,
							   NSEC_PER_USEC));
	if (!g->refused)
		return;
	snprintf(err, sizeof(err), "%pe", ERR_PTR(g->refused_err));
	devlink_fmsg_u32_pair_put(fmsg, "refused", g->refused);
	devlink_fmsg_string_pair_put(fmsg, "reason", err);
}

static void vf_dump_policy(struct devlink_fmsg *fmsg, const struct stride_pf_vf *vf)
{
	static const char * const link[] = {
		[IFLA_VF_LINK_STATE_AUTO]	= "auto",
		[IFLA_VF_LINK_STATE_ENABLE]	= "enable",
		[IFLA_VF_LINK_STATE_DISABLE]	= "disable",
	};
	const struct stride_vf_policy *p = &vf->policy;
	char mac[3 * ETH_ALEN];

	snprintf(mac, sizeof(mac), "%pM", p->mac);
	devlink_fmsg_pair_nest_start(fmsg, "policy");
	devlink_fmsg_obj_nest_start(fmsg);
	devlink_fmsg_string_pair_put(fmsg, "mac", mac);
	devlink_fmsg_u32_pair_put(fmsg, "vlan", p->vlan);
	devlink_fmsg_u32_pair_put(fmsg, "qos", p->qos);
	devlink_fmsg_bool_pair_put(fmsg, "spoofchk", p->spoofchk);
	devlink_fmsg_bool_pair_put(fmsg, "trust", p->trusted);
	devlink_fmsg_string_pair_put(fmsg, "state", link[p->link_state]);
	devlink_fmsg_obj_nest_end(fmsg);
	devlink_fmsg_pair_nest_end(fmsg);
}

static void vf_dump_one(struct devlink_fmsg *fmsg, const struct stride_pf_vf *vf)
{
	char mac[3 * ETH_ALEN];

	snprintf(mac, sizeof(mac), "%pM", vf->mac);
	devlink_fmsg_obj_nest_start(fmsg);
	devlink_fmsg_u32_pair_put(fmsg, "vf", vf->idx);
	devlink_fmsg_string_pair_put(fmsg, "state", vf_state_name(vf));
	devlink_fmsg_bool_pair_put(fmsg, "quarantined", vf->guard.quarantined);
	devlink_fmsg_string_pair_put(fmsg, "mac", mac);
	vf_dump_counters(fmsg, vf);
	vf_dump_policy(fmsg, vf);
	devlink_fmsg_obj_nest_end(fmsg);
}

static void vf_dump_mailbox(struct devlink_fmsg *fmsg, struct stride_pf *pf)
{
	struct stride_pf_irq irq;

	spin_lock_irq(&pf->irq.lock);
	irq = pf->irq;
	spin_unlock_irq(&pf->irq.lock);
	devlink_fmsg_pair_nest_start(fmsg, "mailbox");
	devlink_fmsg_obj_nest_start(fmsg);
	devlink_fmsg_u64_pair_put(fmsg, "interrupts", irq.count);
	devlink_fmsg_u64_pair_put(fmsg, "polls", irq.polls);
	devlink_fmsg_u64_pair_put(fmsg, "busy_us", div_u64(irq.busy_ns,
							   NSEC_PER_USEC));
	devlink_fmsg_u32_pair_put(fmsg, "masked", irq.masked);
	devlink_fmsg_obj_nest_end(fmsg);
	devlink_fmsg_pair_nest_end(fmsg);
}

static int vf_diagnose(struct devlink_health_reporter *reporter,
		       struct devlink_fmsg *fmsg, struct netlink_ext_ack *extack)
{
	struct stride_pf *pf = devlink_health_reporter_priv(reporter);
	unsigned int i;

	vf_dump_mailbox(fmsg, pf);
	devlink_fmsg_arr_pair_nest_start(fmsg, "vfs");
	mutex_lock(&pf->lock);
	for (i = 0; i < pf->num_vfs; i++)
		vf_dump_one(fmsg, &pf->vf[i]);
	mutex_unlock(&pf->lock);
	devlink_fmsg_arr_pair_nest_end(fmsg);
	return 0;
}

static int vf_dump(struct devlink_health_reporter *reporter,
		   struct devlink_fmsg *fmsg, void *ctx,
		   struct netlink_ext_ack *extack)
{
	return vf_diagnose(reporter, fmsg, extack);
}

/* By the administrator, who lifts every quarantine; @ctx is set if by devlink. */
static int vf_recover(struct devlink_health_reporter *reporter, void *ctx,
		      struct netlink_ext_ack *extack)
{
	struct stride_pf *pf = devlink_health_reporter_priv(reporter);
	unsigned int i;

	if (ctx)
		return -EBUSY;
	mutex_lock(&pf->lock);
	for (i = 0; i < pf->num_vfs; i++)
		stride_pf_guard_pardon(&pf->vf[i]);
	mutex_unlock(&pf->lock);
	return 0;
}

static const struct devlink_health_reporter_ops vf_ops = {
	.name		= "vf",
	.dump		= vf_dump,
	.diagnose	= vf_diagnose,
	.recover	= vf_recover,
};

/**
 * stride_pf_health_work() - tell devlink of quarantines, new ones and none left
 * @work: &stride_pf.health_work
 *
 * Context: work.
 */
void stride_pf_health_work(struct work_struct *work)
{
	struct stride_pf *pf = container_of(work, struct stride_pf, health_work);
	struct devlink_health_reporter *reporter = pf->health[STRIDE_HEALTH_VF];
	bool any = false;
	unsigned int i;
	char msg[24];

	if (test_bit(STRIDE_PF_REMOVING, &pf->flags))
		return;
	for (i = 0; i < STRIDE_MAX_VFS; i++) {
		if (!test_and_clear_bit(i, &pf->quarantined))
			continue;
		snprintf(msg, sizeof(msg), "VF %u quarantined", i);
		devlink_health_report(reporter, msg, pf);
	}
	mutex_lock(&pf->lock);
	for (i = 0; i < pf->num_vfs; i++)
		any |= pf->vf[i].guard.quarantined;
	mutex_unlock(&pf->lock);
	if (!any)
		devlink_health_reporter_state_update(reporter,
						     DEVLINK_HEALTH_REPORTER_STATE_HEALTHY);
}

/**
 * stride_pf_health_kick() - a quarantine began or ended
 * @pf: the device
 *
 * Context: any.
 */
void stride_pf_health_kick(struct stride_pf *pf)
{
	/* Not on @pf->wq: it waits for devlink's lock. */
	queue_work(system_long_wq, &pf->health_work);
}

/* --- sriov: why sriov_numvfs was refused ------------------------------------ */

static int sriov_diagnose(struct devlink_health_reporter *reporter,
			  struct devlink_fmsg *fmsg,
			  struct netlink_ext_ack *extack)
{
	struct stride_pf *pf = devlink_health_reporter_priv(reporter);
	struct stride_sriov_result r;
	char err[16] = "none";

	mutex_lock(&pf->lock);
	r = pf->sriov;
	mutex_unlock(&pf->lock);
	if (r.err)
		snprintf(err, sizeof(err), "%pe", ERR_PTR(r.err));
	devlink_fmsg_u32_pair_put(fmsg, "wanted", r.wanted);
	devlink_fmsg_string_pair_put(fmsg, "errno", err);
	devlink_fmsg_string_pair_put(fmsg, "cause", r.cause ?: "none");
	devlink_fmsg_string_pair_put(fmsg, "remedy", r.remedy ?: "none needed");
	return 0;
}

static int sriov_dump(struct devlink_health_reporter *reporter,
		      struct devlink_fmsg *fmsg, void *ctx,
		      struct netlink_ext_ack *extack)
{
	return sriov_diagnose(reporter, fmsg, extack);
}

static const struct devlink_health_reporter_ops sriov_ops = {
	.name		= "sriov",
	.dump		= sriov_dump,
	.diagnose	= sriov_diagnose,
};

/**
 * stride_pf_health_sriov() - report how a write to sriov_numvfs ended
 * @pf: the device, @pf->sriov set
 *
 * Context: device lock held, may sleep.
 */
void stride_pf_health_sriov(struct stride_pf *pf)
{
	struct devlink_health_reporter *reporter = pf->health[STRIDE_HEALTH_SRIOV];

	if (pf->sriov.err)
		devlink_health_report(reporter, "VFs cannot be enabled", pf);
	else
		devlink_health_reporter_state_update(reporter,
						     DEVLINK_HEALTH_REPORTER_STATE_HEALTHY);
}

/* --- life ------------------------------------------------------------------- */

static const struct devlink_health_reporter_ops *health_ops[] = {
	[STRIDE_HEALTH_TX]	= &tx_ops,
	[STRIDE_HEALTH_VF]	= &vf_ops,
	[STRIDE_HEALTH_SRIOV]	= &sriov_ops,
};

/**
 * stride_pf_health_create() - make the reporters
 * @pf: the device
 *
 * Context: probe.
 * Return: 0 or a negative error and none made.
 */
int stride_pf_health_create(struct stride_pf *pf)
{
	unsigned int i;

	for (i = 0; i < STRIDE_HEALTH_REPORTERS; i++) {
		struct devlink_health_reporter *reporter;

		reporter = stride_health_reporter_create(pf->devlink,
							 health_ops[i], pf);
		if (IS_ERR(reporter)) {
			stride_pf_health_destroy(pf);
			return PTR_ERR(reporter);
		}
		pf->health[i] = reporter;
	}
	return 0;
}

/**
 * stride_pf_health_destroy() - undo stride_pf_health_create(), whole or half done
 * @pf: the device
 *
 * Context: may sleep.
 */
void stride_pf_health_destroy(struct stride_pf *pf)
{
	unsigned int i;

	for (i = 0; i < STRIDE_HEALTH_REPORTERS; i++)
		if (pf->health[i])
			devlink_health_reporter_destroy(pf->health[i]);
}
