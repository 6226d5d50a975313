// SPDX-License-Identifier: GPL-2.0
/* What vendors call their devices: libpci and its list. */

#include <stdio.h>
#include <pci/pci.h>

#include "names.h"

/**
 * names_device() - vendor and device in words
 * @buf: receives them, or numbers if they are not known
 * @len: its size
 * @vendor: vendor id
 * @device: device id
 */
void names_device(char *buf, size_t len, __u16 vendor, __u16 device)
{
	struct pci_access *access = pci_alloc();
	const char *got;

	/* Only the list of names is used, so pci_init() and its bus are not. */
	got = pci_lookup_name(access, buf, len, PCI_LOOKUP_VENDOR | PCI_LOOKUP_DEVICE, vendor,
			      device);
	if (got != buf)
		snprintf(buf, len, "%s", got);
	pci_cleanup(access);
}
