# description: debugfs dispatch: the header, the numbers, the free ranges
# by-table: yes
load
load_client actor
view=$DEBUGFS/dyn_syscall/dispatch
# expand: ranges to numbers, one per line
expand() {
	tr , '\n' | awk -F- '{ for (i = $1; i <= $NF; i++) print i }'
}

# ranges: numbers, one per line, to as few ranges as possible
ranges() {
	awk 'function put() { text = text (text ? "," : "") first (first == last ? "" : "-" last) }
		NR > 1 && $1 != last + 1 { put(); first = $1 }
		NR == 1 { first = $1 }
		{ last = $1 }
		END { put(); print text }'
}

eq "mode" "$(stat -c %a $view)" 400
eq "header" "$(head -n 1 $view)" "# dispatch place numbers used free redirected free_numbers"
eq "what it does not cover" "$(sed -n 2p $view)" \
	"# 32-bit calls (int 0x80, ia32, x32, AArch32) are not redirected"
eq "where that is explained" "$(sed -n 3p $view | sed 's/.*in //')" doc/interface.md
eq "lines" "$(count <$view)" 4
before=$(tail -n 1 $view)
read -r kind place numbers used free redirected ranges <<<"$before"
if grep -q ' x64_sys_call$' /proc/kallsyms; then
	eq "kind and place" "$kind $place" "switch x64_sys_call"
else
	eq "kind and place" "$kind $place" "table sys_call_table"
fi
eq "redirected" "$redirected" 0
eq "used and free" $((used + free)) "$numbers"
expand <<<"$ranges" >/tmp/free
eq "how many the ranges hold" "$(count </tmp/free)" "$free"
eq "ascending" "$(sort -n -u /tmp/free)" "$(cat /tmp/free)"
# Numbers that no kernel uses any more, and numbers that every kernel uses.
for nr in $LONG_UNUSED $UNUSED; do
	grep -qx $nr /tmp/free || fail "$nr is not free"
done
for nr in 0 1 ${NR[read]} ${NR[getpid]} $GETPGID $GETPPID ${NR[exit]} ${NR[exit_group]} ${NR[pidfd_open]} $((numbers - 1)); do
	! grep -qx "$nr" /tmp/free || fail "$nr is free"
done

# Numbers in the middle of a range, next to that, at an end, and alone: the set is the
# same without them.
for nr in 400 401 $LONG_UNUSED; do
	expect $nr reg n$nr $nr ret
	grep -vx $nr /tmp/free >/tmp/rest
	mv /tmp/rest /tmp/free
	read -r _ _ _ u f r ranges <<<"$(tail -n 1 $view)"
	free=$((free - 1)) redirected=$((redirected + 1))
	eq "with $nr taken" "$u $f $r" "$used $free $redirected"
	eq "numbers with $nr taken" "$ranges" "$(ranges </tmp/free)"
done
[[ ",$ranges," == *[,-]399,402-423,* ]] || fail "ranges are $ranges"

# A hijacked number is redirected, and was never free.
expect $GETPGID hijack two $GETPGID pass
read -r _ _ _ u f r same <<<"$(tail -n 1 $view)"
eq "with a hijacked number" "$u $f $r $same" "$used $free $((redirected + 1)) $ranges"

# A hijacked number is restored by prep, a dynamic one by unreg.
expect 0 prep two $GETPGID
eq "redirected after prep" "$(awk '!/^#/ { print $6 }' $view)" $redirected
expect 0 restore two $GETPGID
expect 0 prep n400 400
eq "redirected after prep" "$(awk '!/^#/ { print $5, $6 }' $view)" "$free $redirected"
expect 0 unreg n400 400
eq "redirected after unreg" "$(awk '!/^#/ { print $5, $6 }' $view)" "$((free + 1)) $((redirected - 1))"
for nr in 401 $LONG_UNUSED; do
	expect 0 remove n$nr $nr
done
eq "at the end" "$(tail -n 1 $view)" "$before"
