// SPDX-License-Identifier: GPL-2.0
/* The other end of the wire, by AF_PACKET. */

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "nic.h"
#include "peer.h"

/* Return: 0 or -1, with the reason printed. */
int peer_open(struct peer *peer, const char *netdev)
{
	struct sockaddr_ll addr = {
		.sll_family = AF_PACKET, .sll_protocol = htons(NIC_ETHERTYPE),
		.sll_ifindex = if_nametoindex(netdev),
	};
	struct timeval patience = { .tv_sec = 5 };
	struct ifreq req = {};

	snprintf(req.ifr_name, sizeof(req.ifr_name), "%s", netdev);
	peer->fd = socket(AF_PACKET, SOCK_RAW, htons(NIC_ETHERTYPE));
	if (peer->fd < 0 || !addr.sll_ifindex ||
	    bind(peer->fd, (struct sockaddr *)&addr, sizeof(addr)) ||
	    setsockopt(peer->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)) ||
	    ioctl(peer->fd, SIOCGIFHWADDR, &req)) {
		fprintf(stderr, "%s: %s\n", netdev, strerror(errno));
		return -1;
	}
	memcpy(peer->mac, req.ifr_hwaddr.sa_data, ETH_ALEN);
	return 0;
}

unsigned int peer_receive(struct peer *peer, const u8 *from, u8 *frame, unsigned int size)
{
	ssize_t n;

	do {
		n = recv(peer->fd, frame, size, 0);
	} while (n >= ETH_HLEN && memcmp(frame + ETH_ALEN, from, ETH_ALEN));
	return n < 0 ? 0 : n;
}

int peer_send(struct peer *peer, const u8 *frame, unsigned int len)
{
	return send(peer->fd, frame, len, 0) == (ssize_t)len ? 0 : -1;
}

void peer_flush(struct peer *peer)
{
	u8 frame[64];

	while (recv(peer->fd, frame, sizeof(frame), MSG_DONTWAIT) > 0)
		;
}
