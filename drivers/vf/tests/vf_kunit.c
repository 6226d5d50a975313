// SPDX-License-Identifier: GPL-2.0
/* KUnit suites of the VF driver, one file a suite. */

#include <linux/module.h>
#include <stride/compat.h>

MODULE_DESCRIPTION("Stride: KUnit suites of the VF driver");
MODULE_AUTHOR("The Stride authors");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS(STRIDE_IMPORT_NS);
MODULE_IMPORT_NS(STRIDE_KUNIT_IMPORT_NS);
