# description: a registration of a number in use does not hide a free number from another one
load_test
load_client actor
free=$(awk '!/^#/ { print $5 }' $DEBUGFS/dyn_syscall/dispatch)

# All but one number are registered; one open file for many commands.
(
	exec {actor}<>/dev/actor
	for ((i = 1; i < free; i++)); do
		echo "reg n$i 0 ret" >&"$actor"
		IFS= read -r answer <&"$actor"
		[ "$answer" -gt 0 ] || fail "n$i: $answer"
	done
)
eq "rows" "$(rows)" $((free - 1))
taken=$(awk '$2 == "n1" { print $1 }' $TABLE)

held_at taking do_ reg other "$taken" ret >/tmp/other
registrar=$HELD
last=$(do_ reg last 0 ret)
resume
wait "$registrar"
eq "a number in use" "$(cat /tmp/other)" -EBUSY
[[ $last =~ ^[0-9]+$ ]] || fail "the last free number: $last"
expect -ENOENT reg more 0 ret
expect 0 remove last "$last"

(
	exec {actor}<>/dev/actor
	while read -r nr name _; do
		echo "remove $name $nr" >&"$actor"
		IFS= read -r answer <&"$actor"
		eq "remove $name" "$answer" 0
	done < <(grep -v '^#' $TABLE)
)
eq "rows at the end" "$(rows)" 0
