# description: many threads register one number, or one name: exactly one wins
# cpus: 16
load
load_client actor

for _ in 1 2 3 4 5; do
	expect 1 race reg $UNUSED 48
	expect 1 race hijack $GETPGID 48
	expect 1 race_name 48
done
eq "rows at the end" "$(rows)" 0
