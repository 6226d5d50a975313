// SPDX-License-Identifier: GPL-2.0
/*
 * The devlink instance: what the device is, its registers as a region, and the
 * netdev's port.
 *
 * The port has no flavour.  A physical one would make udev append "np0" to the
 * interface's name, which then would no longer be the one that igb gives it.
 */

#include <linux/netdevice.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/unaligned.h>

#include "pf.h"

/* NVM words, DS 6.1 and 6.2: board and assembly number, image number. */
#define NVM_PBA_HI		0x08
#define NVM_PBA_LO		0x09
#define   NVM_PBA_POINTER	0xfafa	/* the number is a string elsewhere */
#define NVM_ETRACK_LO		0x42
#define NVM_ETRACK_HI		0x43
#define   NVM_ETRACK_MASK	0xf000
#define   NVM_ETRACK_VALID	0x8000

#define DUMPS	8	/* snapshots that may be kept */

static int info_put_serial(struct stride_pf *pf, struct devlink_info_req *req)
{
	u64 dsn = pci_get_dsn(pf->pdev);
	char text[24];
	u8 bytes[8];

	if (!dsn)
		return 0;
	put_unaligned_be64(dsn, bytes);
	snprintf(text, sizeof(text), "%8phD", bytes);
	return devlink_info_serial_number_put(req, text);
}

static int devlink_info(struct devlink *devlink, struct devlink_info_req *req,
			struct netlink_ext_ack *extack)
{
	struct stride_pf *pf = devlink_priv(devlink);
	char rev[8];
	int err;

	err = info_put_serial(pf, req);
	if (!err && pf->board_id[0])
		err = devlink_info_version_fixed_put(req,
						     DEVLINK_INFO_VERSION_GENERIC_BOARD_ID,
						     pf->board_id);
	if (!err)
		err = devlink_info_version_fixed_put(req,
						     DEVLINK_INFO_VERSION_GENERIC_ASIC_ID,
						     "82576");
	snprintf(rev, sizeof(rev), "%u", pf->pdev->revision);
	if (!err)
		err = devlink_info_version_fixed_put(req,
						     DEVLINK_INFO_VERSION_GENERIC_ASIC_REV,
						     rev);
	if (!err && pf->bundle_id[0])
		err = devlink_info_version_running_put(req,
						       DEVLINK_INFO_VERSION_GENERIC_FW_BUNDLE_ID,
						       pf->bundle_id);
	return err;
}

/* Read once: afterwards the device may be away when somebody asks. */
static void devlink_read_nvm(struct stride_pf *pf)
{
	u16 hi, lo;

	if (!stride_pf_nvm_read(pf, NVM_PBA_HI, &hi) &&
	    !stride_pf_nvm_read(pf, NVM_PBA_LO, &lo) &&
	    hi != NVM_PBA_POINTER && hi && hi != 0xffff)
		snprintf(pf->board_id, sizeof(pf->board_id), "%04X%02X-0%02X",
			 hi, lo >> 8, lo & 0xff);
	if (!stride_pf_nvm_read(pf, NVM_ETRACK_HI, &hi) &&
	    !stride_pf_nvm_read(pf, NVM_ETRACK_LO, &lo) &&
	    (hi & NVM_ETRACK_MASK) == NVM_ETRACK_VALID)
		snprintf(pf->bundle_id, sizeof(pf->bundle_id), "0x%08x",
			 (u32)hi << 16 | lo);
}

static int region_snapshot(struct devlink *devlink,
			   const struct devlink_region_ops *ops,
			   struct netlink_ext_ack *extack, u8 **data)
{
	u32 *regs = kvzalloc(stride_pf_dump_bytes(), GFP_KERNEL);

	if (!regs)
		return -ENOMEM;
	stride_pf_dump(devlink_priv(devlink), regs);
	*data = (u8 *)regs;
	return 0;
}

static const struct devlink_region_ops region_ops = {
	.name		= "registers",
	.snapshot	= region_snapshot,
	.destructor	= kvfree,
};

static const struct devlink_ops pf_devlink_ops = {
	.info_get	= devlink_info,
};

/**
 * stride_pf_devlink_alloc() - allocate the device structure
 * @pdev: PCI device
 *
 * Context: probe.
 * Return: zeroed, to be freed by devlink_free() of its @devlink; %NULL: no memory.
 */
struct stride_pf *stride_pf_devlink_alloc(struct pci_dev *pdev)
{
	struct devlink *devlink;
	struct stride_pf *pf;

	devlink = devlink_alloc(&pf_devlink_ops, sizeof(*pf), &pdev->dev);
	if (!devlink)
		return NULL;
	pf = devlink_priv(devlink);
	pf->devlink = devlink;
	return pf;
}

/**
 * stride_pf_devlink_create() - all that devlink is to show, not shown yet
 * @pf: the device, its netdev not registered
 *
 * The port must be there before its netdev.  devlink_register() comes last in
 * probe, devlink_unregister() first in remove.
 *
 * Context: probe.
 * Return: 0 or a negative error and nothing created.
 */
int stride_pf_devlink_create(struct stride_pf *pf)
{
	int err;

	devlink_read_nvm(pf);
	err = stride_pf_health_create(pf);
	if (err)
		return err;
	pf->region = devlink_region_create(pf->devlink, &region_ops, DUMPS,
					   stride_pf_dump_bytes());
	if (IS_ERR(pf->region)) {
		err = PTR_ERR(pf->region);
		goto destroy_health;
	}
	err = devlink_port_register(pf->devlink, &pf->devlink_port, pf->port_id);
	if (err)
		goto destroy_region;
	SET_NETDEV_DEVLINK_PORT(pf->netdev, &pf->devlink_port);
	return 0;

destroy_region:
	devlink_region_destroy(pf->region);
destroy_health:
	stride_pf_health_destroy(pf);
	return err;
}

/**
 * stride_pf_devlink_destroy() - undo stride_pf_devlink_create()
 * @pf: the device, its netdev and its devlink instance not registered any more
 *
 * Context: may sleep.
 */
void stride_pf_devlink_destroy(struct stride_pf *pf)
{
	devlink_port_unregister(&pf->devlink_port);
	devlink_region_destroy(pf->region);
	stride_pf_health_destroy(pf);
}
