# description: dynsc-review leaves the tasks that recorded out of the picture, unless asked for
# default-kernels: 6.12
# machine: host
# after: rescue-trace
# needs: jq kernelshark
trace=$TRACES/rescue.dat
[ -s "$trace" ] || fail "there is no $trace"
[ -e build/tools/plugin-dyn_syscall.so ] || skip "without libkshark-dev the plugin is not built"

# A KernelShark that only copies its session, and a dynsc for which "repeat" is trace-cmd.
mkdir -p "$WORK/bin" "$WORK/project/build/tools"
cp -r scripts "$WORK/project/"
cp build/tools/plugin-dyn_syscall.so "$WORK/project/build/tools/"
cp "$trace" "$WORK/rescue.dat"
# shellcheck disable=SC2016 # expanded there
printf '#!/bin/sh\ncp "$4" %s/session.json\n' "$WORK" >"$WORK/bin/kernelshark"
printf '#!/bin/sh\n%s/build/tools/dynsc "$@" | sed "s/\\"repeat\\"/\\"trace-cmd\\"/"\n' "$PWD" >"$WORK/project/build/tools/dynsc"
chmod +x "$WORK/bin/kernelshark" "$WORK/project/build/tools/dynsc"
"$TOOLS/dynsc" report contention --json "$WORK/rescue.dat" >"$WORK/report.json"
# of COMM...: the pids of callers with these names
of() {
	jq -c --arg comms "$*" '[.entries[].callers[] | select(.comm | IN($comms | split(" ")[])).pid] | unique' "$WORK/report.json"
}
# shown OPTION...: the tasks in the session
shown() {
	DISPLAY=:0 PATH=$WORK/bin:$PATH "$WORK/project/scripts/dynsc-review" "$@" "$WORK/rescue.dat"
	jq -c '."data streams"[0].TaskPlots | unique' "$WORK/session.json"
}
[ "$(of repeat)" != "[]" ] || fail "no caller is called repeat"
eq "tasks" "$(shown)" "$(of call)"
eq "all tasks" "$(shown --all-tasks)" "$(of call repeat)"
