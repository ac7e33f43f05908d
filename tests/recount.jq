# SPDX-License-Identifier: GPL-2.0
#
# What tests/recount.awk prints, from the JSON of both reports.
def key: "\(.nr) \(.name) \(.kind)";
if .report == "contention" then
	(.entries[] | key as $e |
		"entry \($e) \(.attempts) \(.granted) \(.refused) \(.fallback) \(.left) \(.most_inside)",
		"times \($e) \(.inside_sum_ns) \(.inside_max_ns // 0)",
		(.levels[] | "level \($e) \(.inside) \(.time_ns)"),
		(.histogram[] | "histogram \($e) \(if .from_ns == 0 then 1 else .from_ns end) \(.calls)"),
		(.callers[] | select(.calls > 0) | "caller \($e) \(.pid) \(.calls)"),
		(.callers[] | select(.refused > 0) | "turned \($e) enosys \(.pid) \(.refused)"),
		(.callers[] | select(.fallback > 0) | "turned \($e) fallback \(.pid) \(.fallback)"),
		(to_entries[] | select((.key | test("^(refused|fallback)_")) and .value > 0) |
			"why \($e) \(.key | sub("^refused_"; "enosys ") | sub("^fallback_"; "fallback ")) \(.value)")),
	(.removals[] |
		"removal \(key) \(.begin_ns) \(.locked_ns // 0) \(.freed_ns // 0) \(.eagain) \(.refused) \(.last_pid // 0)")
else
	(.entries[] | key as $e |
		"hijack \($e) \(.original_sum_ns) \(.added_sum_ns)",
		(.results[] | select(.calls > 0) | "result \($e) \(.result) \(.calls)"))
end
