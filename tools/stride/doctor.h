/* SPDX-License-Identifier: GPL-2.0 */
#ifndef STRIDE_DOCTOR_H
#define STRIDE_DOCTOR_H

#include "finding.h"
#include "pf.h"

/*
 * Would sriov_numvfs = N work, and could guests have the VFs?  FINDING_FAIL is for
 * what keeps the kernel from enabling them, FINDING_WARN for the rest.
 */

void doctor_device(const struct pf *pf, unsigned int num, struct findings *all);
void doctor_bus(const struct pf *pf, unsigned int num, struct findings *all);
void doctor_host(const struct pf *pf, struct findings *all);
bool doctor_is_ours(const struct fn *fn);

#endif
