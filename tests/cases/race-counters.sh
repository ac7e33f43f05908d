# description: over whole lives of entries, entered equals left, and the refusals counted are those that callers saw
# default-kernels: 6.1 kasan kcsan
# cpus: 16
load
load_client actor

life() {
	local kind=$1 nr=$2 seen

	expect $nr $kind life $nr ret
	hammer_on -c $nr 16 42 20
	expect 0 unlock life $nr
	busy() {
		[ "$(column life calls)" -gt 5000 ]
	}
	wait_for busy
	answer=$(do_ prep life $nr)
	until [ "$answer" = 0 ]; do
		eq "prep or trylock" "$answer" -EAGAIN
		answer=$(do_ trylock life $nr)
	done
	eq gate "$(column life gate)" locked
	seen=$(hammer_off $HAMMER)
	echo "$kind: $seen"
	eq "other" "$(counted "$seen" other)" 0
	eq "calls counted" "$(column life calls)" "$(counted "$seen" 42)"
	eq "refused counted" "$(column life enosys)" "$(counted "$seen" ENOSYS)"
	eq "living" "$(column life living)" 0
	# A dynamic call always refuses; a hijacked one gives the original.
	if [ $kind = reg ]; then
		eq "original" "$(counted "$seen" 20)" 0
	else
		[ "$(counted "$seen" 20)" -gt 0 ] || fail "no call reached the original"
	fi
	if [ $kind = reg ]; then
		expect 0 unreg life $nr
	else
		expect 0 restore life $nr
	fi
}

for _ in 1 2 3; do
	life reg $UNUSED
	life hijack ${NR[getpriority]}
done
