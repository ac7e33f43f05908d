# description: dynsc report and check on damaged traces with buffers, of another clock, and of several files: a verdict or one sentence, and no bad access
# machine: host
# default-kernels: 6.12
# after: inputs-trace
# needs: python3 jq
[ -s "$TRACES/inputs.dat" ] || fail "there is no inputs.dat"
cp "$TRACES/inputs.dat" "$WORK/whole.dat"
dynsc=$PROJECT/$TOOLS/dynsc fuzz=$PROJECT/$PROGRAMS/fuzz-report
cd "$WORK" || exit
subtest "records of a buffer of two files, by another clock" "$fuzz" -b counter whole.dat 5 whole.dat

# hurt SEED: a copy with a few bytes changed: of the head and the formats, of the
# options with buffers and clocks, or of the records
hurt() {
	python3 - "$1" <<-'END'
		import random, sys
		data = bytearray(open("whole.dat", "rb").read())
		dice = random.Random(int(sys.argv[1]))
		# Names of options are not compressed: what is around them are their sizes.
		marks = [at for at in (data.find(word) for word in
		         (b"counter\0", b"[counter]", b"mono\0", b"[mono]")) if at >= 0]
		for _ in range(dice.randint(1, 4)):
		    where = dice.choice(("head", "option", "any"))
		    at = (dice.randrange(4000) if where == "head" else
		          dice.choice(marks) + dice.randint(-48, 48) if where == "option" and marks else
		          dice.randrange(len(data)))
		    data[max(0, min(at, len(data) - 1))] = dice.choice((0, 255, dice.randrange(256)))
		if not dice.randrange(8):
		    del data[dice.randrange(len(data)):]
		open("hurt.dat", "wb").write(data)
	END
}

# answers STATUSES COMMAND...: one of these; a sentence says what is wrong
answers() {
	local status=0

	timeout 30 "$dynsc" "${@:2}" >out 2>err || status=$?
	[[ " $1 " == *" $status "* ]] || fail "status $status of ${*:2}: $(head -c 300 err)"
	[ "$(wc -l <err)" -le 1 ] || fail "${*:2}: $(cat err)"
	[[ -s out || -s err ]] || fail "${*:2} says nothing"
	[ ! -s err ] || refused=$((refused + 1))
}
# Whatever is read, what is written of it is whole.
timelines() {
	rm -f hurt.json hurt.pftrace
	answers "0 1" report contention --json-trace hurt.json --perfetto hurt.pftrace --buffer mono hurt.dat
	[ ! -s hurt.json ] || jq -e .traceEvents hurt.json >/dev/null
	[ ! -s hurt.pftrace ] || "$PROJECT/tests/pftrace.py" hurt.pftrace >/dev/null
}
damaged() {
	local seed refused=0 bad=0

	for seed in {1..8}; do
		hurt "$seed"
		answers "0 1" report contention --json --buffer "$1" hurt.dat
		answers "0 1" report hijack --csv=timeline --buffer "$1" hurt.dat whole.dat
		answers "0 1 3" check --buffer "$1" hurt.dat
		[ "$1" = counter ] || timelines
		[ "$refused" = 0 ] || bad=$((bad + 1))
		refused=0
	done
	echo "of 8 damaged files $bad were refused in some way"
	[ "$bad" -gt 0 ]
}
subtest "damaged: a buffer" damaged mono
subtest "damaged: another clock" damaged counter
