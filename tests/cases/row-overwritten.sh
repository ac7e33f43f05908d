# description: dispatch by table: a row that another module changes after dyn_syscall keeps dyn_syscall loaded until it is restored
# by-table: yes
load
needs_table
load_client actor
load_client rewrites
neighbour=/sys/module/rewrites/parameters

# Another change makes dyn_syscall try again.
try_again() {
	hijack_pass other $GETPPID
	take_back other $GETPPID
}

stays() {
	try_again
	eq "redirected" "$(redirected_now)" 1
	unload actor
	! rmmod dyn_syscall 2>/dev/null || fail "dyn_syscall was unloaded"
	load_client actor
}

# life KIND NR HANDLED ORIGINAL: the results of its call
life() {
	local nr=$2

	take "$1"
	echo "$nr" >$neighbour/take
	eq "$1: call, by the neighbour" "$(call "$nr" 1)" "$3"
	eq "$1: calls" "$(column one calls)" 1
	take_back one "$nr"
	eq "$1: call, given back" "$(call "$nr" 1)" "$4"
	case $1 in
	hijacked) expect -EOPNOTSUPP hijack one "$nr" pass ;;
	dynamic) expect -EOPNOTSUPP reg one "$nr" ret ;;
	esac
	eq "rows" "$(rows)" 0
	stays
	eq "$1: call, by the neighbour and the trampoline" "$(call "$nr" 1)" "$4"

	# The row leads to the trampoline again, and is then restored.
	echo "$nr" >$neighbour/give
	eq "$1: call, by the trampoline" "$(call "$nr" 1)" "$4"
	try_again
	eq "redirected" "$(redirected_now)" 0
	take "$1"
	eq "$1: call, once more" "$(call "$nr" 1)" "$3"
	take_back one "$nr"
	unload actor dyn_syscall
	eq "$1: call, dyn_syscall unloaded" "$(call "$nr" 1)" "$4"
	load
	load_client actor
}
group=$(call $GETPGID 1)
life hijacked $GETPGID "$group" "$group"
life dynamic $UNUSED 42 -ENOSYS
unload rewrites
