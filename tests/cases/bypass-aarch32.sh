# description: calls of a 32-bit program on arm64 bypass hijacked numbers, and are not counted
# kernels: arm64-6.1 arm64-6.12
# by-table: yes
AARCH32_GETSID=147	# natively: setresuid

# words HEX...: 32-bit words, the low byte first
words() {
	local word

	for word; do
		# shellcheck disable=SC2059 # bytes
		printf "\x${word:6:2}\x${word:4:2}\x${word:2:2}\x${word:0:2}"
	done
}

# The root has no compiler for AArch32. It asks for its session, and exits with 1 if that is
# 42, with 2 if it is an error, or else with 0.
program() {
	words 464c457f 00010101 00000000 00000000	# ELF, 32 bits, the low byte first
	words 00280002 00000001 00010054 00000034	# executable, ARM; entry, program headers
	words 00000000 05000000 00200034 00000001
	words 00000000
	words 00000001 00000000 00010000 00010000	# load all of it
	words 00000080 00000080 00000005 00010000
	words e3a07093 e3a00000 ef000000		# r7 = 147, r0 = 0: getsid
	words e3a07001 e350002a 03a00001 0f000000	# r7 = 1: exit(1) if r0 is 42
	words e3500000 b3a00002 a3a00000 ef000000	# exit(2) if it is below 0, or else 0
}
program >/tmp/aarch32
chmod +x /tmp/aarch32
eq "the program's size" "$(stat -c %s /tmp/aarch32)" 128
status=0
/tmp/aarch32 2>/dev/null || status=$?
[ $status != 126 ] || skip "this kernel or CPU runs no 32-bit programs"
eq "getsid as it is" $status 0

load
load_client actor
expect $GETSID hijack one $GETSID ret
expect $AARCH32_GETSID hijack two $AARCH32_GETSID ret
expect 0 unlock one $GETSID
expect 0 unlock two $AARCH32_GETSID
trace_on
eq "native getsid" "$(call $GETSID 0)" 42
eq "native setresuid" "$(call $AARCH32_GETSID 0)" 42
before=$(cat "$TABLE")
events=$(all_events | count)
status=0
/tmp/aarch32 || status=$?
eq "the 32-bit getsid" $status 0
eq "the table" "$(cat "$TABLE")" "$before"
eq "events" "$(all_events | count)" "$events"
trace_off
expect 0 remove one $GETSID
expect 0 remove two $AARCH32_GETSID
