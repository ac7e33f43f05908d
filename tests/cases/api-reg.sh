# description: dyn_syscall_reg: returns the number, or each of its errors
# by-table: yes
load
load_client actor

expect $UNUSED reg one $UNUSED ret
expect -EBUSY reg two $UNUSED ret		# number in use by a dynamic call
expect -EBUSY reg two $GETPGID ret		# number in use by the kernel
expect -EBUSY reg one 401 ret			# name in use
expect -EBUSY reg one 0 ret
expect -EINVAL reg two -1 ret
expect -EINVAL reg two 100000 ret
expect -EINVAL reg two 402 null
expect -EINVAL reg two 402 odd
eq "rows after the errors" "$(rows)" 1

# 0 means the highest free number
highest=$(awk '!/^#/ { n = split($NF, r, /[,-]/); print r[n] }' $DEBUGFS/dyn_syscall/dispatch)
expect "$highest" reg any 0 ret
# one beyond the last number
numbers=$(awk '!/^#/ { print $3 }' $DEBUGFS/dyn_syscall/dispatch)
expect -EINVAL reg two "$numbers" ret

expect 0 remove one $UNUSED
expect 0 remove any "$highest"
eq "rows at the end" "$(rows)" 0
