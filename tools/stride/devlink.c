// SPDX-License-Identifier: GPL-2.0
/* Questions to devlink, by generic netlink. */

#include <errno.h>
#include <stdlib.h>
#include <time.h>
#include <linux/devlink.h>
#include <linux/genetlink.h>

#include "devlink.h"
#include "fs.h"

#define DEVLINK_BUFFER	(64 * 1024)

struct devlink {
	struct mnl_socket *nl;
	char *buf;
	__u16 family;
};

static struct nlmsghdr *devlink_message(struct devlink *dl, __u16 type, __u8 cmd, int flags)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(dl->buf);
	struct genlmsghdr *genl;

	nlh->nlmsg_type = type;
	nlh->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | flags;
	nlh->nlmsg_seq = time(NULL);
	genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));
	genl->cmd = cmd;
	genl->version = 1;
	return nlh;
}

/* Send what was built, take all that comes back.  Return: 0 or -errno. */
static int devlink_run(struct devlink *dl, struct nlmsghdr *nlh, mnl_cb_t each, void *data)
{
	unsigned int seq = nlh->nlmsg_seq;
	int more = MNL_CB_OK;
	ssize_t n;

	if (mnl_socket_sendto(dl->nl, nlh, nlh->nlmsg_len) < 0)
		return -errno;
	while (more > MNL_CB_STOP) {
		n = mnl_socket_recvfrom(dl->nl, dl->buf, DEVLINK_BUFFER);
		if (n < 0)
			return -errno;
		more = mnl_cb_run(dl->buf, n, seq, mnl_socket_get_portid(dl->nl), each, data);
	}
	return more < 0 ? -errno : 0;
}

static int devlink_family(const struct nlmsghdr *nlh, void *data)
{
	struct devlink *dl = data;
	const struct nlattr *attr;

	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr))
		if (mnl_attr_get_type(attr) == CTRL_ATTR_FAMILY_ID)
			dl->family = mnl_attr_get_u16(attr);
	return MNL_CB_OK;
}

static int devlink_resolve(struct devlink *dl)
{
	struct nlmsghdr *nlh = devlink_message(dl, GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 0);
	int err;

	mnl_attr_put_strz(nlh, CTRL_ATTR_FAMILY_NAME, DEVLINK_GENL_NAME);
	err = devlink_run(dl, nlh, devlink_family, dl);
	return err ? err : dl->family ? 0 : -ENOENT;
}

static int devlink_put(struct devlink *dl, const struct devlink_question *q,
		       mnl_cb_t each, void *data)
{
	struct nlmsghdr *nlh = devlink_message(dl, dl->family, q->cmd,
					       q->dump ? NLM_F_DUMP : 0);

	if (!q->dump) {
		mnl_attr_put_strz(nlh, DEVLINK_ATTR_BUS_NAME, "pci");
		mnl_attr_put_strz(nlh, DEVLINK_ATTR_DEV_NAME, q->device);
	}
	if (q->reporter)
		mnl_attr_put_strz(nlh, DEVLINK_ATTR_HEALTH_REPORTER_NAME, q->reporter);
	return devlink_run(dl, nlh, each, data);
}

/**
 * devlink_ask() - ask, and hand every answer to a function
 * @question: what
 * @each: called with each message
 * @data: for @each
 *
 * Return: 0, -ENODATA for a recorded machine, else -errno: -ENOENT without devlink.
 */
int devlink_ask(const struct devlink_question *question, mnl_cb_t each, void *data)
{
	struct devlink dl = { 0 };
	int err = -ENOMEM;

	if (fs_recorded())
		return -ENODATA;
	dl.buf = calloc(1, DEVLINK_BUFFER);
	dl.nl = mnl_socket_open(NETLINK_GENERIC);
	if (dl.buf && dl.nl)
		err = mnl_socket_bind(dl.nl, 0, MNL_SOCKET_AUTOPID) < 0 ? -errno :
		      devlink_resolve(&dl);
	if (!err)
		err = devlink_put(&dl, question, each, data);
	if (dl.nl)
		mnl_socket_close(dl.nl);
	free(dl.buf);
	return err;
}
