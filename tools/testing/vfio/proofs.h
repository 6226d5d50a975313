/* SPDX-License-Identifier: GPL-2.0 */
#ifndef PASSTHROUGH_PROOFS_H
#define PASSTHROUGH_PROOFS_H

#include "nic.h"
#include "peer.h"
#include "session.h"

/* What is shown of a VF, and what is proven with it. */
void show_device(struct session *s);
void show_sriov(const char *pf, unsigned int idx, const char *bdf);

/* Memory, mailbox, a queue pair, a frame each way, an interrupt. */
bool traffic(struct nic *nic, struct peer *peer);
/* DMA outside of the mapping. */
void dma_proof(struct nic *nic, struct peer *peer);
/* Interrupt messages that were not given to this VF; @victim has others. */
void msi_proof(struct nic *nic, struct nic *victim);
/* Two processes with a VF each. */
void tenants_proof(char *const *bdf, struct peer *peer, enum way way);

#endif /* PASSTHROUGH_PROOFS_H */
