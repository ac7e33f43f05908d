# description: dynsc-review: one sentence and no leftovers for each error; interruption; a viewer that dies or hangs
# default-kernels: 6.12
# machine: host
# after: picture-trace
# timeout: 300
# needs: kernelshark Xvfb convert xwininfo jq setpriv
trace=$TRACES/picture.dat
[ -s "$trace" ] || fail "there is no $trace"
[ -e build/tools/plugin-dyn_syscall.so ] || skip "without libkshark-dev the plugin is not built"

# As an ordinary user where possible, because root may read and write every file.
mkdir -p $WORK/project/build/tools $WORK/tmp $WORK/bin $WORK/readonly
cp -r scripts $WORK/project/
cp build/tools/dynsc build/tools/plugin-dyn_syscall.so $WORK/project/build/tools/
cp "$trace" $WORK/picture.dat
chmod -R a+rX $WORK
chmod 777 $WORK/tmp
as=()
[ $EUID != 0 ] || as=(setpriv --reuid 65534 --regid 65534 --clear-groups)
export TMPDIR=$WORK/tmp HOME=/nonexistent
unset DISPLAY WAYLAND_DISPLAY
review=$WORK/project/scripts/dynsc-review
png=$WORK/tmp/out.png

# nothing_left [FILE]: in the temporary directory, except FILE
nothing_left() {
	eq "left behind" "$(ls -A $WORK/tmp)" "${1-}"
}

# wrong STATUS WORDS ARGUMENT...: a subtest: it ends with STATUS and one line on stderr
# that has the words, and leaves nothing behind
wrong() {
	local name="$2: dynsc-review ${*:3}"

	subtest "${name//$WORK/}" is_wrong "$@"
}

is_wrong() {
	local want=$1 words=$2 status=0

	shift 2
	"${as[@]}" $review "$@" >$WORK/stdout 2>$WORK/stderr || status=$?
	eq "status of $*" $status $want
	eq "stdout of $*" "$(cat $WORK/stdout)" ""
	eq "lines of $*: $(cat $WORK/stderr)" "$(count <$WORK/stderr)" 1
	[[ $(cat $WORK/stderr) == "dynsc-review: "*"$words"* ]] ||
		fail "$*: said '$(cat $WORK/stderr)', wanted '$words'"
	nothing_left
}

wrong 2 "say which trace to show"
wrong 2 "say which trace to show" --png $png
wrong 2 "there is no option --pgn" --pgn $png $WORK/picture.dat
wrong 2 "--png needs a value" --png
wrong 2 "--png needs a value" --png '' $WORK/picture.dat
wrong 2 "--size needs a value" $WORK/picture.dat --size
for size in 1600 x900 1600x 16o0x900 0x0 1600x900x2 -5x900 99999x99999 '1600x900;ls'; do
	wrong 2 "is not a size" --size "$size" --png $png $WORK/picture.dat
done
wrong 2 "is too small" --size 799x900 --png $png $WORK/picture.dat

wrong 1 "there is no file /nonexistent.dat" --png $png /nonexistent.dat
wrong 1 "there is no file /nonexistent.dat" --png $png $WORK/picture.dat /nonexistent.dat
wrong 1 "cannot be read" --png $png $WORK
if [ $EUID = 0 ]; then
	install -m 600 /dev/null $WORK/secret.dat
	wrong 1 "cannot be read" --png $png $WORK/secret.dat
	wrong 1 "cannot be written" --png $WORK/readonly/out.png $WORK/picture.dat
fi
wrong 1 "cannot be written" --png /nonexistent/out.png $WORK/picture.dat
wrong 1 "is a directory" --png $WORK $WORK/picture.dat
wrong 1 "there is no screen" $WORK/picture.dat

# A file that is not a trace: the message of the report.
echo "not a trace" >$WORK/text.dat
: >$WORK/empty.dat
head -c 3000 $WORK/picture.dat >$WORK/short.dat
for file in text empty short; do
	wrong 1 "$WORK/$file.dat" --png $png $WORK/$file.dat
done

# A command that is not installed: a PATH with all others.
ln -s /usr/bin/* $WORK/bin/
for command in kernelshark Xvfb convert jq xwininfo; do
	mv $WORK/bin/$command $WORK/
	PATH=$WORK/bin wrong 1 "$command is not installed; scripts/setup show" --png $png $WORK/picture.dat
	mv $WORK/$command $WORK/bin/
done
mv $WORK/project/build/tools/plugin-dyn_syscall.so $WORK/
wrong 1 "there is no plugin" --png $png $WORK/picture.dat
mv $WORK/plugin-dyn_syscall.so $WORK/project/build/tools/

# A viewer that dies, one that prints an error, and one that hangs, with a shorter limit.
mkdir $WORK/viewer
sed -i 's/^limit=300$/limit=2/' $review
grep -qx limit=2 $review
viewer() {
	printf '#!/bin/sh\n%s\n' "$1" >$WORK/viewer/kernelshark
	chmod 755 $WORK/viewer/kernelshark
}
PATH=$WORK/viewer:$PATH
viewer 'echo no such luck; exit 3'
wrong 1 "KernelShark ended: no such luck" --png $png $WORK/picture.dat
viewer 'echo ERROR: "File x contains no data."; exec sleep 100'
wrong 1 "ERROR: File x contains no data." --png $png $WORK/picture.dat
viewer 'exec sleep 100'
wrong 1 "was not ready after 2 s" --png $png $WORK/picture.dat

# Interrupted while it waits. A background child of a shell ignores SIGINT.
sed -i 's/^limit=2$/limit=60/' $review
# It is found by its arguments, which are in $WORK/tmp.
viewer "touch $WORK/tmp/viewing; while sleep 0.1; do :; done"
for signal in INT TERM HUP; do
	"${as[@]}" env --default-signal $review --png $png $WORK/picture.dat 2>$WORK/stderr &
	pid=$!
	BACKGROUND+=("$pid")
	wait_for test -e $WORK/tmp/viewing
	rm -f $WORK/tmp/viewing
	kill -$signal $pid
	status=0
	wait $pid || status=$?
	case $signal in
	INT) eq "status after $signal" $status 130 ;;
	*) eq "status after $signal" $status 143 ;;
	esac
	eq "said after $signal" "$(cat $WORK/stderr)" ""
	nothing_left
	eq "running after $signal" "$(pgrep -af -- "$WORK/tmp" || :)" ""
done

# Without errors there is a picture, which replaces an old one.
rm $WORK/viewer/kernelshark
"${as[@]}" sh -c "echo old >$png"
"${as[@]}" $review --size=1000x600 --png=$png -- $WORK/picture.dat
read -r format width height <<<"$(identify -format '%m %w %h' $png)"
# The part of the window that has the plots
[[ $format == PNG && $width -gt 900 && $width -le 1000 && $height -gt 300 && $height -lt 600 ]] ||
	fail "the picture is $format ${width}x$height"
nothing_left out.png
$review --help | grep -q '^Usage: dynsc-review'
