// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suites of the shared core, one file a suite.  Only what stride.ko exports
 * is used, so the module that is tested is the one that ships.
 */

#include <linux/module.h>
#include <stride/compat.h>

MODULE_DESCRIPTION("Stride: KUnit suites of the shared core");
MODULE_AUTHOR("The Stride authors");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS(STRIDE_IMPORT_NS);
