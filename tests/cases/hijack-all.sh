# description: every number hijacked at once: programs print the same as before
# needs: strace
dir=/tmp/hijack-all
mkdir $dir

# Prints what must be the same each time.
programs() {
	local i status p=()

	echo "pipeline: $(seq 1 1000 | sort -rn | awk '{ n += $1 } END { print n, $1 }' | md5sum)"

	# many children at once, and the status of each
	for i in {1..14}; do
		sh -c "exit $((i % 7))" &
		p+=($!)
	done
	for i in "${p[@]}"; do
		status=0
		wait "$i" || status=$?
		echo "storm: $status"
	done

	trap 'echo trapped' USR1
	kill -USR1 "$BASHPID"
	trap - USR1
	sleep 1000 &
	wait_for grep -q sleep /proc/$!/comm
	kill -TERM $!
	wait $! || echo "killed: $?"

	for i in "execve 1" execve_errors "clone 2" "thread 2" "vfork 2" \
		 "sigreturn 50" "seccomp $GETPPID ERRNO" "ptrace ${NR[getpid]} $GETPPID"; do
		# shellcheck disable=SC2086 # words
		echo "flow $i: $("$PROGRAMS/flow" $i) $?"
	done

	echo "one two" >$dir/text
	strace -qq -o $dir/strace -e trace=execve,openat,read,write,close wc $dir/text
	# except for addresses
	sed 's/0x[0-9a-f]*/ADDRESS/' $dir/strace
}

load
load_client hijack_all
programs >$dir/before
hijack_all_while programs >$dir/during
programs >$dir/after

cat $dir/before
diff $dir/before $dir/during
diff $dir/before $dir/after
grep -q '^write(1, .*/tmp/hijack-all/text' $dir/during	# strace has seen it
