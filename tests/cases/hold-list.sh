# description: a reader stuck in a list of the number files delays the unloading of dyn_syscall, and nothing else
# default-kernels: 6.1 kasan kcsan
#
# The page that the directory is read into never arrives, so sysctl considers the
# directory in use until the reader is killed.

# lists DIRECTORY NAME
lists() {
	ls "$1" >/tmp/list
	grep -qx "$2" /tmp/list || fail "$1 has no $2: $(cat /tmp/list)"
}

# While it is held, the directory may list a name that has no file any more.
not_found() {
	! cat "$1" >/tmp/number 2>/tmp/error || fail "$1: got '$(cat /tmp/number)'"
	grep -q 'No such file' /tmp/error || fail "$1: $(cat /tmp/error)"
}

cannot_unload() {
	! rmmod dyn_syscall || fail "dyn_syscall was unloaded"
}

# life KIND NR REGISTER FREE
life() {
	local directory=$NUMBERS/$1_syscalls nr=$2 next=$(($2 + 3))

	load
	load_client actor
	expect "$nr" "$3" one "$nr" ret
	expect 0 unlock one "$nr"
	lists "$directory" one
	hold list "$directory"

	# Names are added and removed, also the last one and the next one.
	within 10 expect "$next" "$3" two "$next" ret
	within 10 lists "$directory" one
	within 10 lists "$directory" two
	eq "another file" "$(within 10 cat "$directory/two")" "$next"
	within 10 expect 0 remove one "$nr"
	within 10 not_found "$directory/one"
	within 10 lists "$directory" two
	within 10 expect 0 remove two "$next"
	within 10 not_found "$directory/two"
	eq "rows" "$(within 10 rows)" 0
	eq "redirected" "$(within 10 redirected_now)" 0
	within 10 expect "$nr" "$3" one "$nr" ret
	within 10 expect 0 unlock one "$nr"
	within 10 lists "$directory" one
	eq "the file" "$(within 10 cat "$directory/one")" "$nr"
	eq "the call" "$(within 10 call "$nr")" 42
	within 10 expect 0 prep one "$nr"
	within 10 not_found "$directory/one"
	within 10 expect 0 "$4" one "$nr"

	# A client can be unloaded, even one that does not unregister.
	within 10 expect "$nr" "$3" one "$nr" ret
	within 10 rmmod actor
	within 10 not_found "$directory/one"
	eq "rows at the end" "$(within 10 rows)" 0

	within 10 cannot_unload
	eq "state" "$(cat /sys/module/dyn_syscall/initstate)" live
	release
	poll 30 rmmod dyn_syscall 2>/dev/null || fail "dyn_syscall cannot be unloaded"
	eq "left behind" "$(traces_of_module)" ""
}

life dynamic $UNUSED reg unreg
life hijacked $GETPGID hijack restore
