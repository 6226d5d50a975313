// SPDX-License-Identifier: GPL-2.0
/*
 * Stride PF driver: the PCI edge.  Probe and remove in order, error recovery,
 * power management.
 */

#include <linux/bitfield.h>
#include <linux/ethtool.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include <stride/compat.h>

#include "pf.h"

#define PF_ADVERTISE	(ADVERTISED_10baseT_Half | ADVERTISED_10baseT_Full | \
			 ADVERTISED_100baseT_Half | ADVERTISED_100baseT_Full | \
			 ADVERTISED_1000baseT_Full)

static int pci_setup(struct stride_pf *pf)
{
	struct pci_dev *pdev = pf->pdev;
	int err;

	err = pci_enable_device_mem(pdev);
	if (err)
		return err;
	err = dma_set_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(64));
	if (err)
		goto disable_device;
	err = pci_request_mem_regions(pdev, KBUILD_MODNAME);
	if (err)
		goto disable_device;
	pf->hw.bar = pci_iomap(pdev, 0, 0);
	if (!pf->hw.bar) {
		err = -ENOMEM;
		goto release_regions;
	}
	pci_set_master(pdev);
	return 0;

release_regions:
	pci_release_mem_regions(pdev);
disable_device:
	pci_disable_device(pdev);
	return err;
}

static void pci_teardown(struct stride_pf *pf)
{
	pci_iounmap(pf->pdev, pf->hw.bar);
	pci_release_mem_regions(pf->pdev);
	/* After an error that was not recovered it is disabled already. */
	if (pci_is_enabled(pf->pdev))
		pci_disable_device(pf->pdev);
}

static void probe_sriov(struct stride_pf *pf)
{
	const char *why;
	int err;

	err = stride_sriov_cap_read(pf->pdev, &pf->cap);
	if (err) {
		dev_info(pf->hw.dev, "SR-IOV: no capability (%pe)\n", ERR_PTR(err));
		return;
	}
	if (stride_sriov_cap_check(&pf->cap, &why)) {
		dev_warn(pf->hw.dev, "SR-IOV: broken capability: %s\n", why);
		return;
	}
	/* The PF needs one of the eight pools. */
	pci_sriov_set_totalvfs(pf->pdev, min_t(u16, pf->cap.total_vfs,
					       STRIDE_MAX_VFS));
	stride_pf_sriov_report(pf);
}

static int probe_hw(struct stride_pf *pf)
{
	u32 status;
	int err;

	err = stride_pf_hw_reset(pf);
	if (err)
		return err;
	status = stride_rd32(&pf->hw, STRIDE_STATUS);
	pf->port_id = FIELD_GET(STRIDE_STATUS_LAN_ID, status);
	err = stride_pf_nvm_check(pf);
	if (err)
		dev_warn(pf->hw.dev, "NVM: bad checksum or no access (%pe)\n",
			 ERR_PTR(err));
	err = stride_pf_hw_read_mac(pf);
	if (err)
		dev_err(pf->hw.dev, "NVM: no valid MAC address\n");
	return err;
}

static int probe_start(struct stride_pf *pf)
{
	int err;

	mutex_lock(&pf->lock);
	stride_pf_mac_set_own(pf, STRIDE_PF_POOL, pf->perm_mac);
	stride_pf_hw_init(pf);
	mutex_unlock(&pf->lock);

	err = stride_pf_phy_advertise(pf, PF_ADVERTISE);
	if (!err)
		err = stride_pf_phy_restart(pf);
	if (err)
		dev_warn(pf->hw.dev, "PHY does not answer (%pe)\n", ERR_PTR(err));

	netif_carrier_off(pf->netdev);
	return register_netdev(pf->netdev);
}

static void pf_init_work(struct stride_pf *pf)
{
	mutex_init(&pf->lock);
	INIT_WORK(&pf->link_work, stride_pf_link_work);
	INIT_WORK(&pf->rx_mode_work, stride_pf_rx_mode_work);
	INIT_WORK(&pf->reset_work, stride_pf_reset_work);
	INIT_WORK(&pf->health_work, stride_pf_health_work);
	INIT_DELAYED_WORK(&pf->stats_work, stride_pf_stats_work);
	stride_pf_irq_init(pf);
}

static void pf_cancel_work(struct stride_pf *pf)
{
	cancel_delayed_work_sync(&pf->irq.poll);
	cancel_delayed_work_sync(&pf->stats_work);
	cancel_work_sync(&pf->link_work);
	cancel_work_sync(&pf->rx_mode_work);
}

static int stride_pf_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct stride_pf *pf;
	int err;

	pf = stride_pf_devlink_alloc(pdev);
	if (!pf)
		return -ENOMEM;
	pf->pdev = pdev;
	pf->hw.dev = &pdev->dev;
	/* QEMU names itself in the subsystem ids. */
	pf->is_model = pdev->subsystem_vendor == PCI_VENDOR_ID_REDHAT_QUMRANET;
	pci_set_drvdata(pdev, pf);
	pf_init_work(pf);

	err = -ENOMEM;
	pf->wq = alloc_workqueue("stride_pf_%s", WQ_UNBOUND | WQ_MEM_RECLAIM, 0,
				 pci_name(pdev));
	if (!pf->wq)
		goto free_pf;
	pf->hw_stats = kcalloc(stride_pf_stats_count(), sizeof(*pf->hw_stats),
			       GFP_KERNEL);
	if (!pf->hw_stats)
		goto destroy_wq;
	err = pci_setup(pf);
	if (err)
		goto free_stats;
	err = probe_hw(pf);
	if (err)
		goto teardown_pci;
	err = stride_pf_irq_alloc(pf);
	if (err)
		goto teardown_pci;
	err = stride_pf_netdev_create(pf);
	if (err)
		goto free_irq;
	err = stride_pf_devlink_create(pf);
	if (err)
		goto destroy_netdev;
	err = probe_start(pf);
	if (err)
		goto stop;
	probe_sriov(pf);
	pci_save_state(pdev);	/* for pf_slot_reset() */
	queue_delayed_work(pf->wq, &pf->stats_work, 0);
	devlink_register(pf->devlink);
	return 0;

stop:
	stride_pf_irq_disable(pf);
	pf_cancel_work(pf);
	stride_pf_hw_reset(pf);
	stride_pf_devlink_destroy(pf);
destroy_netdev:
	stride_pf_netdev_destroy(pf);
free_irq:
	stride_pf_irq_free(pf);
teardown_pci:
	pci_teardown(pf);
free_stats:
	kfree(pf->hw_stats);
destroy_wq:
	destroy_workqueue(pf->wq);
free_pf:
	devlink_free(pf->devlink);
	return err;
}

static void stride_pf_remove(struct pci_dev *pdev)
{
	struct stride_pf *pf = pci_get_drvdata(pdev);

	stride_pf_hw_present(pf);
	/* Afterwards neither reports to devlink any more. */
	set_bit(STRIDE_PF_REMOVING, &pf->flags);
	cancel_work_sync(&pf->reset_work);
	cancel_work_sync(&pf->health_work);
	devlink_unregister(pf->devlink);
	stride_pf_sriov_disable(pf);
	unregister_netdev(pf->netdev);
	cancel_work_sync(&pf->reset_work);
	cancel_work_sync(&pf->health_work);
	stride_pf_irq_disable(pf);
	pf_cancel_work(pf);
	stride_pf_hw_reset(pf);
	stride_rmw32(&pf->hw, STRIDE_CTRL_EXT, STRIDE_CTRL_EXT_DRV_LOAD, 0);
	stride_pf_devlink_destroy(pf);
	stride_pf_netdev_destroy(pf);
	stride_pf_irq_free(pf);
	pci_teardown(pf);
	kfree(pf->hw_stats);
	destroy_workqueue(pf->wq);
	devlink_free(pf->devlink);
}

/* Leave the device alone until pf_attach(). */
static void pf_detach(struct stride_pf *pf)
{
	struct stride_port *port = &pf->net->port;
	struct stride_rings rings;

	rtnl_lock();
	mutex_lock(&pf->lock);
	stride_pf_stats_update(pf);
	set_bit(STRIDE_PF_RESETTING, &pf->flags);
	mutex_unlock(&pf->lock);
	netif_device_detach(pf->netdev);
	if (port->running) {
		stride_port_stop(port, &rings);
		stride_port_free_rings(&rings);
	}
	stride_pf_irq_disable(pf);
	rtnl_unlock();
	pf_cancel_work(pf);
}

/* What came for VFs during a reset nobody has looked at. */
static void pf_kick_vfs(struct stride_pf *pf)
{
	unsigned int i;

	mutex_lock(&pf->lock);
	for (i = 0; i < pf->num_vfs; i++)
		stride_pf_vf_kick(&pf->vf[i]);
	mutex_unlock(&pf->lock);
}

static int pf_attach(struct stride_pf *pf)
{
	int err;

	rtnl_lock();
	WRITE_ONCE(pf->hw.gone, false);
	stride_pf_hw_present(pf);
	err = stride_pf_netdev_reset(pf);
	clear_bit(STRIDE_PF_RESETTING, &pf->flags);
	pf_kick_vfs(pf);
	netif_device_attach(pf->netdev);
	rtnl_unlock();
	queue_delayed_work(pf->wq, &pf->stats_work, 0);
	queue_work(pf->wq, &pf->rx_mode_work);
	return err;
}

static pci_ers_result_t pf_error_detected(struct pci_dev *pdev,
					  pci_channel_state_t state)
{
	struct stride_pf *pf = pci_get_drvdata(pdev);

	if (state == pci_channel_io_perm_failure)
		WRITE_ONCE(pf->hw.gone, true);
	else if (stride_pf_hw_present(pf))
		stride_pf_sriov_save_vfs(pf);
	/* Buffers are freed below, whether registers can be reached or not. */
	if (state != pci_channel_io_normal)
		pci_clear_master(pdev);
	pf_detach(pf);
	if (state == pci_channel_io_perm_failure)
		return PCI_ERS_RESULT_DISCONNECT;
	if (pci_is_enabled(pdev))
		pci_disable_device(pdev);
	return PCI_ERS_RESULT_NEED_RESET;
}

static pci_ers_result_t pf_slot_reset(struct pci_dev *pdev)
{
	if (pci_enable_device_mem(pdev))
		return PCI_ERS_RESULT_DISCONNECT;
	pci_set_master(pdev);
	pci_restore_state(pdev);
	pci_save_state(pdev);
	/* Before their drivers are asked: those come after us on the bus. */
	stride_pf_sriov_reload_vfs(pci_get_drvdata(pdev));
	return PCI_ERS_RESULT_RECOVERED;
}

static void pf_error_resume(struct pci_dev *pdev)
{
	pf_attach(pci_get_drvdata(pdev));
}

/* A function-level reset of the PF takes the VFs from the bus for a moment. */
static void pf_reset_prepare(struct pci_dev *pdev)
{
	struct stride_pf *pf = pci_get_drvdata(pdev);

	stride_pf_sriov_hold_vfs(pf);
	pf_detach(pf);
}

/* The PCI core has set VF Enable again. */
static void pf_reset_done(struct pci_dev *pdev)
{
	struct stride_pf *pf = pci_get_drvdata(pdev);

	stride_pf_sriov_restore_vfs(pf);
	/* An error from which there was no recovery has disabled it. */
	if (!pci_is_enabled(pdev) && pci_enable_device_mem(pdev))
		return;
	pci_set_master(pdev);
	pf_attach(pf);
}

static const struct pci_error_handlers pf_err_handler = {
	.error_detected	= pf_error_detected,
	.slot_reset	= pf_slot_reset,
	.resume		= pf_error_resume,
	.reset_prepare	= pf_reset_prepare,
	.reset_done	= pf_reset_done,
};

static int pf_suspend(struct device *dev)
{
	struct stride_pf *pf = dev_get_drvdata(dev);

	pf_detach(pf);
	stride_pf_hw_quiesce(pf);
	return 0;
}

static int pf_resume(struct device *dev)
{
	return pf_attach(dev_get_drvdata(dev));
}

static DEFINE_SIMPLE_DEV_PM_OPS(pf_pm_ops, pf_suspend, pf_resume);

/* The next kernel must not find queues, the VFs' included, still in DMA. */
static void stride_pf_shutdown(struct pci_dev *pdev)
{
	struct stride_pf *pf = pci_get_drvdata(pdev);

	pf_detach(pf);
	stride_pf_hw_reset(pf);
	pci_disable_device(pdev);
}

static const struct pci_device_id pf_ids[] = {
	{ PCI_VDEVICE(INTEL, 0x10c9) },	/* 82576, copper */
	{ PCI_VDEVICE(INTEL, 0x10e8) },	/* 82576, quad copper */
	{ PCI_VDEVICE(INTEL, 0x1526) },	/* 82576, quad copper ET2 */
	{ PCI_VDEVICE(INTEL, 0x150a) },	/* 82576NS, copper */
	{ }
};
MODULE_DEVICE_TABLE(pci, pf_ids);

static struct pci_driver stride_pf_driver = {
	.name			= "stride_pf",
	.id_table		= pf_ids,
	.probe			= stride_pf_probe,
	.remove			= stride_pf_remove,
	.shutdown		= stride_pf_shutdown,
	.sriov_configure	= stride_pf_sriov_configure,
	.err_handler		= &pf_err_handler,
	.driver.pm		= pm_sleep_ptr(&pf_pm_ops),
};
module_pci_driver(stride_pf_driver);

MODULE_DESCRIPTION("Stride: SR-IOV physical function driver of the Intel 82576");
MODULE_AUTHOR("The Stride authors");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS(STRIDE_IMPORT_NS);
