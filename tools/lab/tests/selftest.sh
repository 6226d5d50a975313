#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The lab's own promises: statuses, output, time-out, two runs at once.  KTAP.
set -u

cd "$(dirname "$0")/../../.." || exit 1
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
n=0 failed=0

lab() { tools/lab/lab run --no-build "$@" 2> "$tmp/err"; }

is() {
	n=$((n + 1))
	if [ "$2" = "$3" ]; then
		echo "ok $n lab.$1"
	else
		failed=$((failed + 1))
		printf 'got  %s\nwant %s\n' "$2" "$3" | sed 's/^/# /'
		sed 's/^/# /' "$tmp/err"
		echo "not ok $n lab.$1"
	fi
}

echo "KTAP version 1"
tools/lab/lab build || exit 1

mkdir "$tmp/share"
echo hello > "$tmp/share/in"
out=$(lab --nics 2 --share "$tmp/share" -- bash -c '
	cat /share/in; echo written > /share/out
	lspci -d 8086:10c9 | wc -l
	ls -d /sys/bus/pci/devices/0000:0[12]:00.0/driver 2> /dev/null | wc -l
	cat; echo err >&2; exit 3')
is "status" $? 3
is "output-and-share" "$out" "hello
2
0
err"
is "share-written" "$(cat "$tmp/share/out" 2> /dev/null)" written

lab -- true > "$tmp/a" &
first=$!
lab -- head -c 300000 /dev/zero > "$tmp/b"
second=$?
wait $first
is "two-at-once" "$? $second $(wc -c < "$tmp/b")" "0 0 300000"

lab --timeout 25 -- sleep 1000
is "time-out" $? 124
lab -- bash -c 'echo c > /proc/sysrq-trigger; sleep 60'
is "panic" $? 125
lab -- bash -c 'echo "<4>WARNING: CPU: 0 PID: 1 at here" > /dev/kmsg'
is "warn-with-status-0" $? 125
is "report-named" "$(grep -c 'kernel: .*WARNING: CPU' "$tmp/err")" 1
lab -- bash -c 'busybox poweroff -f'
is "lost" $? 126
lab
is "no-command" $? 126
lab --share /no/such/folder -- true
is "no-share" $? 126
tools/lab/lab exec --scratch -- touch /written
is "scratch" "$? $(find "$(tools/lab/lab where root)" -maxdepth 1 -name written)" "0 "
lab --icount -- bash -c 'nproc'  > "$tmp/a"
is "icount" "$? $(cat "$tmp/a")" "0 1"

echo "1..$n"
[ $failed -eq 0 ]
