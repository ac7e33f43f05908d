# description: rt_sigreturn hijacked: every register is preserved, and the call is counted out
load
load_client actor
hijack_pass sigreturn ${NR[rt_sigreturn]}

before=$(column sigreturn calls)
"$PROGRAMS/flow" sigreturn 1000
calls=$(($(column sigreturn calls) - before))
# The shell has signals, too.
[ "$calls" -ge 1000 ] || fail "$calls calls"

# When it returns the registers hold another number; the entry must be the same.
trace_on enter exit
"$PROGRAMS/flow" sigreturn 100
trace_off
for e in enter exit; do
	eq "$e" "$(grep -c "^ *flow-.* dyn_syscall_$e: nr=${NR[rt_sigreturn]} " $TRACEFS/trace)" 100
done

trapped=0
trap 'trapped=$((trapped + 1))' USR1
for _ in 1 2 3 4 5; do
	kill -USR1 $BASHPID
done
eq "trapped by the shell" $trapped 5

take_back sigreturn ${NR[rt_sigreturn]}
"$PROGRAMS/flow" sigreturn 10
