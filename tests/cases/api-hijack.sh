# description: hijack_syscall: returns the number, or each of its errors
load
load_client actor
numbers=$(awk '!/^#/ { print $3 }' $DEBUGFS/dyn_syscall/dispatch)

expect $GETPGID hijack one $GETPGID pass
expect 400 reg dyn 400 ret
expect -EBUSY hijack two $GETPGID pass		# no nesting
expect -EBUSY hijack two 400 pass		# used by a dynamic call
expect -EBUSY hijack one $GETPPID pass		# name of a hijacked call
expect -EBUSY hijack dyn $GETPPID pass		# and of a dynamic one
expect -EBUSY reg one 401 ret
expect -ENOENT hijack two 401 pass		# unused, while other unused ones are redirected
expect -EOPNOTSUPP hijack two ${NR[exit]} pass
expect -EOPNOTSUPP hijack two ${NR[exit_group]} pass
expect -EINVAL hijack two -1 pass
expect -EINVAL hijack two "$numbers" pass
expect -EINVAL hijack two 100000 pass
expect -EINVAL hijack two $GETPPID null
expect -EINVAL hijack two $GETPPID odd
expect -EINVAL hijack two $GETPPID pass 4	# unknown flags
expect -EINVAL hijack two $GETPPID pass 7
expect -EINVAL hijack two $GETPPID pass -1
expect -EINVAL hijack two ${NR[exit]} null		# bad arguments come before bad numbers
eq "rows after the errors" "$(rows)" 2
eq "getppid after the errors" "$(call $GETPPID)" $$

# Without the flag a locked call is refused, unlocked it passes.
eq "getpgid while locked" "$(call $GETPGID 1)" -ENOSYS
expect 0 unlock one $GETPGID
eq "getpgid of init" "$(call $GETPGID 1)" "$(ps -o pgid= -p 1 | tr -d ' ')"
eq "calls" "$(column one calls)" 1

expect 0 remove one $GETPGID
expect 0 remove dyn 400
expect -ENOENT hijack two 400 pass		# none of the unused is redirected
expect $GETPGID hijack one $GETPGID pass	# number and name are free again
expect 0 remove one $GETPGID
eq "rows at the end" "$(rows)" 0
