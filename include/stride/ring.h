/* SPDX-License-Identifier: GPL-2.0 */
#ifndef STRIDE_RING_H
#define STRIDE_RING_H

#include <linux/compiler.h>
#include <linux/types.h>

#define STRIDE_RING_MIN		64
#define STRIDE_RING_MAX		4096	/* of the 32768 that RDLEN holds */
#define STRIDE_RING_DEFAULT	256

/**
 * struct stride_ring - indices of a descriptor ring
 * @count: descriptors; a power of two is not needed, a multiple of 8 is
 * @next_to_use: the driver fills here next; the device stops in front of it
 * @next_to_clean: the driver expects the next completion here
 *
 * One slot always stays empty, so that equal indices mean "nothing posted"
 * (DS 7.1.5.3).
 */
struct stride_ring {
	u16 count;
	u16 next_to_use;
	u16 next_to_clean;
};

/**
 * stride_ring_next() - index after another
 * @ring: ring
 * @i: index, below @ring->count
 *
 * Return: the following index, wrapped.
 */
static inline u16 stride_ring_next(const struct stride_ring *ring, u16 i)
{
	return likely(i + 1 < ring->count) ? i + 1 : 0;
}

/**
 * stride_ring_distance() - slots from one index forward to another
 * @ring: ring
 * @from: index, below @ring->count
 * @to: index, below @ring->count
 *
 * Return: 0..@ring->count - 1.
 */
static inline u16 stride_ring_distance(const struct stride_ring *ring,
				       u16 from, u16 to)
{
	return to >= from ? to - from : ring->count - from + to;
}

/**
 * stride_ring_unused() - slots that may be filled
 * @ring: ring
 *
 * Context: safe against one concurrent producer or consumer; the answer is then
 * at most too small for the producer.
 * Return: 0..@ring->count - 1.
 */
static inline u16 stride_ring_unused(const struct stride_ring *ring)
{
	u16 use = READ_ONCE(ring->next_to_use);
	u16 clean = READ_ONCE(ring->next_to_clean);

	return ring->count - 1 - stride_ring_distance(ring, clean, use);
}

#endif /* STRIDE_RING_H */
