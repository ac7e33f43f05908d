# description: dynsc-review --png: each call, mark and closed gate is at its time and in its plot; without the plugin there are none
# default-kernels: 6.12
# machine: host
# after: picture-trace
# needs: kernelshark Xvfb convert xwininfo trace-cmd jq setpriv
# timeout: 300
#
# The times to expect come from trace-cmd report, and the plots from the session. A time
# may be off by two pixels: a bin is one pixel wide, and a line two.
trace=$TRACES/picture.dat
[ -s "$trace" ] || fail "there is no $trace"
[ -e build/tools/plugin-dyn_syscall.so ] || skip "without libkshark-dev the plugin is not built"

# The colours of tools/kernelshark/draw.cpp: the entries by number, the marks.
gets=ffbe5a waits=82c8f5
declare -A colour=([enosys]=d7001e [eagain]=ff6e00 [fallback]=005fd7 [straggler]=9600be)
closed=464b5f locked=a5aabe

# A copy of the project that every user may read, and a wrapper of KernelShark that
# copies its session and can leave out the plugin.
mkdir -p $WORK/project/build/tools $WORK/bin $WORK/tmp
chmod 1777 $WORK/tmp
cp -r scripts $WORK/project/
cp build/tools/dynsc build/tools/plugin-dyn_syscall.so $WORK/project/build/tools/
cp "$trace" $WORK/picture.dat
chmod -R a+rX $WORK
cat >$WORK/bin/kernelshark <<END
#!/bin/sh
cp "\$4" $WORK/tmp/session.json
[ ! -e $WORK/without ] || shift 2
exec $(command -v kernelshark) "\$@"
END
chmod 755 $WORK/bin/kernelshark
export TMPDIR=$WORK/tmp PATH=$WORK/bin:$PATH

# picture NAME [COMMAND...]: with dynsc-review started by COMMAND, as another user, say
picture() {
	local name=$1

	shift
	env -u DISPLAY "$@" $WORK/project/scripts/dynsc-review --size 1600x1300 \
		--png $WORK/tmp/$name.png $WORK/picture.dat
	eq "what $name leaves behind" "$(find $WORK/tmp -mindepth 1 ! -name '*.png' ! -name session.json)" ""
	read -r width rows <<<"$(identify -format '%w %h' $WORK/tmp/$name.png)"
	# Of the window only the plots: the colour of its menus is at the edges of letters only.
	[[ $width -gt 1500 && $width -le 1600 && $rows -lt 1300 ]] || fail "the picture is ${width}x$rows"
	convert $WORK/tmp/$name.png -fill black +opaque '#efefef' -fill white +opaque black \
		-scale "1x$rows!" -depth 8 gray:- | od -An -v -tu1 -w1 |
		awk '$1 > 25 { exit 1 }' || fail "the picture has more than the plots"
	convert $WORK/tmp/$name.png -depth 8 rgb:$WORK/$name.rgb
}

picture own
if [ $EUID = 0 ]; then
	rm $WORK/tmp/session.json
	picture other setpriv --reuid 65534 --regid 65534 --clear-groups env HOME=/nonexistent
	cmp $WORK/own.rgb $WORK/other.rgb || fail "another user gets another picture"
fi
touch $WORK/without
rm $WORK/tmp/session.json
picture without

for name in own without; do
	convert $WORK/tmp/$name.png -unique-colors -depth 8 txt:- >$WORK/$name.colours
done
for c in $waits "${colour[@]}" $closed $locked; do
	grep -qi "#$c" $WORK/own.colours || fail "colour $c is not in the picture"
	! grep -qi "#$c" $WORK/without.colours || fail "colour $c is also there without the plugin"
done

# The events: ns pid cpu event fields. Newer versions of trace-cmd print flags before the time.
trace-cmd report -t $WORK/picture.dat 2>/dev/null | sed -En \
	's/^.*-([0-9]+) +\[([0-9]+)\] +([^ ]+ +)?([0-9]+)\.([0-9]{9}): ([a-z_]+): +/\4\5 \1 \2 \6 /p' \
	>$WORK/truth

# truth REGEX: the times of the events that match
truth() {
	grep -E "$1" $WORK/truth | cut -d' ' -f1
}
undo=$(truth 'state .*name=waits .*to=undoing')
lock=$(truth 'write_trylock .*name=waits .*granted=1')
first=$(head -n 1 $WORK/truth | cut -d' ' -f1)
last=$(tail -n 1 $WORK/truth | cut -d' ' -f1)

# The range is the removal, and a quarter of its time before and after it.
margin=$(((lock - undo) / 4))
from=$((undo - margin > first ? undo - margin : first))
to=$((lock + margin < last ? lock + margin : last))
eq "range" "$(jq -c .Model.range $WORK/tmp/session.json)" "[$from,$to]"

# Lines that are black over the whole width: the axis and the base of each plot.
mapfile -t lines < <(convert $WORK/tmp/own.png -fill white +opaque black -scale "1x$rows!" \
	-depth 8 gray:- | od -An -v -tu1 -w1 |
	awk '{ black = $1 < 90 } was && !black { print NR - 2 } { was = black }')
mapfile -t plots < <(jq -r '."data streams"[0] | (.CPUPlots[] | "cpu\(.)"), (.TaskPlots[] | "task\(.)")' \
	$WORK/tmp/session.json)
eq "lines" ${#lines[@]} $((${#plots[@]} + 1))
declare -A base
for i in "${!plots[@]}"; do
	base[${plots[i]}]=${lines[i + 1]}
done
height=$((lines[2] - lines[1] - 20))

# columns ROW COLOUR: those that have the colour
columns() {
	tail -c +$((3 * width * $1 + 1)) $WORK/own.rgb | head -c $((3 * width)) | od -An -v -tx1 -w3 |
		tr -d ' ' | grep -nx $2 | awk -F: '{ print $1 - 1 }' || :
}

# ends ROW COLOUR: the first and the last column
ends() {
	columns $1 $2 | sed -n '1p; $p' | tr '\n' ' '
}
read -r left right <<<"$(ends ${lines[0]} 000000)"

# at NS: the column of a time, or the nearest one in the picture
at() {
	local ns=$(($1 < from ? from : $1 > to ? to : $1))

	echo $((left + (ns - from) * (right - left) / (to - from)))
}

# near WHAT COLUMN NS [TOLERANCE]
near() {
	local want by=${4:-2}

	want=$(at $3)
	[[ -n $2 && $(($2 - want)) -le $by && $((want - $2)) -le $by ]] ||
		fail "$1: at column '$2', wanted $want"
}

# Living calls: a box in the plot of each caller, and of no other task.
callers=$(grep 'enter .*name=waits' $WORK/truth | cut -d' ' -f2)
eq "callers" "$(count <<<"$callers")" 3
for p in "${plots[@]}"; do
	pid=${p#task}
	[[ $p == task* ]] || continue
	read -r box_begin box_end <<<"$(ends $((base[$p] - height * 3 / 4)) $waits)"
	if grep -qx $pid <<<"$callers"; then
		near "$p: enter" "$box_begin" "$(truth "^[0-9]+ $pid .*enter .*name=waits")"
		near "$p: exit" "$box_end" "$(truth "^[0-9]+ $pid .*exit .*name=waits")"
	else
		eq "$p: box" "$box_begin" ""
	fi
done

# On a CPU: wherever the colour is, a caller was running on that CPU, inside.
for p in "${plots[@]}"; do
	cpu=${p#cpu}
	[[ $p == cpu* ]] || continue
	columns $((base[$p] - height / 2)) $waits >$WORK/columns
	awk -v cpu=$cpu -v from=$from -v to=$to -v left=$left -v right=$right '
		function column(ns) { return left + (ns - from) * (right - left) / (to - from) }
		function ran(pid, end) {
			if (end >= from && since <= to && pid in inside) {
				b = since > inside[pid] ? since : inside[pid]
				n++; begin[n] = column(b); stop[n] = column(end)
			}
		}
		NR == FNR {
			if ($4 == "dyn_syscall_enter" && /name=waits/) inside[$2] = $1
			if ($3 + 0 == cpu && $4 == "dyn_syscall_exit" && /name=waits/) ran($2, $1)
			if ($4 == "dyn_syscall_exit" && /name=waits/) delete inside[$2]
			if ($3 + 0 == cpu && $4 == "sched_switch") { ran($2, $1); since = $1 }
			next
		}
		{ ok = 0; for (i = 1; i <= n; i++) if ($1 >= begin[i] - 2 && $1 <= stop[i] + 2) ok = 1
		  if (!ok) { print "column " $1; exit }
		  seen[$1] = 1 }
		END { for (i = 1; i <= n; i++) {
			ok = 0
			for (c in seen) if (c >= begin[i] - 2 && c <= stop[i] + 2) ok = 1
			if (!ok && begin[i] >= left && stop[i] <= right) print "nothing at " begin[i]
		} }' $WORK/truth $WORK/columns >$WORK/wrong
	eq "$p: boxes" "$(cat $WORK/wrong)" ""
done

# The closed gate: a dark band above, and a shade, from undoing to locked. Exact where
# no mark can cover it; elsewhere to a mark's width, for one may lie on the band's end.
for p in "${plots[@]}"; do
	tolerance=15
	if grep -qx "${p#task}" <<<"$callers"; then
		tolerance=2
	elif [[ $p == task* ]] && ! grep -q "^[0-9]* ${p#task} .*name=waits" $WORK/truth; then
		continue
	fi
	read -r band_begin band_end <<<"$(ends $((base[$p] - height)) $closed)"
	near "$p: closed" "$band_begin" $undo $tolerance
	near "$p: locked" "$band_end" $lock $tolerance
done
task=task$(head -n 1 <<<"$callers")
read -r band_begin band_end <<<"$(ends $((base[$task] - height * 9 / 10)) e2e3e6)"
near "shade, begin" "$band_begin" $undo
near "shade, end" "$band_end" $lock

# The other gate is locked until it is opened; its caller saw no removal of "waits".
task=task$(grep 'enter .*name=gets' $WORK/truth | cut -d' ' -f2)
read -r band_begin _ <<<"$(ends $((base[$task] - height)) $locked)"
near "gets, locked at first" "$band_begin" "$(truth 'state .*name=gets .*to=reserved')"
read -r _ band_end <<<"$(ends $((base[$task] - height)) $locked)"
near "gets, free" "$band_end" "$(truth 'state .*name=gets .*to=free')"
read -r band_begin band_end <<<"$(ends $((base[$task] - height)) $closed)"
near "gets, closed" "$band_begin" "$(truth 'state .*name=gets .*to=undoing')"
near "gets, locked" "$band_end" "$(truth 'write_trylock .*name=gets .*granted=1')"
columns $((base[$task] - height / 2)) $gets | grep -q . || fail "no box of a short call"
columns $((base[$task] - height * 7 / 10)) $gets >$WORK/columns
[ "$(count <$WORK/columns)" -ge 4 ] || fail "no dot on a short call"
near "dot" "$(sed -n "$((($(count <$WORK/columns) + 1) / 2))p" $WORK/columns)" "$(truth 'enter .*name=gets')"

# Marks: each in the plots of its task and of its CPU, and no others.
sed -En 's/^([0-9]+ [0-9]+ [0-9]+) dyn_syscall_(enosys|eagain|fallback) .*why=straggler.*/\1 straggler/p; t
	 s/^([0-9]+ [0-9]+ [0-9]+) dyn_syscall_(enosys|eagain|fallback) .*/\1 \2/p' \
	$WORK/truth >$WORK/marks
eq "marks of each kind" "$(cut -d' ' -f4 $WORK/marks | sort | uniq -c | awk '{ print $1 $2 }' | tr '\n' ' ')" \
	"2eagain 4enosys 1fallback 1straggler "
for p in "${plots[@]}"; do
	for kind in "${!colour[@]}"; do
		awk -v kind=$kind -v p=$p '$4 == kind && (p == "cpu" $3 + 0 || p == "task" $2) { print $1 }' \
			$WORK/marks | while read -r ns; do at $ns; done >$WORK/wanted
		columns $((base[$p] - height)) ${colour[$kind]} >$WORK/columns
		awk 'NR == FNR { want[++n] = $1; next }
			{ ok = 0
			  for (i = 1; i <= n; i++) {
				d = $1 - want[i]
				if (d >= -8 && d <= 8) ok = 1
				if (d >= -2 && d <= 2) seen[i] = 1
			  }
			  if (!ok) print "a mark at " $1 }
			END { for (i = 1; i <= n; i++) if (!seen[i]) print "none at " want[i] }
			' $WORK/wanted $WORK/columns >$WORK/wrong
		[ -s $WORK/wanted ] || cp $WORK/columns $WORK/wrong
		eq "$p: $kind" "$(cat $WORK/wrong)" ""
	done
done

# The change of state is a line that rises above the plot.
remover=task$(grep 'state .*name=waits .*to=undoing' $WORK/truth | cut -d' ' -f2)
near "a line for undoing" "$(columns $((base[$remover] - height * 107 / 100)) 000000 |
	awk -v at="$(at $undo)" '$1 >= at - 2 && $1 <= at + 2' | head -n 1)" $undo
