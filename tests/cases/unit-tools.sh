# description: unit tests of what dynsc counts and prints; help, manual and completion have the same options
# machine: host
# kernels: 6.12
"$PROGRAMS/unit-tools"
(cd "$WORK" && "$PROJECT/$PROGRAMS/unit-live")

scripts/man-options -n

# options_of FILE: what begins a paragraph of the manual's OPTIONS, and is an option
options_of() {
	sed -n '/^\.SH OPTIONS/,/^\.S[HS] [^O]/p' "$1" | grep -A 1 '^\.TP' | sed 's/\\//g' |
		grep -oE '(^|[" B,])--?[a-zA-Z]+(-[a-z]+)*' | tr -d '" B,' | sort -u
}

# completed WORD...: what is offered after "-"
completed() (
	# shellcheck disable=SC2317 # called by the completion
	compopt() { :; }
	# shellcheck disable=SC2317
	complete() { function=$2; }
	# shellcheck source=/dev/null
	. tools/dynsc.bash-completion
	COMP_WORDS=("$@" -) COMP_CWORD=$#
	$function "$1"
	printf '%s\n' "${COMPREPLY[@]}" | grep -vx -e --help -e -- | sort -u
)

for name in record hist review new try export; do
	help=$("scripts/dynsc-$name" --help | sed -nE 's/^  (-[-a-zA-Z]+).*/\1/p' | grep -vx -e --help | sort -u)
	[ "$(wc -l <<<"$help")" -ge 2 ] || fail "dynsc-$name --help has no options"
	eq "options of dynsc-$name in its manual" "$(options_of "doc/man/dynsc-$name.8" | grep -vx -e --help)" "$help"
	eq "options of dynsc $name that are completed" "$(completed "$TOOLS/dynsc" $name)" "$help"
	[[ $name = new || $name = try || $name = export ]] || eq "options of dynsc-$name that are completed" "$(completed "scripts/dynsc-$name")" "$help"
	eq "dynsc $name --help" "$("$TOOLS/dynsc" $name --help)" "$("scripts/dynsc-$name" --help)"
	eq "dynsc help $name" "$("$TOOLS/dynsc" help $name)" "$("scripts/dynsc-$name" --help)"
done
# Three commands, one manual page, two options.
for name in load reload unload; do
	"scripts/dynsc-$name" --help | grep -q "^Usage: dynsc $name "
	eq "dynsc $name --help" "$("$TOOLS/dynsc" $name --help)" "$("scripts/dynsc-$name" --help)"
done
eq "options of dynsc reload" "$(scripts/dynsc-reload --help | sed -nE 's/^  (--[a-z]+).*/\1/p')" --watch
eq "options of dynsc reload that are completed" "$(completed "$TOOLS/dynsc" reload)" --watch
eq "options of dynsc load" "$(scripts/dynsc-load --help | sed -nE 's/^  (--[a-z]+).*/\1/p')" --probation
eq "options of dynsc load that are completed" "$(completed "$TOOLS/dynsc" load)" --probation
eq "options of both in their manual" "$(options_of doc/man/dynsc-load.8 | grep -vx -e --help)" $'--probation\n--watch'

# Every script that is a command has a row in the help, and is completed.
for script in scripts/dynsc-*[!h]; do
	[[ -x $script ]] || continue
	name=${script#scripts/dynsc-}
	"$TOOLS/dynsc" --help | grep -q "^  $name " || fail "dynsc --help does not know $name"
	"$TOOLS/dynsc" complete | grep -qx "$name" || fail "$name is not completed"
	grep -Eq "^\.(B|BR) dynsc.*\b$name\b" doc/man/dynsc.8 || fail "the manual of dynsc does not know $name"
done

# options_of_dynsc COMMAND NUMBER: those of its help, which are at least NUMBER, are those
# of its manual, and those that dynsc offers
options_of_dynsc() {
	local help

	help=$("$TOOLS/dynsc" "$1" --help | sed -nE 's/^  (--[a-z-]+).*/\1/p')
	[ "$(wc -l <<<"$help")" -ge "$2" ] || fail "dynsc $1 --help has no options"
	eq "options of dynsc $1 in its manual" "$(sed -n '/^\.SH OPTIONS/,/^\.S[HS] [^O]/p' "doc/man/dynsc-$1.8" |
		sed -nE 's/^\\fB(\\-\\-[a-z\\-]+)\\fR.*/\1/p' | sed 's/\\//g')" "$help"
	eq "options that are completed" "$("$TOOLS/dynsc" complete "$1" contention x.dat | grep ^-)" "$help"
}
options_of_dynsc report 8
options_of_dynsc probe 4
options_of_dynsc check 2
options_of_dynsc top 6
options_of_dynsc calls 4
options_of_dynsc inject 11
for option in -k --kernel; do
	"$TOOLS/dynsc" complete probe $option | grep -qx "$DYNSC_KERNEL" || fail "$option is not completed"
done

# The lists that dynsc has.
for report in contention hijack; do
	for list in $("$TOOLS/dynsc" complete report $report --csv =); do
		grep -q "^\.IR.*[ \"]$list\b" doc/man/dynsc-report.8 || fail "the manual does not know $list"
	done
done
eq "the lists in the manual" "$(sed -n '/^\.SS CSV/,/^\.SS Sel/{/^\.IR/p}' doc/man/dynsc-report.8 |
	grep -oE '[a-z_]+' | grep -vx and | sort)" \
	"$(for r in contention hijack; do "$TOOLS/dynsc" complete report $r --csv =; done | sort -u)"
