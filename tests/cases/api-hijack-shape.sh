# description: hijack_syscall: a site that another user of the kernel has changed is refused
#
# A kprobe replaces the site by a breakpoint or by a jump of its own.
load
needs_switch
load_client actor

site=$(site_of $GETPGID)
probe_add p site "$site"
probe_set site 1
got=$(do_ hijack one $GETPGID pass)
rows=$(rows)
files=$(number_files | count)
own=$(call $GETPGID 1)
other=$(do_ hijack two $GETPPID pass)
probes_off

eq "hijack of a probed site" "$got" -EOPNOTSUPP
eq "rows then" "$rows" 0
eq "number files then" "$files" 0
eq "getpgid of init then" "$own" "$(call $GETPGID 1)"
eq "hijack of another number" "$other" $GETPPID

expect 0 remove two $GETPPID
expect $GETPGID hijack one $GETPGID pass	# the probe is removed
expect 0 remove one $GETPGID
