/* SPDX-License-Identifier: GPL-2.0 */
#ifndef FRAME_H
#define FRAME_H

#include <net/ethernet.h>
#include <stdbool.h>
#include <stdint.h>

#define FRAME_TYPE	0x88b5	/* for local experiments */
#define FRAME_MIN	(sizeof(struct ether_header) + 4)

/* Frames are known by their number; sizes are without FCS. */
struct frame_sizes {
	unsigned int low;
	unsigned int high;
};

unsigned int frame_size(uint32_t number, const struct frame_sizes *sizes);
unsigned int frame_make(uint8_t *to, uint32_t number, const struct frame_sizes *sizes,
			const uint8_t *dest, const uint8_t *source);
bool frame_number(const uint8_t *frame, unsigned int len, uint32_t *number);
bool frame_right(const uint8_t *frame, unsigned int len, const struct frame_sizes *sizes);
void frame_turn(uint8_t *frame);

#endif /* FRAME_H */
