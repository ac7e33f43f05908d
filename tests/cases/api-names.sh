# description: a name that is not an identifier of at most 31 characters is refused
load
load_client actor
longest=abcdefghijklmnopqrstuvwxyz01234		# 31
before=$(cat $DEBUGFS/dyn_syscall/dispatch)

bad="%null %empty %blank %slash %dot %high %long 1abc a.b a-b . - /"
for name in $bad; do
	expect -EINVAL reg "$name" $UNUSED ret
	expect -EINVAL reg "$name" 0 ret
	expect -EINVAL hijack "$name" $GETPGID pass
	expect -EINVAL hijack "$name" $GETPGID pass 1
done
eq "rows" "$(rows)" 0
eq "number files" "$(number_files)" ""
eq "dispatch" "$(cat $DEBUGFS/dyn_syscall/dispatch)" "$before"

# The calls that look up an entry, while there is one.
expect $UNUSED reg "$longest" $UNUSED ret
expect $GETPGID hijack _ $GETPGID pass
rows=$(cat $TABLE)
wrong=
for name in $bad; do
	for c in unlock prep trylock unreg restore drain remove kick; do
		for nr in $UNUSED $GETPGID 401; do
			got=$(do_ $c "$name" $nr 10)
			[ "$got" = -EINVAL ] || wrong+="$c $name $nr: $got"$'\n'
		done
	done
done
eq "what did not answer EINVAL" "$wrong" ""
eq "table" "$(cat $TABLE)" "$rows"

# 31 characters are accepted, and all of them matter.
eq "row" "$(column "$longest" nr)" $UNUSED
eq "number file" "$(cat "$NUMBERS/dynamic_syscalls/$longest")" $UNUSED
expect 401 reg "${longest%4}5" 401 ret
expect -EBADF unlock "${longest%4}" $UNUSED
expect 0 unlock "$longest" $UNUSED
eq "call by name" "$(call "$longest")" 42

expect 0 remove "$longest" $UNUSED
expect 0 remove "${longest%4}5" 401
expect 0 remove _ $GETPGID
eq "rows at the end" "$(rows)" 0
eq "number files at the end" "$(number_files)" ""
eq "dispatch at the end" "$(cat $DEBUGFS/dyn_syscall/dispatch)" "$before"
