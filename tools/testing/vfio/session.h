/* SPDX-License-Identifier: GPL-2.0 */
#ifndef PASSTHROUGH_SESSION_H
#define PASSTHROUGH_SESSION_H

#include <stdbool.h>

#include "bar.h"

enum way {
	WAY_GROUP,		/* container (type 1), group, device */
	WAY_CDEV,		/* the device's own node, iommufd */
};

/* A VF that VFIO gave us. */
struct session {
	const char *bdf;
	enum way way;
	int container;		/* or the iommufd */
	int group;
	int device;
	u32 ioas;
};

bool session_way_exists(const char *bdf, enum way way);
int session_open(struct session *s, const char *bdf, enum way way);
void session_close(struct session *s);

int session_map(struct session *s, void *va, u64 iova, u64 size);
int session_unmap(struct session *s, u64 iova, u64 size);
int session_reset(struct session *s);

/* A BAR, by index, in our address space. */
int session_bar(struct session *s, unsigned int index, struct bar *bar);
/* Configuration space. */
u32 session_config(struct session *s, u32 offset, unsigned int size);
int session_enable(struct session *s);

/* MSI-X vectors 0 .. @n - 1 to eventfds. */
int session_msix(struct session *s, const int *eventfds, unsigned int n);

#endif /* PASSTHROUGH_SESSION_H */
