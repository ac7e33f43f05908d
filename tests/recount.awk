# SPDX-License-Identifier: GPL-2.0
#
# The sums of "dynsc report", made from the text of "trace-cmd report -t": the
# other way to get there. One figure a line, which tests compare with what jq
# gets out of the report's JSON.
#
# Calls must have both ends in the trace, and entries their registration.

# The value of KEY=... behind the event's name.
function value(key,  at, rest) {
	at = index(fields, " " key "=")
	if (!at)
		return ""
	rest = substr(fields, at + length(key) + 2)
	at = index(rest, " ")
	return at ? substr(rest, 1, at - 1) : rest
}

function level_until(e, now) {
	if (alive[e])
		level_ns[e, level[e] + 0] += now - since[e]
	since[e] = now
}

function log2_bucket(n,  b) {
	for (b = 1; 2 * b <= n; b *= 2)
		;
	return b
}

function print_number(n) {
	return sprintf("%.0f", n)
}

# "comm-pid [cpu] seconds.nanoseconds: event: fields", and comm may have blanks.
# Newer versions of trace-cmd print flags before the time.
!match($0, / \[[0-9]+\] +([^ ]+ +)?[0-9]+\.[0-9]+: dyn_syscall_[a-z_]+: /) { next }
{
	task = substr($0, 1, RSTART - 1)
	sub(/ +$/, "", task)
	sub(/.*-/, "", task)
	n = split(substr($0, RSTART, RLENGTH), word, /[ :]+/)
	event = word[n - 1]
	split(word[n - 2], time, ".")
	now = time[1] * 1000000000 + time[2]
	fields = substr($0, RSTART + RLENGTH - 1)
	e = value("nr") " " value("name") " " value("kind")
	if (event != "dyn_syscall_read_trylock")
		entries[e] = 1
}
event == "dyn_syscall_state" {
	to = value("to")
	level_until(e, now)
	alive[e] = to != "free"
	if (to == "undoing") {
		r = ++removals[e]
		begin[e, r] = now
		removing[e] = 1
	} else if (to == "free" && removing[e]) {
		freed[e, removals[e]] = now
		removing[e] = 0
	}
}
event == "dyn_syscall_enter" {
	granted[e]++
	calls[e " " task]++
	level_until(e, now)
	if (++level[e] > most[e])
		most[e] = level[e]
	originals[task] = 0
}
event == "dyn_syscall_exit" {
	ns = value("ns") + 0
	left[e]++
	sum[e] += ns
	if (ns > max[e])
		max[e] = ns
	histogram[e " " print_number(log2_bucket(ns))]++
	added[e] += ns - originals[task]
	level_until(e, now)
	level[e]--
	ret = value("ret") + 0
	results[e " " (ret < 0 && ret >= -4095 ? ret : "success")]++
	if (removing[e])
		last[e, removals[e]] = task
}
event == "dyn_syscall_original" {
	originals[task] += value("ns")
	original[e] += value("ns")
}
event == "dyn_syscall_enosys" || event == "dyn_syscall_fallback" {
	kind = substr(event, 13)
	why[e " " kind " " value("why")]++
	turned[e, kind]++
	callers[e " " kind " " task]++
	if (removing[e] && kind == "enosys")
		meanwhile[e, removals[e]]++
}
event == "dyn_syscall_write_trylock" && value("granted") == 1 {
	if (!((e, removals[e]) in locked))
		locked[e, removals[e]] = now
}
event == "dyn_syscall_eagain" { eagain[e, removals[e]]++ }
END {
	for (e in entries) {
		print "entry", e, granted[e] + turned[e, "enosys"] + turned[e, "fallback"],
			granted[e] + 0, turned[e, "enosys"] + 0, turned[e, "fallback"] + 0,
			left[e] + 0, most[e] + 0
		print "times", e, print_number(sum[e]), print_number(max[e])
		if (e ~ / hijacked$/)
			print "hijack", e, print_number(original[e]), print_number(added[e])
		for (i = 0; i <= most[e] && e in since; i++)
			print "level", e, i, print_number(level_ns[e, i])
		for (r = 1; r <= removals[e]; r++)
			print "removal", e, print_number(begin[e, r]), print_number(locked[e, r]),
				print_number(freed[e, r]), eagain[e, r] + 0, meanwhile[e, r] + 0,
				last[e, r] + 0
	}
	for (i in histogram)
		print "histogram", i, histogram[i]
	for (i in calls)
		print "caller", i, calls[i]
	for (i in callers)
		print "turned", i, callers[i]
	for (i in why)
		print "why", i, why[i]
	for (i in results)
		if (i ~ / hijacked /)
			print "result", i, results[i]
}
