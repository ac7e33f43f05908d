# description: dispatch by table: a row of either kind that another module has changed is not redirected
# by-table: yes
load
needs_table
load_client actor
load_client rewrites
neighbour=/sys/module/rewrites/parameters

# refused NR RESULT COMMAND...: the command is refused while the neighbour has the row,
# and calls go on to the neighbour, with RESULT
refused() {
	local nr=$1 answer=$2 before

	shift 2
	before=$(registrations)
	echo "$nr" >$neighbour/take
	expect -EOPNOTSUPP "$@"
	eq "what $1 left behind" "$(registrations)" "$before"
	eq "a call" "$(call "$nr" 1)" "$answer"
	eq "calls by the neighbour" "$(($(parameter rewrites passed) - passed))" 1
	passed=$((passed + 1))
	# Other numbers are not affected.
	hijack_pass other $GETPPID
	eq "another number" "$(call $GETPPID)" $$
	take_back other $GETPPID
	echo "$nr" >$neighbour/give
}
passed=0
refused $GETPGID "$(call $GETPGID 1)" hijack one $GETPGID pass
refused $UNUSED -ENOSYS reg one $UNUSED ret

# The neighbour has restored its rows.
hijack_pass one $GETPGID
expect $UNUSED reg two $UNUSED ret
expect 0 remove one $GETPGID
expect 0 remove two $UNUSED
unload rewrites
