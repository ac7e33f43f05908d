# description: every call of the interface refuses a name and a number that do not belong together
load
load_client actor
numbers=$(awk '!/^#/ { print $3 }' $DEBUGFS/dyn_syscall/dispatch)

# all_refuse: every call, with every wrong pair; nothing may change
all_refuse() {
	local before c

	before=$(cat $TABLE)
	for c in unlock prep trylock unreg restore remove drain kick; do
		expect -EBADF $c two $UNUSED		# a name that is not registered
		expect -EBADF $c two 402
		expect -EBADF $c one 402		# another number, free
		expect -EBADF $c one $GETPGID		# another number, not registered
		expect -EBADF $c one $GETPPID		# another number, registered
		expect -EBADF $c hijacked $UNUSED	# the other's name
		expect -EBADF $c on $UNUSED		# part of a name, more than a name
		expect -EBADF $c one1 $UNUSED
		expect -EBADF $c ONE $UNUSED
		expect -EINVAL $c one -1
		expect -EINVAL $c one "$numbers"
		expect -EINVAL $c one 100000
	done
	eq "table after wrong calls" "$(cat $TABLE)" "$before"
}

expect $UNUSED reg one $UNUSED ret
expect $GETPPID hijack hijacked $GETPPID pass
expect 0 unlock hijacked $GETPPID
all_refuse		# one locked, one open

expect 0 prep one $UNUSED
expect 0 prep hijacked $GETPPID
all_refuse		# removal has begun

expect 0 unreg one $UNUSED
expect 0 restore hijacked $GETPPID
all_refuse		# all free
expect -EBADF unlock one $UNUSED
expect -EBADF unreg one $UNUSED
expect -EBADF restore hijacked $GETPPID
