# description: every number hijacked at once: a compiler builds the same program
# default-kernels: 6.1
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
programs >$dir/before
hijack_all_while programs >$dir/during

cat $dir/before
diff $dir/before $dir/during
