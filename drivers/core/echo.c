// SPDX-License-Identifier: GPL-2.0
/*
 * Frames that come back to who sent them.  The 82576 does not loop a frame into
 * the pool that sent it (DTXSWC.LLE = 0, DS 7.10.3.6); QEMU's model does, with
 * group addresses (hw/net/igb_core.c, igb_receive_assign()).  Duplicate address
 * detection and bridges take them for a neighbour's.
 */

#include <linux/etherdevice.h>
#include <linux/export.h>
#include <linux/hash.h>
#include <linux/jiffies.h>
#include <stride/txrx.h>

#define ECHO_TICK	(HZ / 4)
#define ECHO_TICKS	4	/* a receiver on a busy machine may be late */

static u64 echo_now(void)
{
	return (u16)(jiffies / ECHO_TICK);
}

static unsigned int echo_slot(u64 mac)
{
	return hash_64(mac, ilog2(STRIDE_ECHO_SLOTS));
}

/**
 * stride_echo_note() - a frame is about to be sent
 * @echo: memory of the port
 * @netdev: the port's
 * @data: Ethernet header
 *
 * Keeps the source of a frame to a group if it is not the netdev's own: somebody
 * behind a bridge.  The newest sender of a slot wins.
 *
 * Context: any, before the device sees the frame; several at once.
 */
void stride_echo_note(struct stride_echo *echo, const struct net_device *netdev,
		      const void *data)
{
	const struct ethhdr *eth = data;
	u64 mac;

	if (!is_multicast_ether_addr(eth->h_dest) ||
	    ether_addr_equal(eth->h_source, netdev->dev_addr))
		return;
	mac = ether_addr_to_u64(eth->h_source);
	WRITE_ONCE(echo->slot[echo_slot(mac)], mac << 16 | echo_now());
}
EXPORT_SYMBOL(stride_echo_note);

/* Did somebody with that address send through us within the last second? */
static bool echo_noted(const struct stride_echo *echo, const u8 *addr)
{
	u64 mac = ether_addr_to_u64(addr);
	u64 slot = READ_ONCE(echo->slot[echo_slot(mac)]);

	return slot >> 16 == mac && (u16)(echo_now() - slot) <= ECHO_TICKS;
}

/* A secondary address: a macvlan's, or added by `bridge fdb`. */
static bool echo_secondary(const struct net_device *netdev, const u8 *addr)
{
	const struct netdev_hw_addr *ha;
	bool found = false;

	rcu_read_lock();
	list_for_each_entry_rcu(ha, &netdev->uc.list, list)
		if (ether_addr_equal(ha->addr, addr)) {
			found = true;
			break;
		}
	rcu_read_unlock();
	return found;
}

/**
 * stride_echo_is_own() - is a received frame one that this port sent
 * @echo: memory of the port, %NULL: look only at the netdev's addresses
 * @netdev: the port's
 * @data: Ethernet header
 *
 * Only frames to groups are looped back to their sender, so only they are judged.
 *
 * Context: softirq.
 * Return: true if so.
 */
bool stride_echo_is_own(const struct stride_echo *echo,
			const struct net_device *netdev, const void *data)
{
	const struct ethhdr *eth = data;

	if (!is_multicast_ether_addr(eth->h_dest))
		return false;
	return ether_addr_equal(eth->h_source, netdev->dev_addr) ||
	       echo_secondary(netdev, eth->h_source) ||
	       (echo && echo_noted(echo, eth->h_source));
}
EXPORT_SYMBOL(stride_echo_is_own);
