# description: dynsc-record and dynsc-hist refuse with one sentence, and change nothing
# default-kernels: 6.1 kcsan
# needs: trace-cmd
mkdir /tmp/out
dynsc=$PWD/scripts/dynsc
cd /tmp/out || exit

# refused STATUS WORDS record|hist OPTION...: a subtest: refused with STATUS and one line
# that has the words, and nothing is changed
refused() {
	subtest "$2: ${AS:+by another way: }${*:3}" is_refused "$@"
}

is_refused() {
	local want=$1 words=$2 status=0

	shift 2
	$AS "$dynsc-$1" "${@:2}" >/tmp/output 2>/tmp/error || status=$?
	eq "status of $*" $status "$want"
	eq "output of $*" "$(cat /tmp/output)" ""
	eq "lines of $*" "$(wc -l </tmp/error)" 1
	grep -q "^dynsc-$1: .*$words" /tmp/error || fail "$*: $(cat /tmp/error), wanted $words"
	eq "files of $*" "$(ls -A)" ""
	[ -z "$state" ] || eq "after $*" "$(diff <(echo "$state") <(state))" ""
}
# Including buffers that were never used, as after a boot
state() {
	tracing
	cat "$TRACEFS"/{set_event_pid,buffer_total_size_kb,trace_options}
}
AS='' state=''

for s in record hist; do
	for o in --xml -x; do
		refused 2 "there is no option $o" $s $o
	done
	refused 2 "unexpected 'ls'" $s ls
	refused 2 "no command" $s --
	refused 125 "not loaded" $s
done
refused 2 "exclude each other" record --contention --all
refused 2 "exclude each other" record --hijack -o file --contention
for o in -o -b --until --net; do
	refused 2 "$o needs a value" record $o
done
for o in 0 1k 9999999999; do
	refused 2 "-b needs" record -b $o
done
for o in 0.001 -1 1. 1e3 EAGAIN; do
	refused 2 "--until needs" record --until "$o"
	[[ $o == E* ]] || refused 2 "--seconds needs" hist --seconds "$o"
done
for o in host :1 host:port; do
	refused 2 "--net needs" record --net $o
done
for o in --nr --name --seconds; do
	refused 2 "$o needs a value" hist $o
done
refused 2 "--nr needs" hist --nr -1
refused 2 "--nr needs" hist --nr one
refused 2 "--name needs" hist --name 'x" || 1'
refused 2 "--name needs" hist --name ''

insmod "${dynsc%/scripts*}/$BUILD/dyn_syscall.ko"
state=$(state)
for s in record hist; do
	for o in "" /bin/sh/; do
		refused 127 "no command '$o'" $s -- "$o"
	done
	refused 127 "no command 'no_such'" $s -- no_such
	AS="setpriv --reuid 65534 --regid 65534 --clear-groups"
	refused 125 "only root" $s
	# As in a container that root has made for a user, and in one without privileges.
	AS="setpriv --reuid 65534 --regid 65534 --clear-groups unshare --user --map-root-user"
	state=''
	refused 125 "this is the root of a container, which may not read tracefs; trace on the host" $s
	AS=''
	state=$(state)
done
mkdir /tmp/bin
for c in bash readlink dirname; do
	ln -s "$(type -P $c)" /tmp/bin/
done
AS="env PATH=/tmp/bin"
refused 125 "trace-cmd is not installed" record
AS=''
refused 125 "is a directory" record -o /tmp
refused 125 "no directory" record -o /tmp/none/trace.dat
refused 125 "not a regular file" record -o /dev/null
mkdir /tmp/ro
mount -t tmpfs -o ro none /tmp/ro
refused 125 "cannot write /tmp/ro/trace.dat" record -o /tmp/ro/trace.dat
umount /tmp/ro
refused 125 "nothing listens at localhost:7" record --net localhost:7
# This one is refused only when the buffers are allocated.
echo 1408 >$TRACEFS/buffer_size_kb
state=$(state)
refused 125 "use a smaller -b" record -b 99999999

# Tracing by another user must not be ended; see record-instance.
tracer=$(grep -ow -e blk -e function "$TRACEFS/available_tracers" | head -n 1)
for f in set_event:sched:sched_waking set_event_pid:1 current_tracer:$tracer \
	 events/dyn_syscall/dyn_syscall_exit/filter:nr==1 \
	 events/dyn_syscall/dyn_syscall_exit/trigger:stacktrace:1; do
	old=$(grep -v '^#' "$TRACEFS/${f%%:*}" || :)
	state=''
	echo "${f#*:}" >"$TRACEFS/${f%%:*}"
	state=$(state)
	refused 125 "tracing is already in use .*, and trace-cmd sends only" record --net localhost:7
	state=''
	case $f in
	*/filter:*)	echo 0 ;;
	*/trigger:*)	echo "!stacktrace" ;;
	*)		echo "$old" ;;
	esac >"$TRACEFS/${f%%:*}"
done
exec 9<$TABLE
flock 9
state=$(state)
refused 125 "another dynsc-record is running), and" record --net localhost:7
exec 9<&-

mkdir /tmp/empty
mount --bind /tmp/empty $TRACEFS/events/dyn_syscall
state=''
refused 125 "no hist triggers" hist
umount $TRACEFS/events/dyn_syscall
umount $DEBUGFS/tracing 2>/dev/null || :
umount $DEBUGFS
refused 125 "there is no .*/table; mount" record
refused 125 "there is no .*/table; mount" hist
umount $TRACEFS
refused 125 "tracefs is not mounted" record
refused 125 "tracefs is not mounted" hist
mount -t debugfs debugfs $DEBUGFS
mount -t tracefs tracefs $TRACEFS

for s in record hist; do
	"$dynsc-$s" --help | grep -q "^Usage: dynsc-$s "
done
eq "files at the end" "$(ls -A)" ""
