# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What dynsc-record and dynsc-hist have in common: what they need of the
# machine, and the time between their begin and their end.
#
# Who sources this sets -euo pipefail, and calls catch_signals before it changes
# anything.

# What the command will get: a variable of ours may have the name of one of theirs.
mapfile -d '' -t environment </proc/$$/environ

me=${0##*/}

# What ends the scripts when the command's own status does not.
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

# Nobody may be reading: that is no reason to stop.
say()
{
	echo "$me: $*" >&2 || :
}

# Sets tracefs and table, and keeps the table open. As long as it is open the
# module cannot be unloaded: that would throw away what the kernel has traced.
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
	[[ -n $tracefs ]] ||
		die "tracefs is not mounted; mount -t tracefs tracefs /sys/kernel/tracing"
	table=/sys/kernel/debug/dyn_syscall/table
	[[ -e $table ]] ||
		die "there is no $table; mount -t debugfs debugfs /sys/kernel/debug"
	{ exec {held}<"$table"; } 2>/dev/null || die "cannot open $table"
	exec {napping}<> <(:)
}

# A tenth of a second, without a process.
nap()
{
	read -rt 0.1 -u "$napping" || :
}

# Runs what must not keep our files open after us.
apart()
{
	exec "$@" {held}<&- {napping}<&-
}

# Sets now: hundredths of a second, of a clock that nobody sets.
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

# Sets program to what $1 is in PATH: once something has begun it is late to
# find that there is nothing to run.
find_command()
{
	program=$(type -P -- "$1") || {
		say "there is no command '$1'"
		exit 127
	}
}

child=''

# In the background, so that we can watch; but with our input, and with the
# signals that the shell, and we, have taken away from it.
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

# From a terminal the command gets INT and QUIT itself.
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
	# Who reads what we say may have gone.
	trap '' PIPE
}

# watch HUNDREDTHS LOOK: until the time is over (0: no limit), the command has
# ended, a signal has come, or LOOK, called with the time since the beginning,
# succeeds.
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

# Sets status to the command's, when it has ended.
# shellcheck disable=SC2034 # used where this is sourced
wait_for_command()
{
	while running "$child"; do
		nap
	done
	status=0
	wait "$child" || status=$?
}

# A signal while something is being set up ends the script, which has an EXIT trap.
heed_signal()
{
	[[ -z $signal ]] || exit $((128 + NUMBERS[$signal]))
}
