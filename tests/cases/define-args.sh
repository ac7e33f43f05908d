# description: DYN_SYSCALL_DEFINEn truncates and extends each argument to its type
# by-table: yes
load
load_client actor
expect $UNUSED reg six $UNUSED args
expect 0 unlock six $UNUSED
expect 401 reg one 401 first
expect 0 unlock one 401

# args A...: the six arguments as the handler saw them: int, unsigned int, short,
# unsigned char, long, pointer
args() {
	local i all=

	eq "the call itself" "$(call six "$@")" 0
	for i in 0 1 2 3 4 5; do
		all="$all $(do_ seen $i)"
	done
	echo "${all# }"
}

eq "small" "$(args 1 2 3 4 5 6)" "1 2 3 4 5 6"
eq "dirty above" "$(args 0xdead00000000000b 0xdead00000000000c 0xdeaddeaddead000d \
	0xdeaddeaddeadde0e 15 16)" "11 12 13 14 15 16"
# the sign bit of each, with nothing above it: -2^31 2^31 -2^15 128
eq "sign bits" "$(args 0x80000000 0x80000000 0x8000 0x80 0x8000000000000000 \
	0x8000000000000000)" "-2147483648 2147483648 -32768 128 \
-9223372036854775808 -9223372036854775808"
eq "no sign bit under a dirty half" "$(args 0xffffffff7fffffff 0xffffffff7fffffff \
	0xffffffffffff7fff 0xffffffffffffff7f 0x123456789abcdef0 0x7ffffffff000)" \
	"2147483647 2147483647 32767 127 1311768467463790320 140737488351232"
eq "all ones" "$(args -1 -1 -1 -1 -1 -1)" "-1 4294967295 -1 255 -1 -1"
eq "minus a thousand" "$(args -100000 -100000 -10000 -100 -100000 0)" \
	"-100000 4294867296 -10000 156 -100000 0"

eq "one" "$(call one 5)" 5
eq "one, dirty above" "$(call one 0x1234567800000005)" 5
eq "one, its sign bit" "$(call one 0x80000000)" -2147483648
eq "one, an errno" "$(call one 0xfffffff2)" -EFAULT

expect 0 remove six $UNUSED
expect 0 remove one 401
