# description: unit tests of what dynsc counts and prints; help, manual and completion have the same options
# machine: host
# kernels: 6.12
"$PROGRAMS/unit-tools"

scripts/man-options -n

# options_of FILE: what begins a paragraph of the manual's OPTIONS, and is an option
options_of() {
	sed -n '/^\.SH OPTIONS/,/^\.S[HS] [^O]/p' "$1" | grep -A 1 '^\.TP' | sed 's/\\//g' |
		grep -oE '(^|[" B,])--?[a-z]+' | tr -d '" B,' | sort -u
}

# completed PROGRAM FILE: what is offered after "-"
completed() (
	# shellcheck disable=SC2317 # called by the completion
	compopt() { :; }
	# shellcheck disable=SC2317
	complete() { function=$2; }
	# shellcheck source=/dev/null
	. "tools/$2.bash-completion"
	COMP_WORDS=("$1" -) COMP_CWORD=1
	$function "$1"
	printf '%s\n' "${COMPREPLY[@]}" | grep -vx -e --help -e -- | sort -u
)

for page in record hist:record review; do
	name=dynsc-${page%:*} file=dynsc-${page#*:}
	help=$("scripts/$name" --help | sed -nE 's/^  (-[-a-z]+).*/\1/p' | grep -vx -e --help | sort -u)
	[ "$(wc -l <<<"$help")" -ge 2 ] || fail "$name --help has no options"
	eq "options of $name in its manual" "$(options_of "doc/man/$name.1" | grep -vx -e --help)" "$help"
	eq "options of $name that are completed" "$(completed "scripts/$name" "$file")" "$help"
done

help=$("$TOOLS/dynsc" report --help | sed -nE 's/^  (--[a-z]+).*/\1/p' | sort)
eq "options of dynsc report in its manual" "$(sed -n '/^\.SH OPTIONS/,/^\.SS/p' doc/man/dynsc-report.1 |
	sed -nE 's/^\\fB\\-\\-([a-z]+)\\fR.*/--\1/p' | sort)" "$help"
[ "$(wc -l <<<"$help")" -ge 8 ] || fail "dynsc report --help has no options"

# What dynsc offers are the options of its help, and the lists that it has.
eq "options that are completed" "$("$TOOLS/dynsc" complete report contention x.dat | grep ^-)" \
	"$("$TOOLS/dynsc" report --help | sed -nE 's/^  (--[a-z]+).*/\1/p')"
for report in contention hijack; do
	for list in $("$TOOLS/dynsc" complete report $report --csv =); do
		grep -q "^\.IR.*[ \"]$list\b" doc/man/dynsc-report.1 || fail "the manual does not know $list"
	done
done
eq "the lists in the manual" "$(sed -n '/^\.SS CSV/,/^\.SS Sel/{/^\.IR/p}' doc/man/dynsc-report.1 |
	grep -oE '[a-z_]+' | grep -vx and | sort)" \
	"$(for r in contention hijack; do "$TOOLS/dynsc" complete report $r --csv =; done | sort -u)"
