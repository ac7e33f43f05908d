# description: dyn_syscall_register: the calls work when the client is loaded, and its exit removes them
# by-table: yes
load
load_client structure

nr=$(cat $NUMBERS/dynamic_syscalls/product)
eq "the new call" "$(call product 6 7)" 42
eq "the number of the hijacked one" "$(cat $NUMBERS/hijacked_syscalls/pass_getpgid)" $GETPGID
eq "the hijacked call" "$(call $GETPGID 1)" 0
eq gate "$(column product gate) $(column pass_getpgid gate)" "open open"
eq owner "$(column product owner)" structure
eq refused "$(column product enosys) $(column pass_getpgid enosys)" "0 0"
rmmod structure
eq rows "$(rows)" 0
eq "the number afterwards" "$(call "$nr" 6 7)" -ENOSYS
eq "the original afterwards" "$(call $GETPGID 1)" 0
