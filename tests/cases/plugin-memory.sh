# description: the KernelShark plugin under AddressSanitizer and UBSan: two files, loaded again and unloaded: no error and no leak
# machine: host
# after: picture-trace
# needs: gcc g++ pkg-config
# kernels: 6.12
# timeout: 300
pkg-config --exists libkshark gl || skip "libkshark-dev is not installed"
trace=$TRACES/picture.dat
[ -s "$trace" ] || fail "there is no $trace"

read -ra flags <<<"$(pkg-config --cflags libkshark) -Itools -g -fPIC -fsanitize=address,undefined -fno-sanitize-recover"
plot=$(ldd $TOOLS/plugin-dyn_syscall.so | awk '/libkshark-plot/ { print $3 }')
read -ra libs <<<"$plot $(pkg-config --libs libkshark gl)"
gcc -std=gnu11 -D_GNU_SOURCE "${flags[@]}" -c -o $WORK/c.o tools/kernelshark/dyn_syscall.c
gcc -std=gnu11 -D_GNU_SOURCE "${flags[@]}" -c -o $WORK/decode.o tools/libdynsc/decode.c
g++ -std=gnu++17 "${flags[@]}" -shared -o $WORK/plugin.so $WORK/{c,decode}.o tools/kernelshark/*.cpp "${libs[@]}"
g++ -std=gnu++17 "${flags[@]}" -Itools/kernelshark -o $WORK/draw tests/programs/plugin_draw.cpp "${libs[@]}"
g++ -std=gnu++17 "${flags[@]}" -Itools/kernelshark -o $WORK/model tests/programs/plugin_model.cpp \
	tools/kernelshark/{model,gates}.cpp

# What libkshark itself does not free is not counted.
echo "leak:libkshark.so" >$WORK/known
export LSAN_OPTIONS=suppressions=$WORK/known:print_suppressions=0
$WORK/draw $WORK/plugin.so "$trace" "$trace" >$WORK/out
grep -q '^thrice: shapes=[1-9]' $WORK/out
$WORK/draw $WORK/plugin.so -n 100000 "$trace" >$WORK/out
grep -q '^thrice: shapes=[1-9]' $WORK/out
printf 'enter 1 0 100 400\nexit 1 0 200 400\nlost 0 300\nend 400\n' | $WORK/model | grep -q 'call 100-200'
