# description: dispatch by table: a row that somebody else has changed is not redirected, of either kind
# by-table: yes
load
needs_table
load_client actor
load_client rewrites
neighbour=/sys/module/rewrites/parameters

# refused NR ANSWER COMMAND...: while the neighbour has the row; and its calls go on
refused() {
	local nr=$1 answer=$2 before

	shift 2
	before=$(registrations)
	echo "$nr" >$neighbour/take
	expect -EOPNOTSUPP "$@"
	eq "what $1 has left" "$(registrations)" "$before"
	eq "a call" "$(call "$nr" 1)" "$answer"
	eq "calls by the neighbour" "$(($(parameter rewrites passed) - passed))" 1
	passed=$((passed + 1))
	# Others are not disturbed.
	hijack_pass other $GETPPID
	eq "another number" "$(call $GETPPID)" $$
	take_back other $GETPPID
	echo "$nr" >$neighbour/give
}
passed=0
refused $GETPGID "$(call $GETPGID 1)" hijack one $GETPGID pass
refused $UNUSED -ENOSYS reg one $UNUSED ret

# The neighbour has gone.
hijack_pass one $GETPGID
expect $UNUSED reg two $UNUSED ret
expect 0 remove one $GETPGID
expect 0 remove two $UNUSED
unload rewrites
