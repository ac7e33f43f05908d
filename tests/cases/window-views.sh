# description: the number of living calls in a view is never negative, even with calls while it adds up
load_test
load_client actor
expect $UNUSED reg view $UNUSED ret
expect 0 unlock view $UNUSED

# The reader has the first sum, and is held before the second, while calls come and go.
held_at summing cat $TABLE >/tmp/table
reader=$HELD
for _ in {1..20}; do
	call $UNUSED >/dev/null
done
resume
wait "$reader"
living=$(awk '$2 == "view" { print $7 }' /tmp/table)
echo "living: $living"
# All calls since the first sum may be in the second.
[[ $living =~ ^[0-9]+$ && ${#living} -lt 3 && $living -le 20 ]] || fail "living: $living"
expect 0 remove view $UNUSED
