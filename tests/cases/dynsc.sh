# description: dynsc list and call, as root and as another user: outputs, errors, exit codes
# default-kernels: 6.1 latest kasan kcsan
# needs: jq
unprivileged() {
	setpriv --reuid 65534 --regid 65534 --clear-groups "$@"
}

# answer STATUS OUTPUT ARGUMENT...: a subtest: dynsc ends with STATUS and prints OUTPUT;
# what is wrong with the arguments is said in one line on stderr
answer() {
	subtest "${AS:+as another user: }dynsc ${*:3}" answers "$@"
}

answers() {
	local want=$1 text=$2 status=0 got

	shift 2
	got=$($AS "$TOOLS/dynsc" "$@" 2>/tmp/dynsc.error) || status=$?
	eq "dynsc $*" "$got" "$text"
	eq "status of dynsc $*" $status "$want"
	case $want in
	0) eq "stderr of dynsc $*" "$(cat /tmp/dynsc.error)" "" ;;
	2 | 3) eq "stderr of dynsc $*" "$(grep -c '^dynsc: ' /tmp/dynsc.error)" 1 ;;
	esac
}
AS=

# the module is not there
answer 0 $(($(umask))) call umask $(($(umask)))
answer 1 "" list
answer 3 "" call one
answer 1 "ENOSYS (Function not implemented)" call $UNUSED

load
load_client actor
answer 0 "no calls are registered" list
answer 0 "[]" list --json

expect $UNUSED reg one $UNUSED ret
expect $GETPGID hijack two $GETPGID pass
answer 1 "ENOSYS (Function not implemented)" call one
expect 0 unlock one $UNUSED
expect 0 unlock two $GETPGID

for AS in "" unprivileged; do
	answer 0 42 call one
	answer 0 42 call $UNUSED
	answer 0 42 call one 1 -2 0x3 04 str:text buf:5
	answer 0 "$(call two 1)" call two 1
	answer 1 "ESRCH (No such process)" call two 2147483647
	answer 1 "ENOSYS (Function not implemented)" call 401
	answer 3 "" call three
	answer 3 "" call ""
	answer 2 "" call
	answer 2 "" call one 1 2 3 4 5 6 7
	answer 2 "" call one 12x
	answer 2 "" call one six
	answer 2 "" call one buf:0
	answer 2 "" call one buf:x
	answer 2 "" call one 0x10000000000000000
	answer 2 "" call ../one
	answer 2 "" call 99999999999
	answer 2 "" list --xml
	answer 2 "" lost
	answer 2 "" help lost
	answer 0 "$("$TOOLS/dynsc" help call)" call --help
done
# The kernel's own calls by their names, unless the name is registered.
AS=
answer 0 $(($(umask))) call umask $(($(umask)))
answer 0 $(($(umask))) call -- umask $(($(umask)))
answer 0 $(($(umask))) call umask -- $(($(umask)))
eq "getppid" "$(bash -c '"$0" call getppid; echo $$' "$TOOLS/dynsc" | uniq | wc -l)" 1
expect 402 reg umask 402 ret
expect 0 unlock umask 402
answer 0 42 call umask 18
expect 0 remove umask 402
"$TOOLS/dynsc" --help | grep -q '^Usage: dynsc'
! "$TOOLS/dynsc" 2>/dev/null || fail "no command, no error"
! "$TOOLS/dynsc" list >/dev/full 2>/dev/null || fail "cannot write, no error"

# A read of a file into a buffer: text, and what is no text.
printf 'some\ntext' >/tmp/dynsc.text
answer 0 $'9\nsome\ntext' call ${NR[read]} 0 buf:16 16 </tmp/dynsc.text
printf 'A\377' >/tmp/dynsc.text
answer 0 $'2\n000000  41 ff 00                                         A..' \
	call ${NR[read]} 0 buf:3 2 </tmp/dynsc.text

# What root sees is the table, blanks aside.
AS=
eq "list" "$("$TOOLS/dynsc" list | xargs -n 16)" "$(sed 's/^# //' $TABLE)"
AS=unprivileged
eq "list as another user" "$(unprivileged "$TOOLS/dynsc" list | xargs -n 3)" "nr name kind
$GETPGID two hijacked
$UNUSED one dynamic"
eq "list --json as another user" "$(unprivileged "$TOOLS/dynsc" list --json | jq -c .)" \
	"[{\"nr\":$GETPGID,\"name\":\"two\",\"kind\":\"hijacked\"},{\"nr\":$UNUSED,\"name\":\"one\",\"kind\":\"dynamic\"}]"
# Of the table: every column, numbers as numbers.
eq "list --json" "$("$TOOLS/dynsc" list --json | jq -r '(.[0] | keys_unsorted), (.[] | [.[]]) | join(" ")')" \
	"$(sed 's/^# //' $TABLE | xargs -n 16)"
eq "types" "$("$TOOLS/dynsc" list --json | jq -r '[.[] | .[] | type] | join(" ")' | xargs -n 16 | sort -u)" \
	"number string string string string string number number number number number string string number string number"

# What is being removed has a row for root, and no name.
expect 0 prep one $UNUSED
"$TOOLS/dynsc" list | grep -Eq "^$UNUSED +one +dynamic +actor +undoing +locked "
answer 3 "" call one
eq "list as another user, one removed" "$(unprivileged "$TOOLS/dynsc" list | xargs -n 3)" "nr name kind
$GETPGID two hijacked"
expect 0 unreg one $UNUSED
expect 0 remove two $GETPGID
