# description: removing a dynamic call does not affect the others
#
# All unused numbers may share a site, which must then stay redirected.
load_test
load_client actor
expect 400 reg one 400 ret
expect 401 reg two 401 first
expect 0 unlock one 400
expect 0 unlock two 401
eq "one" "$(call 400)" 42
expect 0 remove one 400
eq "one, removed" "$(call 400)" -ENOSYS
eq "two" "$(call 401 7)" 7
eq "refused by two" "$(column two enosys)" 0
expect 0 remove two 401
eq "two, removed" "$(call 401 7)" -ENOSYS
