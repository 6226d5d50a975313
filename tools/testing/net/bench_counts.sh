#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernel: distro
# lab: --icount --append nokaslr --qemu=-D --qemu=/tmp/run/trace.log --qemu=-d --qemu=plugin --qemu=-plugin --qemu=/stride/build/bench/count.so,out=/tmp/run/count
# What the bench counts, against what is known.
# shellcheck source=tools/testing/net/lib.sh
. "$(dirname "$0")/lib.sh"

controls=$(python3 /stride/tools/bench/inside/controls.py) || die "controls: $controls"
while read -r name counted known; do
	is "$name" "$counted" "$known"
done <<< "$controls"
finish
