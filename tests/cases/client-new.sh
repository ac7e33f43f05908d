# description: dynsc new: each kind of client builds without a warning, and its programs; bad words are refused and change nothing
# default-kernels: 6.1
# machine: host
# kernels: 6.1 6.12
# needs: gcc
kdir=$PROJECT/build/kernels/$DYNSC_KERNEL/kdir
dynsc=$TOOLS/dynsc
[[ $dynsc == /* ]] || dynsc=$PROJECT/$dynsc
cd $WORK || exit

# new STATUS ARGUMENT...: an error is one line
new() {
	local want=$1 status=0

	shift
	"$dynsc" new "$@" >output 2>error || status=$?
	eq "status of dynsc new $*" $status "$want"
	[ $status = 0 ] || eq "lines of $*: $(cat error)" "$(grep -c '^dynsc-new: ' error)-$(wc -l <error)-$(wc -c <output)" 1-1-0
}

# builds NAME ARGUMENT...: without a warning of any compiler
builds() {
	local name=$1 status=0

	new 0 "$@"
	eq "files" "$(find "$name" -mindepth 1 -printf '%f\n' | sort | xargs)" "$(printf '%s\n' Makefile README.md call.c call.py "$name.c" test.sh | sort | xargs)"
	eq "lines of the Makefile" "$(wc -l <"$name/Makefile")" 1
	make -s -C "$name" KDIR="$kdir" KCFLAGS=-Werror >output 2>&1 || status=$?
	eq "make of $name" "$status $(cat output)" "0 "
	modinfo -F depends "$name"/.build/*/"$name.ko" | grep -qx dyn_syscall
	[ -x "$name/.build/call" ] && [ -x "$name/call.py" ] && [ -x "$name/test.sh" ]
	# Their call is not registered here.
	! "$name/.build/call" 2>error || fail "a call that does not exist"
	grep -q "^$name: Function not implemented$" error
	! "$name/call.py" 2>error || fail "a call that does not exist, in Python"
	grep -q "^OSError: \[Errno 38\] Function not implemented: '$name'$" error
}

subtest "by default" builds plain
subtest "no parameters" builds none --args ''
subtest "texts, a buffer, six parameters" \
	builds texts --args 'const char __user *,char  __user*,size_t,struct timespec64 __user *, u64 ,unsigned long'
subtest "narrow parameters" builds narrow --args 'char,signed char,unsigned short,int,umode_t,loff_t'
subtest "a hijack" builds over --hijack openat
subtest "a hijack with parameters" builds over_it --hijack openat --args 'int,const char __user *,int,umode_t'
subtest "the longest name" builds abcdefghijklmnopqrstuvwxyz_abcd

refused() {
	local before

	before=$(find . -mindepth 1 ! -name output ! -name error | sort)
	new "$@"
	eq "files after an error" "$(find . -mindepth 1 ! -name output ! -name error | sort)" "$before"
}
mkdir there
echo precious >file
ln -s nowhere link
for name in there file link; do
	subtest "$name exists" refused 1 $name
done
eq "the file" "$(cat file)" precious
for name in '' 1a Upper a-b a.b ../a a/b 'a b' int while dyn_syscall dyn_syscall_x add_2 calls \
	abcdefghijklmnopqrstuvwxyz_abcde; do
	subtest "the name '$name'" refused 2 "$name"
done
for args in 'int,' ',int' 'int,,int' 'char *' 'struct x' 'void' 'int a' 'int;' 'double' 'char __user' \
	'int,int,int,int,int,int,int' 'int)'; do
	subtest "the types '$args'" refused 2 other --args "$args"
done
for call in exit exit_group no_such_call 'open at' ''; do
	subtest "over '$call'" refused 2 other --hijack "$call"
done
subtest "no name" refused 2
subtest "two names" refused 2 one two
subtest "no value" refused 2 one --args
subtest "an unknown option" refused 2 one --force
mkdir closed
chmod 555 closed
if [ "$(id -u)" = 0 ]; then
	subtest "a directory that cannot be written" \
		bash -c "chmod 755 $WORK && cd closed && ! setpriv --reuid 65534 --clear-groups '$dynsc' new one 2>/dev/null && [ ! -e one ]"
fi
