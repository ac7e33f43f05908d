# description: with DYN_SYSCALL_FALLBACK callers of a locked gate get the original, without it ENOSYS
load
load_client actor
trace_on fallback enosys read_trylock enter
own=$(call $GETPGID 1)

expect $GETPGID hijack without $GETPGID ret
eq "without" "$(call $GETPGID 1)" -ENOSYS
eq "without: enosys" "$(column without enosys)" 1
eq "without: fallback" "$(column without fallback)" 0
eq "without: event" "$(events enosys | cut -d' ' -f-4)" \
	"nr=$GETPGID kind=hijacked name=without why=not_yet_unlocked"
eq "without: no fallback" "$(events fallback | count)" 0
expect 0 remove without $GETPGID

: >$TRACEFS/trace
expect $GETPGID hijack with $GETPGID ret 1
eq "with" "$(call $GETPGID 1)" "$own"
eq "with: enosys" "$(column with enosys)" 0
eq "with: fallback" "$(column with fallback)" 1
eq "with: calls" "$(column with calls)" 0
eq "with: event" "$(events fallback)" \
	"nr=$GETPGID kind=hijacked name=with why=not_yet_unlocked"
eq "with: the gate" "$(events read_trylock)" \
	"nr=$GETPGID kind=hijacked name=with granted=0 why=not_yet_unlocked"
eq "with: not refused" "$(events enosys | count)" 0
eq "with: not inside" "$(events enter | count)" 0

# Once the gate is open callers get the handler.
expect 0 unlock with $GETPGID
eq "unlocked" "$(call $GETPGID 1)" 42
eq "unlocked: fallback" "$(column with fallback)" 1
expect 0 remove with $GETPGID

# Other flags are refused, and a later registration does not inherit this one.
expect -EINVAL hijack with $GETPGID ret 4
expect -EINVAL hijack with $GETPGID ret 7
expect $GETPGID hijack again $GETPGID ret
eq "again" "$(call $GETPGID 1)" -ENOSYS
expect 0 remove again $GETPGID
