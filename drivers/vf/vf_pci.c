// SPDX-License-Identifier: GPL-2.0
/*
 * The PCI function: probe, remove, reset, errors and power.
 */

#include <kunit/static_stub.h>
#include <linux/dma-mapping.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/pci.h>
#include <linux/rtnetlink.h>
#include <stride/compat.h>
#include "vf.h"

#define PCI_DEVICE_82576_VF	0x10ca

/* Return: 0 or why the function cannot be used; undone by devres. */
static int pci_map(struct stride_vf *vf)
{
	struct pci_dev *pdev = vf->pdev;
	int err;

	err = pcim_enable_device(pdev);
	if (err)
		return err;
	err = dma_set_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(64));
	if (err)
		return err;
	vf->hw.bar = pcim_iomap_region(pdev, 0, STRIDE_VF_NAME);
	if (IS_ERR(vf->hw.bar))
		return PTR_ERR(vf->hw.bar);
	vf->hw.dev = &pdev->dev;
	pci_set_master(pdev);
	return 0;
}

/**
 * stride_vf_present() - is the function there
 * @vf: function
 *
 * Configuration space is asked: where nothing is, registers may read as zeros
 * (QEMU).  Without an answer register access stops.
 *
 * Context: any.
 * Return: yes or no.
 */
bool stride_vf_present(struct stride_vf *vf)
{
	KUNIT_STATIC_STUB_REDIRECT(stride_vf_present, vf);

	if (pci_device_is_present(vf->pdev))
		return true;
	WRITE_ONCE(vf->hw.gone, true);
	return false;
}

/*
 * Stop the queues and let the PF forget what it was told: whoever has this
 * function next finds a clean one.
 */
static void pci_quiesce(struct stride_vf *vf)
{
	stride_wr32(&vf->hw, STRIDE_CTRL, STRIDE_CTRL_RST);
	stride_flush(&vf->hw);
}

static int pci_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct stride_vf *vf;
	int err;

	vf = devm_kzalloc(&pdev->dev, sizeof(*vf), GFP_KERNEL);
	if (!vf)
		return -ENOMEM;
	vf->pdev = pdev;
	err = pci_map(vf);
	if (err)
		return dev_err_probe(&pdev->dev, err, "cannot map registers\n");
	pci_set_drvdata(pdev, vf);
	stride_vf_link_init(vf);

	vf->wq = alloc_ordered_workqueue(STRIDE_VF_NAME "-%s", 0,
					 pci_name(pdev));
	if (!vf->wq)
		return -ENOMEM;
	err = stride_vf_netdev_create(vf);
	if (err)
		goto destroy_wq;
	err = stride_vf_irq_init(vf);
	if (err)
		goto destroy_netdev;

	stride_vf_link_probe(vf);
	err = register_netdev(vf->net->port.netdev);
	if (err)
		goto exit_irq;
	pci_save_state(pdev);	/* for pci_slot_reset() */
	set_bit(STRIDE_VF_LIVE, &vf->flags);
	stride_vf_link_kick(vf);
	return 0;

exit_irq:
	stride_vf_irq_exit(vf);
	cancel_delayed_work_sync(&vf->service);
	pci_quiesce(vf);
destroy_netdev:
	stride_vf_netdev_destroy(vf);
destroy_wq:
	destroy_workqueue(vf->wq);
	return err;
}

static void pci_remove(struct pci_dev *pdev)
{
	struct stride_vf *vf = pci_get_drvdata(pdev);

	set_bit(STRIDE_VF_REMOVING, &vf->flags);
	stride_vf_present(vf);
	unregister_netdev(vf->net->port.netdev);
	clear_bit(STRIDE_VF_LIVE, &vf->flags);
	stride_vf_irq_exit(vf);
	/* Not under RTNL, which the service work may be waiting for. */
	cancel_delayed_work_sync(&vf->service);
	pci_quiesce(vf);
	stride_vf_netdev_destroy(vf);
	destroy_workqueue(vf->wq);
}

static void pci_shutdown(struct pci_dev *pdev)
{
	struct stride_vf *vf = pci_get_drvdata(pdev);

	stride_vf_link_detach(vf);
	pci_quiesce(vf);
	pci_clear_master(pdev);
}

/* FLR: the PCI core saves and restores the function's configuration. */
static void pci_reset_prepare(struct pci_dev *pdev)
{
	stride_vf_link_detach(pci_get_drvdata(pdev));
}

static void pci_reset_done(struct pci_dev *pdev)
{
	/* After an error from which there was no recovery it was cleared. */
	pci_set_master(pdev);
	stride_vf_link_attach(pci_get_drvdata(pdev));
}

static pci_ers_result_t pci_error_detected(struct pci_dev *pdev,
					   pci_channel_state_t state)
{
	struct stride_vf *vf = pci_get_drvdata(pdev);

	/*
	 * Reads return all ones now; slot_reset looks whether it came back.  The
	 * queues cannot be stopped, so DMA is: their buffers are freed.
	 */
	if (state != pci_channel_io_normal) {
		WRITE_ONCE(vf->hw.gone, true);
		pci_clear_master(pdev);
	}
	stride_vf_link_detach(vf);
	return state == pci_channel_io_perm_failure ?
	       PCI_ERS_RESULT_DISCONNECT : PCI_ERS_RESULT_NEED_RESET;
}

static pci_ers_result_t pci_slot_reset(struct pci_dev *pdev)
{
	struct stride_vf *vf = pci_get_drvdata(pdev);

	pci_restore_state(pdev);
	pci_save_state(pdev);
	pci_set_master(pdev);
	WRITE_ONCE(vf->hw.gone, false);
	stride_vf_present(vf);
	stride_flush(&vf->hw);
	return vf->hw.gone ? PCI_ERS_RESULT_DISCONNECT :
			     PCI_ERS_RESULT_RECOVERED;
}

static void pci_error_resume(struct pci_dev *pdev)
{
	stride_vf_link_attach(pci_get_drvdata(pdev));
}

static const struct pci_error_handlers pci_errors = {
	.error_detected	= pci_error_detected,
	.slot_reset	= pci_slot_reset,
	.resume		= pci_error_resume,
	.reset_prepare	= pci_reset_prepare,
	.reset_done	= pci_reset_done,
};

static int pci_suspend(struct device *dev)
{
	stride_vf_link_detach(dev_get_drvdata(dev));
	return 0;
}

static int pci_resume(struct device *dev)
{
	stride_vf_link_attach(dev_get_drvdata(dev));
	return 0;
}

static DEFINE_SIMPLE_DEV_PM_OPS(pci_pm_ops, pci_suspend, pci_resume);

static const struct pci_device_id pci_ids[] = {
	{ PCI_VDEVICE(INTEL, PCI_DEVICE_82576_VF) },
	{ }
};
MODULE_DEVICE_TABLE(pci, pci_ids);

static struct pci_driver pci_driver = {
	.name		= STRIDE_VF_NAME,
	.id_table	= pci_ids,
	.probe		= pci_probe,
	.remove		= pci_remove,
	.shutdown	= pci_shutdown,
	.err_handler	= &pci_errors,
	.driver.pm	= pm_sleep_ptr(&pci_pm_ops),
};
module_pci_driver(pci_driver);

MODULE_DESCRIPTION("Stride: Intel 82576 virtual function driver");
MODULE_AUTHOR("The Stride authors");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS(STRIDE_IMPORT_NS);
