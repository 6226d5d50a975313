// SPDX-License-Identifier: GPL-2.0
/* Names of PCI functions: 0000:01:00.0, or without the domain. */

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "addr.h"

/* Hexadecimal digits up to @stop, at most @max in value; NULL if not that. */
static const char *addr_field(const char *text, char stop, unsigned long max,
			      unsigned long *val)
{
	char *end;

	if (!isxdigit((unsigned char)*text))
		return NULL;
	*val = strtoul(text, &end, 16);
	return *end == stop && *val <= max ? end + !!stop : NULL;
}

/**
 * addr_parse() - read a name
 * @addr: receives the place
 * @text: domain:bus:device.function or bus:device.function
 *
 * Return: 0 or -EINVAL.
 */
int addr_parse(struct addr *addr, const char *text)
{
	unsigned long domain = 0, bus, dev, fn;
	const char *colon = strchr(text, ':');

	if (colon && strchr(colon + 1, ':'))
		text = addr_field(text, ':', 0xffffffff, &domain);
	text = text ? addr_field(text, ':', 0xff, &bus) : NULL;
	text = text ? addr_field(text, '.', 0x1f, &dev) : NULL;
	text = text ? addr_field(text, '\0', 7, &fn) : NULL;
	if (!text)
		return -EINVAL;
	addr->domain = domain;
	addr->rid = bus << 8 | dev << 3 | fn;
	return 0;
}

/**
 * addr_text() - the name that the kernel gives a place
 * @buf: receives it
 * @addr: the place
 *
 * Return: @buf.
 */
const char *addr_text(char buf[ADDR_TEXT], struct addr addr)
{
	snprintf(buf, ADDR_TEXT, "%04x:%02x:%02x.%x", addr.domain, addr.rid >> 8,
		 addr.rid >> 3 & 0x1f, addr.rid & 7);
	return buf;
}
