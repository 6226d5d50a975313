/* SPDX-License-Identifier: GPL-2.0 */
#ifndef STRIDE_CHANGE_H
#define STRIDE_CHANGE_H

#include "command.h"

int change_begin(const struct request *req);

#endif
