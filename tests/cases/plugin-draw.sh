# description: the KernelShark plugin in libkshark: two files, loaded again; results in the Info column; labels and colours; ten million more events do not slow down a redraw
# machine: host
# after: picture-trace
# needs: trace-cmd
draw=$PROGRAMS/plugin_draw plugin=$TOOLS/plugin-dyn_syscall.so
[ -x "$draw" ] || skip "without libkshark-dev the plugin is not built"
trace=$TRACES/picture.dat
[ -s "$trace" ] || fail "there is no $trace"

# figure LINE WORD: the number after WORD= in that line of the output
figure() {
	sed -n "s/^$1: .*\b$2=\([0-9]*\).*/\1/p" $WORK/out
}

"$draw" "./$plugin" "$trace" >$WORK/out
cat $WORK/out
one=$(figure drawn shapes)
[ "$one" -gt 100 ] || fail "only $one shapes were drawn"
eq "loaded again" "$(figure again shapes)" "$one"
[ "$(figure drawn outcomes)" -gt 0 ] || fail "no text for a call that was double-clicked"
eq "loaded again before it was drawn" "$(figure thrice shapes)" "$one"

# The event at the beginning of a call also shows how the call ended.
trace-cmd report -t "$trace" 2>/dev/null | sed -En \
	's/^.*-([0-9]+) +\[[0-9]+\] +([^ ]+ +)?([0-9]+)\.([0-9]{9}): dyn_syscall_(enter|exit): +/\1 \3\4 \5 /p' |
	awk '$3 == "enter" { at[$1] = $2 }
		$3 == "exit" {
			pid = $1
			ns = $2 - at[pid]
			sub(/.*ret=/, "")
			time = ns < 1e6 ? sprintf("%.3f us", ns / 1e3) : ns < 1e9 ? \
				sprintf("%.3f ms", ns / 1e6) : sprintf("%.3f s", ns / 1e9)
			print pid " inside for " time ", returned " $1
		}' | sort >$WORK/wanted
sed -En 's/^info: ([0-9]+ inside for .*, returned -?[0-9]+)  nr=.*/\1/p' $WORK/out | sort >$WORK/got
eq "calls" "$(count <$WORK/wanted)" 4
eq "in the Info column" "$(cat $WORK/got)" "$(cat $WORK/wanted)"

# Each file has its own model, and is not drawn in the plots of the other.
"$draw" "./$plugin" "$trace" "$trace" >$WORK/out
eq "two files" "$(figure drawn shapes)" $((2 * one))

# At most a few shapes for each of 1400 bins, in a small part of the time of a frame: 1 to
# 2 ms were measured, also with ten times as many events.
for events in 1000000 10000000; do
	"$draw" "./$plugin" -n $events "$trace" >$WORK/out
	grep -v ^info $WORK/out
	[ "$(figure drawn most)" -le 5600 ] || fail "$events events: $(figure drawn most) shapes in one plot"
	[ "$(figure drawn slowest_ms)" -lt 50 ] || fail "$events events: $(figure drawn slowest_ms) ms for one plot"
	# With changes of state that are closer than their words
	[ "$(figure drawn labels)" -gt 1000 ] || fail "only $(figure drawn labels) labels were drawn"
	eq "labels that cover another" "$(figure drawn covered)" 0
	# In one of red, green and blue, of 255
	[ "$(figure drawn nearest)" -ge 60 ] || fail "an entry has nearly the colour of a task"
done
