# description: what a client registered before its init failed is removed
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

# Number and name are free for others: the same module fails again in the same way.
! load_client fails_init 2>/tmp/error || fail "its init does not fail again"
grep -q 'No such device' /tmp/error
eq "registered again" "$(events unlock | grep -c "^nr=$nr ")" 2
eq "rows at the end" "$(rows)" 0
