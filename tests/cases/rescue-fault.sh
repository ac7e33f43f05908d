# description: a handler that warns or oopses is taken back by itself, and a read that always fails by a break on the serial console; the shell goes on
# machine: host
# needs: python3
# timeout: 400
#
# In a machine of its own, whose console is a socket: QEMU is called through a script
# that puts it there.
DIR=$(mktemp -d)
export DIR
cat >"$DIR/qemu-system-x86_64" <<'END'
#!/bin/bash
args=()
for arg; do
	[[ $arg != file,id=console,path=* ]] ||
		arg=socket,id=console,path=$DIR/console,server=on,wait=off,logfile=${arg#*path=}
	args+=("$arg")
done
exec "$QEMU" "${args[@]}" -qmp unix:$DIR/qmp,server=on,wait=off
END
chmod +x "$DIR/qemu-system-x86_64"
QEMU=$(command -v qemu-system-x86_64)
export QEMU
background env PATH="$DIR:$PATH" scripts/vm -q -k "$DYNSC_KERNEL" -c 4 -t 300 -o "$DIR/out" -- \
	tests/programs/rescue >"$DIR/stdout" 2>&1
machine=${BACKGROUND[-1]}
ready() {
	grep -qs 'tests: read is broken' "$DIR/out/console.log" || ended "$machine"
}
poll 200 ready || fail "the machine does not come up: $(tail -n 5 "$DIR/stdout")"
ended "$machine" || python3 - <<'END'
import json, os, socket
qmp = socket.socket(socket.AF_UNIX)
qmp.connect(os.environ["DIR"] + "/qmp")
console = socket.socket(socket.AF_UNIX)
console.connect(os.environ["DIR"] + "/console")
lines = qmp.makefile("rw")
lines.readline()
for command in ({"execute": "qmp_capabilities"},
                {"execute": "chardev-send-break", "arguments": {"id": "console"}}):
    lines.write(json.dumps(command) + "\n")
    lines.flush()
    while "return" not in json.loads(lines.readline()):
        pass
console.send(b"y")
END
wait "$machine" || status=$?
cat "$DIR/stdout"
# The kernel has reported what the handlers did, and nothing else.
eq "status of scripts/vm" "${status:-0}" 70
grep -qx 'all is well' "$DIR/stdout" || fail "see above"
reports=$({ scripts/console-badness "$DIR/out/console.log" || :; } | sed 's/^\[[^]]*\] //' | cut -d: -f1 | sort | uniq -c | xargs)
eq "reports" "$reports" "1 BUG 1 Oops 1 WARNING"
rm -r "$DIR"
