# description: what a client has registered before its init failed is removed
load
trace_on
! load_client fails_init 2>/tmp/error || fail "its init does not fail"
grep -q 'No such device' /tmp/error
! loaded fails_init || fail "it is loaded"

eq "rows" "$(rows)" 0
eq "number files" "$(number_files)" ""
nr=$(events unlock | sed -n 's/^nr=\([0-9]*\) kind=dynamic name=half_made$/\1/p')
eq "its number" "$(call "$nr")" -ENOSYS
eq "its life" "$(events state | sed -n "s/^nr=$nr .* from=\([a-z]*\) to=\([a-z]*\) .*/\1-\2/p" | xargs)" \
	"free-reserved reserved-active active-undoing undoing-free"

# The number is free for others, the name too: the same again fails the same.
! load_client fails_init 2>/tmp/error || fail "its init does not fail again"
grep -q 'No such device' /tmp/error
eq "registered again" "$(events unlock | grep -c "^nr=$nr ")" 2
eq "rows at the end" "$(rows)" 0
