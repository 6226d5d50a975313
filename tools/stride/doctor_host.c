// SPDX-License-Identifier: GPL-2.0
/* stride doctor: what the kernel and the machine must have for guests. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "doctor.h"
#include "fs.h"

static void host_config(const char *release, struct findings *all)
{
	static const char * const wanted[] = { "CONFIG_PCI_IOV", "CONFIG_VFIO_PCI",
					       "CONFIG_IOMMU_API" };
	char line[64];
	unsigned int i;

	if (!fs_there("/boot/config-%s", release))
		return;
	for (i = 0; i < sizeof(wanted) / sizeof(*wanted); i++) {
		snprintf(line, sizeof(line), "%s=", wanted[i]);
		if (!fs_has_line(line, "", "/boot/config-%s", release))
			finding_add(all, "kernel", i ? FINDING_WARN : FINDING_FAIL,
				    "use a kernel that has it", "%s is off in this kernel",
				    wanted[i]);
	}
}

static void host_iommu(const struct fn *fn, struct findings *all)
{
	char type[FS_TEXT];
	struct fs_names names = { 0 };

	if (fn->group >= 0) {
		fs_text(type, FN_SYS "/%s/iommu_group/type", fn->name);
		finding_add(all, "iommu", FINDING_OK, "", "on%s%s", *type ? ", domain " : "", type);
		return;
	}
	fs_list(&names, "/sys/class/iommu");
	if (names.num)
		finding_add(all, "iommu", FINDING_WARN, "use another slot, or update the firmware",
			    "there is an IOMMU, but the device is not behind it: guests cannot have VFs");
	else
		finding_add(all, "iommu", FINDING_WARN,
			    "enable VT-d or AMD-Vi in firmware, on Intel boot with intel_iommu=on",
			    "no IOMMU is on: guests cannot have VFs");
	fs_names_free(&names);
}

/* Vectors that are remapped are called IR- in the kernel's list, ITS- on Arm. */
static void host_remapping(const struct fn *fn, struct findings *all)
{
	if (fn->group < 0 || !fs_there("/proc/interrupts"))
		return;
	if (fs_has_line("IR-", "", "/proc/interrupts") ||
	    fs_has_line("ITS-", "", "/proc/interrupts"))
		finding_add(all, "remapping", FINDING_OK, "", "interrupts are remapped");
	else
		finding_add(all, "remapping", FINDING_WARN,
			    "enable it in firmware, boot without intremap=off or nox2apic",
			    "interrupts are not remapped: VFIO refuses guests that could forge them");
}

static void host_vfio(const char *release, struct findings *all)
{
	if (fs_there("/sys/module/vfio_pci") || fs_there("/sys/bus/pci/drivers/vfio-pci") ||
	    fs_has_line("/vfio-pci.ko", "", "/lib/modules/%s/modules.dep", release) ||
	    fs_has_line("/vfio-pci.ko", "", "/lib/modules/%s/modules.builtin", release))
		finding_add(all, "vfio", FINDING_OK, "", "vfio-pci is there");
	else
		finding_add(all, "vfio", FINDING_WARN,
			    "install the kernel's extra modules, or build VFIO_PCI",
			    "there is no vfio-pci for kernel %s", release);
}

/* VFIO pins all of a guest's memory.  Root may without limit. */
static void host_memlock(struct findings *all)
{
	char text[4096], *line, word[32] = "";
	int n = fs_bytes(text, sizeof(text) - 1, "/proc/self/limits");

	if (n <= 0 || (!fs_recorded() && !geteuid()))
		return;
	text[n] = '\0';
	line = strstr(text, "Max locked memory");
	if (!line || sscanf(line, "Max locked memory %31s", word) != 1)
		return;
	if (!strcmp(word, "unlimited"))
		finding_add(all, "memlock", FINDING_OK, "", "memory can be locked without limit");
	else
		finding_add(all, "memlock", FINDING_WARN,
			    "raise ulimit -l, let libvirt start the guest, or run QEMU as root",
			    "%llu KiB of memory can be locked: too little for a guest with a VF",
			    strtoull(word, NULL, 10) >> 10);
}

static bool host_is_locked(void)
{
	char text[FS_TEXT];
	unsigned char efi[5] = { 0 };

	if (fs_text(text, "/sys/module/module/parameters/sig_enforce") > 0 && *text == 'Y')
		return true;
	if (fs_text(text, "/sys/kernel/security/lockdown") > 0)
		return strstr(text, "[integrity]") || strstr(text, "[confidentiality]");
	return fs_bytes(efi, sizeof(efi),
			"/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c")
	       == sizeof(efi) && efi[4] == 1;
}

/* Of interest where a module of ours, which no distribution signs, is to be loaded. */
static void host_secure_boot(const struct fn *fn, struct findings *all)
{
	if (!doctor_is_ours(fn) || !strcmp(fn->driver, "stride_pf"))
		return;
	if (host_is_locked())
		finding_add(all, "signing", FINDING_WARN,
			    "sign stride_pf with a key that mokutil --import enrolled",
			    "Secure Boot, lockdown or sig_enforce is on: unsigned modules do not load");
}

/**
 * doctor_host() - what the machine must have
 * @pf: PF
 * @all: receives what was found
 */
void doctor_host(const struct pf *pf, struct findings *all)
{
	char release[FS_TEXT];

	fs_text(release, "/proc/sys/kernel/osrelease");
	host_config(release, all);
	host_iommu(&pf->fn, all);
	host_remapping(&pf->fn, all);
	host_vfio(release, all);
	host_memlock(all);
	host_secure_boot(&pf->fn, all);
}
