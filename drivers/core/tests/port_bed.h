/* SPDX-License-Identifier: GPL-2.0 */
#ifndef STRIDE_PORT_BED_H
#define STRIDE_PORT_BED_H

#include <linux/skbuff.h>
#include <stride/mmio.h>
#include <stride/txrx.h>
#include "fake_hw.h"

/**
 * struct port_bed - one queue pair of a VF whose device is played by the test
 * @port: data path; its netdev is not registered
 * @qp: the queue pair
 * @fake: device; has the queue's registers
 * @hw: register window
 * @rx_tail: written in place of RDT
 * @tx_tail: written in place of TDT
 * @xdp_tail: written in place of the TDT of XDP's own queue
 * @xdp: set by a test: rings are made for an XDP program
 * @xsk: set by a test: the receive ring's buffers are there
 * @polling: NAPI is on
 * @received: packets that the stack was given
 */
struct port_bed {
	struct stride_port *port;
	struct stride_qp *qp;
	struct fake_hw *fake;
	struct stride_hw hw;
	u32 rx_tail;
	u32 tx_tail;
	u32 xdp_tail;
	bool xdp;
	struct xsk_buff_pool *xsk;
	bool polling;
	struct sk_buff_head received;
};

struct port_bed *port_bed_create(struct kunit *test);
int port_bed_start_rx(struct kunit *test, struct port_bed *bed, u16 count,
		      u32 max_frame);
void port_bed_stop_rx(struct port_bed *bed);
void port_bed_start_tx(struct kunit *test, struct port_bed *bed, u16 count);
void port_bed_start_xdp(struct kunit *test, struct port_bed *bed, u16 count);
void port_bed_attach(struct kunit *test, struct port_bed *bed, u32 act);
int port_bed_poll_rx(struct port_bed *bed, int budget);

#endif /* STRIDE_PORT_BED_H */
