# description: without debugfs dynsc-record and dynsc-hist work, and say what is missing; if the kernel is locked down they refuse with one sentence
# machine: host
# default-kernels: 6.12
# needs: trace-cmd jq
# timeout: 300
#
# In a machine of its own, since neither can be changed back.
scripts/vm -q -k "$DYNSC_KERNEL" -c 2 -t 250 -a debugfs=off -o "$WORK/out" -- \
	tests/programs/no-debugfs >"$WORK/stdout" 2>&1 || fail "status $?: $(tail -n 5 "$WORK/stdout")"
cat "$WORK/stdout"
grep -qx 'all is well' "$WORK/stdout"
