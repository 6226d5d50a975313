// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>

MODULE_DESCRIPTION("Stride: shared code of the Intel 82576 PF and VF drivers");
MODULE_AUTHOR("The Stride authors");
MODULE_LICENSE("GPL");
