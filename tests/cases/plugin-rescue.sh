# description: dynsc-review --png shows a mark where a hijack was taken back; damaged records of rescues do no harm to the reports
# default-kernels: 6.12
# machine: host
# after: rescue-trace
# needs: kernelshark Xvfb convert xwininfo jq
trace=$TRACES/rescue.dat
[ -s "$trace" ] || fail "there is no $trace"
[ -e build/tools/plugin-dyn_syscall.so ] || skip "without libkshark-dev the plugin is not built"
cp "$trace" "$WORK/rescue.dat"
scripts/dynsc-review --size 1600x1000 --png "$WORK/out.png" "$WORK/rescue.dat"
width=$(identify -format %w "$WORK/out.png")
# The columns that have the colour of tools/kernelshark/draw.cpp, as middles of marks in
# the plots of CPUs; not in the legend, which is in the first rows.
convert "$WORK/out.png" -depth 8 -fill white +opaque '#00823c' -fill black -opaque '#00823c' \
	-chop 0x40 -scale "${width}x1!" gray:- | od -An -v -tu1 -w1 |
	awk '$1 < 255 { if (NR > last + 10) { n++; first = NR }; last = NR; at[n] = (first + last) / 2 }
		END { for (i = 1; i <= n; i++) print at[i] }' >"$WORK/marks"
eq "marks" "$(count <"$WORK/marks")" 2
# The time axis is the first line that is black over almost the whole width.
convert "$WORK/out.png" -depth 8 -fill white +opaque black gray:- | od -An -v -tu1 -w"$width" |
	awk '{ n = 0; for (i = 1; i <= NF; i++) if (!$i) { if (!n++) left = i; right = i }
		if (n > 1200 && !found++) print right - left }' >"$WORK/width"
# Two by the key are at one place. As far from there to the third as their times say.
build/tools/dynsc report hijack --json "$WORK/rescue.dat" | jq -r --argjson width "$(cat "$WORK/width")" \
	'[.timeline[] | select(.rescue).ns] as $at |
	($at[2] - $at[0]) * $width / (.end_ns - .begin_ns) | round' >"$WORK/wanted"
awk -v wanted="$(cat "$WORK/wanted")" 'NR == 1 { first = $1 } { last = $1 }
	END { d = last - first - wanted; print last - first, wanted; exit d < -4 || d > 4 }' "$WORK/marks"
"$PROGRAMS/fuzz-report" "$WORK/rescue.dat" 5
