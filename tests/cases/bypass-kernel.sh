# description: a program that the kernel itself starts passes a hijacked execve
helper=/tmp/helper
cat >$helper <<END
#!/bin/sh
echo "\$*" >>/tmp/ran
END
chmod +x $helper
: >/tmp/ran
load
load_client actor
hijack_pass one ${NR[execve]}

# From a shell, whose own start is the one that measure expects.
measure one bash -c "$helper by hand; :"
eq "execve seen" "$CALLS" 1
eq "ran" "$(cat /tmp/ran)" "by hand"

# For an unknown protocol family, the kernel starts the program that loads modules.
modprobe=$(cat /proc/sys/kernel/modprobe)
echo $helper >/proc/sys/kernel/modprobe
status=0
measure one "$PROGRAMS/call" ${NR[socket]} 12 1 0 || status=$?
echo "$modprobe" >/proc/sys/kernel/modprobe
eq "status" $status 0
eq "socket" "$OUTPUT" -EAFNOSUPPORT
eq "ran" "$(tail -n 1 /tmp/ran)" "-q -- net-pf-12"
eq "execve seen" "$CALLS" 0

take_back one ${NR[execve]}
