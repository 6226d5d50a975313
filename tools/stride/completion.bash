#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Completion of stride's commands, devices and options; sourced by bash-completion.

# PFs, or their VFs, by their places and netdevs.  compgen -W would run what stands in a
# netdev's name: only those that are plain words are offered.
_stride_devices() {
	local file name
	for file in "${STRIDE_ROOT:-}"/sys/bus/pci/devices/*/"$1"; do
		[ -e "$file" ] || continue
		for name in "${file%/*}" "${file%/*}"/net/*; do
			name=${name##*/}
			[[ $name =~ ^[[:alnum:]_.:-]+$ ]] && echo "$name"
		done
	done
}

_stride() {
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} words
	local command="" word
	# A word break at each colon would cut a device's name into pieces.
	if declare -F _get_comp_words_by_ref > /dev/null; then
		_get_comp_words_by_ref -n : cur prev
	fi
	for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
		case $word in
		list | show | doctor | enable | disable | bind | guest | persist | map | watch)
			command=$word
			break
			;;
		esac
	done
	case $prev:$command in
	--file:* | --root:*)
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
		return
		;;
	--timeout:* | --interval:* | --count:*) return ;;
	--use:*) words="host vfio none" ;;
	--only:*) words="qemu hostdev interface link operator plugin" ;;
	*:) words="list show doctor enable disable bind guest persist map watch --root --help --version" ;;
	*:show) words="$(_stride_devices sriov_totalvfs) --file" ;;
	*:list | *:doctor) words=$(_stride_devices sriov_totalvfs) ;;
	*:map) words="--svg" ;;
	*:watch) words="$(_stride_devices sriov_totalvfs) --interval --count" ;;
	*:disable) words="$(_stride_devices sriov_totalvfs) --timeout --force" ;;
	*:enable) words="$(_stride_devices sriov_totalvfs) --use --timeout --force" ;;
	*:persist) words="$(_stride_devices sriov_totalvfs) --write --remove" ;;
	*:bind) words="$(_stride_devices physfn) host vfio --timeout --force" ;;
	*:guest) words="$(_stride_devices physfn) --only" ;;
	esac
	case $prev in
	--use | --only) ;;
	*) words+=" --json" ;;
	esac
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
	if declare -F __ltrim_colon_completions > /dev/null; then
		__ltrim_colon_completions "$cur"
	fi
}
complete -F _stride stride
