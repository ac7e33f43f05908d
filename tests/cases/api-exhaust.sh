# description: dyn_syscall_reg until no number is free, and removal of all
load
load_client actor
before=$(cat $DEBUGFS/dyn_syscall/dispatch)
free=$(awk '!/^#/ { print $5 }' <<<"$before")
# one per line, the highest first
list=$(awk '!/^#/ { print $NF }' <<<"$before" | tr , '\n' |
	awk -F- '{ for (i = $1; i <= $NF; i++) print i }' | sort -rn)
eq "free numbers" "$(count <<<"$list")" "$free"

# One open file for many commands, in a shell of its own so that it is always closed.
tell() {
	local want=$1 answer

	shift
	echo "$*" >&"$actor"
	IFS= read -r answer <&"$actor"
	eq "$*" "$answer" "$want"
}
(
	exec {actor}<>/dev/actor
	for nr in $list; do
		tell "$nr" reg "n$nr" 0 first
		tell 0 unlock "n$nr" "$nr"
	done
)

expect -ENOENT reg more 0 ret
expect -EBUSY reg more $UNUSED ret
expect -EBUSY reg more $GETPGID ret
eq "rows" "$(rows)" "$free"
eq "dispatch" "$(awk '!/^#/ { print $5, $6, $7 }' $DEBUGFS/dyn_syscall/dispatch)" "0 $free -"
# hijacked numbers are a different set
expect $GETPGID hijack more $GETPGID pass
expect 0 remove more $GETPGID
mapfile -t numbers <<<"$list"
for nr in "${numbers[0]}" "${numbers[50]}" "${numbers[-1]}"; do
	eq "call of $nr" "$(call "$nr" "$nr")" "$nr"
done

# If one is freed, the next registration finds it.
expect 0 remove n$UNUSED $UNUSED
expect -EBUSY reg again 401 ret
expect $UNUSED reg again 0 ret
expect -ENOENT reg more 0 ret
expect 0 remove again $UNUSED

(
	exec {actor}<>/dev/actor
	for nr in $list; do
		[ "$nr" = $UNUSED ] || tell 0 remove "n$nr" "$nr"
	done
)
eq "rows at the end" "$(rows)" 0
eq "dispatch at the end" "$(cat $DEBUGFS/dyn_syscall/dispatch)" "$before"
