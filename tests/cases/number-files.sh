# description: a number file exists from registration to the beginning of removal
load
load_client actor
eq "none yet" "$(number_files)" ""
[ ! -e $NUMBERS/dynamic_syscalls ] || fail "there is a directory without files"

# life KIND NR REGISTER FREE
life() {
	local file=$NUMBERS/$1_syscalls/one

	expect "$2" "$3" one "$2" block
	eq "$1, locked" "$(cat "$file")" "$2"
	expect 0 unlock one "$2"
	eq "$1, unlocked" "$(cat "$file")" "$2"
	eq "sysctl" "$(sysctl -n "kernel.$1_syscalls.one")" "$2"
	eq "mode" "$(stat -c %a "$file")" 444

	# not even for root
	sysctl -q -w "kernel.$1_syscalls.one=7" 2>/dev/null || :
	! (echo 7 >"$file") 2>/dev/null || fail "$file can be written"
	eq "still" "$(cat "$file")" "$2"

	# removed as soon as removal has begun, not when it is complete
	expect 0 stop
	background "$PROGRAMS/call" "$2"
	wait_for column_is one living 1
	expect -EAGAIN prep one "$2"
	[ ! -e "$file" ] || fail "$file exists during the removal"
	expect 0 go
	wait $!
	expect 0 trylock one "$2"
	expect 0 "$4" one "$2"
	[ ! -e "$file" ] || fail "$file exists after the removal"
}

life dynamic $UNUSED reg unreg
life hijacked $GETPGID hijack restore

# Each kind has one directory of names, and a failed registration is in neither.
expect $UNUSED reg one $UNUSED ret
expect $GETPGID hijack two $GETPGID pass
expect -EBUSY reg two 0 ret
expect -EBUSY hijack three $GETPGID pass
eq "dynamic" "$(echo $NUMBERS/dynamic_syscalls/*)" $NUMBERS/dynamic_syscalls/one
eq "hijacked" "$(echo $NUMBERS/hijacked_syscalls/*)" $NUMBERS/hijacked_syscalls/two
expect 0 remove one $UNUSED
expect 0 remove two $GETPGID
