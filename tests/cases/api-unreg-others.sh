# description: a dynamic call that goes leaves the others as they are
#
# All unused numbers may have one site, so it must stay redirected for them.
load_test
load_client actor
expect 400 reg one 400 ret
expect 401 reg two 401 first
expect 0 unlock one 400
expect 0 unlock two 401
eq "one" "$(call 400)" 42
expect 0 remove one 400
eq "one, gone" "$(call 400)" -ENOSYS
eq "two" "$(call 401 7)" 7
eq "refused by two" "$(column two enosys)" 0
expect 0 remove two 401
eq "two, gone" "$(call 401 7)" -ENOSYS
