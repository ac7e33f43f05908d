# description: every number hijacked at once: a compiler makes the same program
# needs: gcc
dir=/tmp/hijack-all-compile
mkdir $dir
cat >$dir/hello.c <<-END
	int puts(const char *s);
	int main(void) { puts("compiled"); return 3; }
END

programs() {
	local status=0

	gcc -O1 -c -o $dir/hello.o $dir/hello.c
	md5sum $dir/hello.o
	gcc -o $dir/hello $dir/hello.o
	md5sum $dir/hello
	$dir/hello || status=$?
	echo "status $status"
	rm $dir/hello.o $dir/hello
}

load
load_client hijack_all
used=$(awk '!/^#/ { print $4 }' $DEBUGFS/dyn_syscall/dispatch)

programs >$dir/before
order all || fail "order all does not end"
eq "hijacked" "$(parameter hijack_all hijacked)" $((used - 2))
eq "redirected" "$(awk '!/^#/ { print $6 }' $DEBUGFS/dyn_syscall/dispatch)" $((used - 2))
programs >$dir/during
order none || fail "calls stay inside: $(cat $TABLE)"
eq "failed" "$(parameter hijack_all failed)" 0
eq "hijacked at the end" "$(parameter hijack_all hijacked)" 0
eq "rows at the end" "$(rows)" 0

cat $dir/before
diff $dir/before $dir/during
