# description: event fallback: each caller that gets the original instead of ENOSYS
load
load_client actor
own=$(call $GETPGID 1)

trace_on fallback enosys read_trylock
expect $GETPGID hijack one $GETPGID ret 1
expect $GETPPID hijack two $GETPPID ret
eq "locked, with the flag" "$(call $GETPGID 1)" "$own"
eq "locked, without" "$(call $GETPPID)" -ENOSYS
expect 0 unlock one $GETPGID
eq "open, with the flag" "$(call $GETPGID 1)" 42
expect 0 prep one $GETPGID
eq "restored" "$(call $GETPGID 1)" "$own"
eq "events" "$(all_events)" "\
read_trylock nr=$GETPGID kind=hijacked name=one granted=0 why=not_yet_unlocked
fallback nr=$GETPGID kind=hijacked name=one why=not_yet_unlocked
read_trylock nr=$GETPPID kind=hijacked name=two granted=0 why=not_yet_unlocked
enosys nr=$GETPPID kind=hijacked name=two why=not_yet_unlocked args=(0, 0, 0, 0, 0, 0)
read_trylock nr=$GETPGID kind=hijacked name=one granted=1 why=open"
eq "counted" "$(column one calls) $(column one enosys) $(column one fallback)" "1 0 1"
eq "counted without" "$(column two calls) $(column two enosys) $(column two fallback)" "0 1 0"

# The flag ends with the registration.
expect 0 restore one $GETPGID
expect $GETPGID hijack one $GETPGID ret
: >$TRACEFS/trace
eq "the next, without the flag" "$(call $GETPGID 1)" -ENOSYS
eq "fallback of the next" "$(events fallback)" ""
eq "enosys of the next" "$(events enosys | count)" 1
expect 0 remove one $GETPGID
expect 0 remove two $GETPPID
