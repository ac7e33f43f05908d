# description: no call costs more instructions than its bound, and no bound is higher than needed
# machine: icount
# timeout: 300
tests/bench/guest ours | tee /tmp/costs
tests/bench/added /tmp/costs >/tmp/added
wrong=$(awk -v kernel=$DYNSC_KERNEL '
	NR == FNR { if ($1 == kernel) bound[$2 " " $3] = $4; next }
	{ call = $1 " " $2 }
	!(call in bound) { print call ": +" $3 ", and has no bound"; next }
	$3 > bound[call] { print call ": +" $3 ", and may be +" bound[call] }
	$3 < bound[call] - 2 { print call ": +" $3 ", and its bound is +" bound[call] ": lower it" }
	{ delete bound[call] }
	END { for (call in bound) print call ": has a bound, and was not measured" }
	' tests/bench/bounds /tmp/added)
[ -z "$wrong" ] || fail "compared with tests/bench/bounds:
$wrong"
