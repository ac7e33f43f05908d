# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What dynsc-record and dynsc-hist share: checks of the machine, and waiting for
# the end.
#
# A script that sources this sets -euo pipefail, and calls catch_signals before it
# changes anything.

# The command's environment, saved before this script's variables overwrite any.
mapfile -d '' -t environment </proc/$$/environ

me=${0##*/}

# Exit codes, unless the command's status takes precedence.
# shellcheck disable=SC2034 # used where this is sourced
LOST=123 FAILED=125

die()
{
	echo "$me: $*" >&2
	exit $FAILED
}

bad_usage()
{
	echo "$me: $*; see $me --help" >&2
	exit 2
}

# Continue if stderr is closed.
say()
{
	echo "$me: $*" >&2 || :
}

# Whether this root is one of a container, which may not trace.
in_container()
{
	local inside outside count word capabilities=0

	read -r inside outside count </proc/self/uid_map
	while read -r word capabilities; do
		[[ $word != CapEff: ]] || break
	done </proc/self/status
	# 21: CAP_SYS_ADMIN
	[[ "$inside $outside $count" != "0 0 4294967295" ]] || ((!(0x$capabilities >> 21 & 1)))
}

# Why there is nothing where tracefs or debugfs ($1) is expected, or it cannot be read.
why_not()
{
	if in_container; then
		echo "this is the root of a container, which may not read $1; trace on the host"
	elif [[ $(</sys/kernel/security/lockdown) == *'[confidentiality]'* ]] 2>/dev/null; then
		echo "this kernel is locked down (lockdown=confidentiality), so nothing can be traced"
	else
		echo "${2:-$1 cannot be read}"
	fi
}

# Sets tracefs and table, and keeps the table open. While it is open the module
# cannot be unloaded, which would discard what the kernel has traced. Without debugfs
# there is no table, and it is empty.
need_module()
{
	local dir

	((EUID == 0)) || die "only root may trace; use sudo"
	[[ -d /sys/module/dyn_syscall ]] ||
		die "the module dyn_syscall is not loaded; load it first, with modprobe or insmod"
	tracefs=''
	for dir in /sys/kernel/tracing /sys/kernel/debug/tracing; do
		[[ ! -d $dir/events ]] || tracefs=$dir
		[[ -z $tracefs ]] || break
	done
	[[ -n $tracefs ]] || ! grep -q ' /sys/kernel/tracing tracefs ' /proc/mounts ||
		die "$(why_not tracefs)"
	[[ -n $tracefs ]] ||
		die "$(why_not tracefs "tracefs is not mounted; mount -t tracefs tracefs /sys/kernel/tracing")"
	{ : <"$tracefs/set_event"; } 2>/dev/null || die "$(why_not tracefs)"
	table=/sys/kernel/debug/dyn_syscall/table
	if [[ $(</proc/filesystems) != *debugfs* ]]; then
		say "debugfs is turned off (debugfs=off or no-mount), so there is no table of the kernel's counters; do not unload dyn_syscall meanwhile"
		table=''
	elif [[ ! -e $table ]]; then
		die "$(why_not debugfs "there is no $table; mount -t debugfs debugfs /sys/kernel/debug")"
	fi
	{ exec {held}<"${table:-$tracefs/set_event}"; } 2>/dev/null || die "$(why_not "$table")"
	exec {napping}<> <(:)
}

# Sleeps a tenth of a second, without starting a process.
nap()
{
	read -rt 0.1 -u "$napping" || :
}

# Runs a command without this script's open files, so that it cannot keep them open.
apart()
{
	exec "$@" {held}<&- {napping}<&-
}

# Sets now, in hundredths of a second of a clock that cannot be set.
tell_time()
{
	read -r now _ </proc/uptime
	now=$((10#${now/./}))
}

# Sets hundredths from $2, the value of option $1.
parse_seconds()
{
	[[ $2 =~ ^([0-9]{1,8})(\.([0-9]{1,2})[0-9]*)?$ ]] ||
		bad_usage "$1 needs a number of seconds, not '$2'"
	hundredths=${BASH_REMATCH[3]}00
	hundredths=$((10#${BASH_REMATCH[1]} * 100 + 10#${hundredths:0:2}))
	((hundredths > 0)) || bad_usage "$1 needs at least a hundredth of a second"
}

# Sets program to the path of command $1. Called first, so that a missing command
# is an error before anything has changed.
find_command()
{
	program=$(type -P -- "$1") || {
		say "there is no command '$1'"
		exit 127
	}
}

child=''

# Starts the command in the background, so that watch() can run, but with this
# script's input, and with the default action for signals ignored by this shell.
start_command()
{
	apart env -i --default-signal=INT,QUIT,PIPE "${environment[@]}" "$program" "${@:2}" <&0 &
	child=$!
}

running()
{
	kill -0 "$1" 2>/dev/null
}

declare -A NUMBERS=([HUP]=1 [INT]=2 [QUIT]=3 [TERM]=15)
signal=''

# INT and QUIT from a terminal reach the command directly; pass on only the others.
# shellcheck disable=SC2317 # a trap calls it
on_signal()
{
	signal=$1
	if [[ -n $child && $1 == [HT]* ]]; then
		kill -"$1" "$child" 2>/dev/null || :
	fi
}

catch_signals()
{
	local s

	for s in "${!NUMBERS[@]}"; do
		# shellcheck disable=SC2064 # expanded now
		trap "on_signal $s" "$s"
	done
	# The reader of stdout or stderr may have exited.
	trap '' PIPE
}

# watch HUNDREDTHS LOOK: waits until the time is over (0: no limit), the command
# ends, a signal arrives, or LOOK succeeds, which gets the time since the start.
watch()
{
	local begin

	tell_time
	begin=$now
	until [[ -n $signal ]] || "$2" $((now - begin)); do
		[[ -z $child ]] || running "$child" || break
		(($1 == 0 || now - begin < $1)) || break
		nap
		tell_time
	done
}

# Waits for the command and sets status to its exit status.
# shellcheck disable=SC2034 # used where this is sourced
wait_for_command()
{
	while running "$child"; do
		nap
	done
	status=0
	wait "$child" || status=$?
}

# During setup, a signal ends the script; its EXIT trap cleans up.
heed_signal()
{
	[[ -z $signal ]] || exit $((128 + NUMBERS[$signal]))
}
