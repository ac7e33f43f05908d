# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What dynsc-load, dynsc-reload and dynsc-unload share: building, inserting and removing
# the module of a client, on this machine.
#
# Versions of one client are the modules NAME, NAME_2, NAME_3 and so on. One of them is
# live: its handlers are called. Others are leaving: rmmod waits in their exit functions
# until the last caller of an old handler has returned.

export LC_ALL=C
me=${0##*/}
FAILED=1
# By describe_client.
# shellcheck disable=SC2034 # some used where this is sourced
name='' kver='' out='' dyn_syscall=''
clients=/sys/module/dyn_syscall/holders
debugfs=/sys/kernel/debug/dyn_syscall

say()
{
	echo "$me: $*" >&2 || :
}

die()
{
	say "$@"
	exit $FAILED
}

bad_usage()
{
	echo "$me: $*; see $me --help" >&2
	exit 2
}

need_root()
{
	((EUID == 0)) || die "only root may load and unload modules; use sudo"
}

exec {napping}<> <(:)

# Sleeps a tenth of a second, without starting a process.
nap()
{
	read -rt 0.1 -u "$napping" || :
}

# make TARGET... in the client's directory, without the lines of make itself.
client_make()
{
	make -s --no-print-directory -C "$directory" "$@" 2> >(sed -E '
		/^make(\[[0-9]+\])?: (Entering|Leaving|\*\*\* \[)/d
		s/^[^ ]*: \*\*\* (.*)  Stop\.$/\1/' >&2)
}

# is_client DIRECTORY
is_client()
{
	grep -qsE '^-?include .*client\.mk' "$1/Makefile"
}

# describe_client DIRECTORY: sets name, directory, kver, out and dyn_syscall, as client.mk
# names them.
describe_client()
{
	local described

	[[ -d $1 ]] || die "there is no directory $1"
	directory=$1
	is_client "$directory" ||
		die "$directory/Makefile does not include client.mk of dyn_syscall, so this is no client; dynsc new makes one"
	described=$(client_make describe) || exit $FAILED
	for described in $described; do
		declare -g "$described"
	done
	[[ $kver == "$(uname -r)" ]] ||
		die "KDIR or KVER says $kver, and this machine runs $(uname -r)"
}

# build_client MODULE
build_client()
{
	client_make module MODULE="$1" || {
		say "$name was not built"
		return $FAILED
	}
}

# Sets live to the module whose exit has not begun, or to nothing, and leaving to those
# whose exit has.
find_versions()
{
	local module state

	live='' leaving=()
	for module in "$clients/$name" "$clients/${name}"_*; do
		module=${module##*/}
		[[ $module =~ ^"$name"(_[0-9]+)?$ ]] || continue
		{ read -r state <"/sys/module/$module/initstate"; } 2>/dev/null || continue
		if [[ $state == going ]]; then
			leaving+=("$module")
		else
			live=$module
		fi
	done
}

# Sets module to a name that no loaded module has.
choose_module()
{
	local n=2

	module=$name
	while [[ -d /sys/module/$module ]]; do
		module=${name}_$((n++))
	done
}

# rows OWNER: the calls that a module has registered, a line each: name, number, generation
rows()
{
	[[ -r $debugfs/table ]] || return 0
	awk -v owner="$1" '
		/^#/ { for (i = 2; i <= NF; i++) column[$i] = i - 1; next }
		$column["owner"] == owner {
			print $column["name"], $column["nr"],
				"generation" in column ? $column["generation"] : 1
		}' "$debugfs/table"
}

# hijacked OWNER: the names of the calls that a module has hijacked
hijacked()
{
	[[ -r $debugfs/table ]] || return 0
	awk -v owner="$1" '
		/^#/ { for (i = 2; i <= NF; i++) column[$i] = i - 1; next }
		$column["owner"] == owner && $column["kind"] == "hijacked" { print $column["name"] }' \
		"$debugfs/table"
}

# The calls that are in the source, by name.
called()
{
	sed -nE 's/.*(DYN_SYSCALL_(NEW|NEW_AT|HIJACK)\(|(dyn_syscall_reg|hijack_syscall)\(")([A-Za-z_][A-Za-z0-9_]*).*/\4/p' \
		"$directory/$name.c"
}

# What has which of the client's names or numbers, for an error.
in_use()
{
	local row nr word owner found=''

	while read -r nr word _ owner _; do
		[[ $nr != '#' ]] || continue
		grep -qxF "$word" <<<"$(called)" || continue
		found=1
		if [[ $owner == "${live:-}" ]]; then
			say "$word (number $nr) is registered by $owner, and a swap needs DYN_SYSCALL_SWAP in both; without it use dynsc unload, then dynsc load"
		else
			say "$word is the name of number $nr, registered by $owner; remove that first, or use another name"
		fi
	done <"$debugfs/table"
	[[ -z $found ]] || return 0
	say "one of its numbers is in use; these are registered:"
	while read -r row; do
		echo "  $row" >&2
	done < <(awk '!/^#/ { print $1, $2, $3, "by", $4 }' "$debugfs/table")
}

# insert FILE [PARAMETER...]: insmod, and why not
insert()
{
	local last error lockdown=''

	last=$(dmesg 2>/dev/null | tail -n 1)
	error=$(insmod "$@" 2>&1) && return
	error=${error##*: }
	say "$1 was not loaded: $error"
	# What the kernel has said since.
	dmesg 2>/dev/null | awk -v last="$last" '
		{ line[NR] = $0 }
		$0 == last { from = NR }
		END { for (i = from + 1; i <= NR; i++) print "  " line[i] }' >&2
	read -r lockdown 2>/dev/null </sys/kernel/security/lockdown || :
	case $error in
	*[Kk]ey*)
		needs_signature "$1" ;;
	'Operation not permitted')
		[[ $lockdown != *'['[ic]* ]] || needs_signature "$1" ;;
	'Invalid module format' | *'wrong symbol version')
		say "if it is built for another kernel or another dyn_syscall than the one that is loaded, build both again, and unload dyn_syscall first" ;;
	'File exists' | 'Device or resource busy')
		[[ ! -r $debugfs/table ]] || in_use ;;
	esac
	return $FAILED
}

# insert_with PARAMETER VALUE FILE: insert, while this parameter of dyn_syscall has the
# value. Other users of dynsc wait, and no signal comes between.
insert_with()
{
	local file=/sys/module/dyn_syscall/parameters/$1 before lock status=0

	exec {lock}<"$file"
	flock "$lock"
	trap '' HUP INT TERM
	before=$(<"$file")
	if echo "$2" >"$file"; then
		insert "$3" || status=$?
		echo "$before" >"$file"
	else
		say "dyn_syscall does not take $2 for its parameter $1"
		status=$FAILED
	fi
	exec {lock}<&-
	trap 'exit 129' HUP
	trap 'exit 130' INT
	trap 'exit 143' TERM
	return $status
}

needs_signature()
{
	say "this kernel loads signed modules only (${lockdown:+lockdown: $lockdown, }sig_enforce: $(cat /sys/module/module/parameters/sig_enforce 2>/dev/null || echo '?')); sign $1 with a key that it trusts (scripts/sign-file of its headers, mokutil), or turn off Secure Boot"
}

# Loads dyn_syscall itself, if it is not: from the project, or what is installed.
need_dyn_syscall()
{
	local error

	[[ ! -d /sys/module/dyn_syscall ]] || return 0
	if [[ -n $dyn_syscall ]]; then
		insert "$dyn_syscall" || exit $FAILED
	else
		error=$(modprobe dyn_syscall 2>&1) ||
			die "dyn_syscall was not loaded: ${error##*: }; install it for $kver, or load it with insmod"
	fi
	say "dyn_syscall is loaded"
}

# Sets inside to the number of callers that a removal waits for, as far as they can be
# distinguished from others: those of numbers in removal, and of earlier generations.
count_inside()
{
	inside=0
	[[ -r $debugfs/calls && -r $debugfs/table ]] || return 0
	inside=$(awk -v family="^$name(_[0-9]+)?$" '
		/^ / { next }
		/^#/ {
			file++
			for (i = 2; i <= NF; i++) {
				sub(",", "", $i)
				column[file, $i] = i - 1
			}
			next
		}
		file == 1 && $column[1, "owner"] ~ family {
			generation[$column[1, "name"]] = $column[1, "generation"]
			undoing[$column[1, "name"]] = $column[1, "state"] == "undoing"
		}
		file == 2 && $2 in generation {
			its = $column[2, "generation"]
			n += undoing[$2] || (its != "-" && its < generation[$2])
		}
		END { print n + 0 }' "$debugfs/table" "$debugfs/calls")
}

# Begins to remove a module; its rmmod goes on if this script ends.
begin_removal()
{
	errors=$(mktemp)
	rmmod "$1" 2>"$errors" {napping}<&- &
	removing=$!
}
removing='' errors=''

# Ends the wait for rmmod. Fails if it has failed.
end_removal()
{
	local status=0 error

	wait "$removing" || status=$?
	error=$(<"$errors")
	rm -f "$errors"
	removing='' errors=''
	((!status)) || {
		say "rmmod failed: ${error##*: }"
		return $FAILED
	}
}

# Shows, on a terminal, how many are inside, until all versions in $@ have left.
wait_until_left()
{
	local module shown='' since=0

	for module; do
		while [[ -d /sys/module/$module ]]; do
			nap
			# Only a wait that is noticed is worth a line.
			((++since >= 5)) || continue
			((since % 5 == 0)) || continue
			if [[ -n $removing ]] && ! kill -0 "$removing" 2>/dev/null; then
				[[ ! -d /sys/module/$module ]] && break
				return $FAILED
			fi
			count_inside
			[[ $inside != "$shown" ]] || continue
			if [[ -t 2 ]]; then
				printf '\r%s: %s waits for %s inside \e[K' "$me" "$module" "$inside" >&2
			else
				say "$module waits for $inside inside"
			fi
			shown=$inside
		done
	done
	[[ -z $shown || ! -t 2 ]] || printf '\n' >&2
}

# On ctrl-C: nothing is lost, and rmmod cannot be called back.
leave()
{
	[[ ! -t 2 ]] || printf '\n' >&2
	find_versions
	if ((${#leaving[@]})); then
		say "${leaving[*]} will be gone when its last caller has left; dynsc unload $name waits for that, too"
	fi
	rm -f "$errors"
	exit 130
}

# Prints what a module has registered.
show_calls()
{
	local word nr generation

	while read -r word nr generation; do
		echo "$word: number $nr, generation $generation, by the module $1"
	done < <(rows "$1")
}
