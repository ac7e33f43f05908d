# description: a handler may begin at any address, as in a kernel built for size
load
load_client actor
# The actor is built that way (tests/clients/Kbuild).
for handler in ret args first pass pass_static block spin; do
	awk -v name=$handler '$3 == name && $4 == "[actor]" { print substr($1, length($1)) }' /proc/kallsyms
done >/tmp/digits
echo "last digits of the handlers' addresses: $(xargs </tmp/digits)"
if [ "$(uname -m)" != aarch64 ] && ! grep -q '[^048c]' /tmp/digits; then
	! grep -q clang /proc/version || skip "with room in front of functions, clang aligns them"
	fail "all handlers are aligned to 4"
fi
for handler in ret args first pass pass_static block spin; do
	expect $UNUSED reg one $UNUSED $handler
	expect 0 remove one $UNUSED
done
expect -EINVAL reg one $UNUSED odd		# no function begins there
