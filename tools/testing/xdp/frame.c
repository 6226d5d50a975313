// SPDX-License-Identifier: GPL-2.0
/* Frames whose every byte follows from their number. */

#include <arpa/inet.h>
#include <string.h>
#include "frame.h"

#define PADDED	60	/* shorter ones get zeroes on their way */

static uint32_t scramble(uint32_t x)
{
	x ^= x >> 16;
	x *= 0x7feb352d;
	x ^= x >> 15;
	x *= 0x846ca68b;
	return x ^ x >> 16;
}

static uint8_t byte_of(uint32_t number, unsigned int at)
{
	return scramble(number * 65599 + at);
}

/* A third each is as short as may be, as long as may be, between. */
unsigned int frame_size(uint32_t number, const struct frame_sizes *sizes)
{
	uint32_t x = scramble(number);

	if (x % 3 == 0)
		return sizes->low;
	if (x % 3 == 1)
		return sizes->high;
	return sizes->low + x / 3 % (sizes->high - sizes->low + 1);
}

/* Return: the size, up to which @to is written; runts have not the whole number. */
unsigned int frame_make(uint8_t *to, uint32_t number, const struct frame_sizes *sizes,
			const uint8_t *dest, const uint8_t *source)
{
	unsigned int size = frame_size(number, sizes), rest = size - sizeof(struct ether_header), i;
	struct ether_header eth = { .ether_type = htons(FRAME_TYPE) };
	uint32_t be = htonl(number);

	memcpy(eth.ether_dhost, dest, ETHER_ADDR_LEN);
	memcpy(eth.ether_shost, source, ETHER_ADDR_LEN);
	memcpy(to, &eth, sizeof(eth));
	memcpy(to + sizeof(eth), &be, rest < sizeof(be) ? rest : sizeof(be));
	for (i = FRAME_MIN; i < size; i++)
		to[i] = byte_of(number, i);
	return size;
}

/* Return: false if it is no frame of ours. */
bool frame_number(const uint8_t *frame, unsigned int len, uint32_t *number)
{
	uint16_t type;

	if (len < FRAME_MIN)
		return false;
	memcpy(&type, frame + 2 * ETHER_ADDR_LEN, sizeof(type));
	memcpy(number, frame + sizeof(struct ether_header), sizeof(*number));
	*number = ntohl(*number);
	return type == htons(FRAME_TYPE);
}

bool frame_right(const uint8_t *frame, unsigned int len, const struct frame_sizes *sizes)
{
	unsigned int size, i;
	uint32_t number;

	if (!frame_number(frame, len, &number))
		return false;
	size = frame_size(number, sizes);
	if (len != size && (size > PADDED || len != PADDED))
		return false;
	for (i = FRAME_MIN; i < size; i++)
		if (frame[i] != byte_of(number, i))
			return false;
	for (; i < len; i++)
		if (frame[i])
			return false;
	return true;
}

/* Send it back to where it came from. */
void frame_turn(uint8_t *frame)
{
	uint8_t was[ETHER_ADDR_LEN];

	memcpy(was, frame, sizeof(was));
	memcpy(frame, frame + ETHER_ADDR_LEN, ETHER_ADDR_LEN);
	memcpy(frame + ETHER_ADDR_LEN, was, sizeof(was));
}
