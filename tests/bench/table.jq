# SPDX-License-Identifier: GPL-2.0
# The table of tests/bench/run for one kernel, from its JSON. Columns are separated by
# tabs; a line without a tab is a heading, an empty line ends a block.

include "ways";

def plus: if . == null then "-" else (. * 10 | round / 10) as $n |
	(if $n < 0 then "" else "+" end) + ($n | tostring) end;
# Two digits after the point; jq has no format for that.
def fixed: (. * 100 | round | tostring) | ("00" + .)[-([length, 3] | max):] |
	.[:-2] + "." + .[-2:];
def times: if . == null or isnan or isinfinite then "-" else fixed + " x" end;
def over($a; $b): if $a == null or $b == null then null else $a / $b end;
def verdict($kept): if $kept then ": ok" else ": MISSED" end;
def row: map(tostring) | join("\t");

# Other calls must not cost more, except those of unused numbers.
def untouched($cost; $situation; $calls):
	all($calls[]; . as $c | added($cost; $situation; $c; $c) | fabs < 0.5);

def calls_table($cost):
	["call", "getppid", "getuid", "unused", "read", "openat+close", "promise"],
	["native", ($cost.native | .hijacked, .fallback, .nobodys, .read, .["openat+close"]), ""],
	(["loaded", "module loaded", ["hijacked", "fallback", "nobodys", "read"]],
	 ["others", "other numbers dynamic and hijacked", ["hijacked", "fallback", "read"]] |
	 . as [$s, $what, $promised] |
	 [$what, (("hijacked", "fallback", "nobodys", "read", "openat+close") |
		  added($cost; $s; .; .) | plus),
	  "+0" + (if $s == "others" then " but unused" else "" end) +
	  verdict(untouched($cost; $s; $promised))]);

def ours_table($cost):
	["ours", "versus", "native", "cost", "added", "ratio", "promise"],
	((["static", "hijacked", "a hijack that passes on, by a static call", "hijacked", "getppid", 24],
	  ["registered", "hijacked", "by dyn_syscall_original()", "hijacked", "getppid", 24],
	  ["before", "hijacked", "a handler before the original that passes on", "hijacked", "getppid", 24],
	  ["registered", "dynamic", "a dynamic call that returns at once", "hijacked", "getppid", 24],
	  ["registered", "refused", "a refused call", "nobodys", "unused", null],
	  ["registered", "fallback", "a fallback", "fallback", "getuid", null],
	  ["registered", "nobodys", "unused, while a dynamic call exists", "nobodys", "unused", null]) |
	 . as [$situation, $call, $what, $of, $versus, $most] |
	 added($cost; $situation; $call; $of) as $added |
	 [$what, $versus, $cost.native[$of], $cost[$situation][$call], ($added | plus),
	  ($cost[$situation][$call] / $cost.native[$of] | times),
	  if $most then "at most +\($most)" + verdict($added <= $most) else "" end]);

def events_table($cost):
	["event on, versus events off", "hijacked", "dynamic", "refused", "fallback"],
	((($cost | keys_unsorted | map(select(startswith("dyn_syscall_"))))[], "all", "hist", "trace-cmd") |
	 . as $e |
	 [{"all": "all", "hist": "hist trigger on exit", "trace-cmd": "trace-cmd record, all"}[$e] // $e,
	  (("hijacked", "dynamic", "refused", "fallback") |
	   $cost[$e][.] - $cost.registered[.] | plus)]);

# Of one hijacked call, compared with what the kernel has for each call.
def looking_table:
	.looking as $l |
	["looking at one hijacked call", "instructions", "of raw", "bytes", "of raw", "promise"],
	((["raw", "raw_syscalls: sys_enter, sys_exit"],
	  ["syscalls", "syscalls: sys_enter_getppid, sys_exit_getppid"],
	  ["enter-exit", "enter, exit"], ["all", "read_trylock, enter, original, exit"],
	  ["hist", "hist trigger on exit, as dynsc-hist"], ["hist-raw", "hist trigger on sys_exit"],
	  ["graph", "function_graph on the original"], ["perf", "perf trace -e getppid"]) |
	 . as [$how, $what] | $l[$how] as $o |
	 if $o == null then [$what, "not here", "-", "-", "-", ""] else
	 [$what, ($o.instructions | plus), (over($o.instructions; $l.raw.instructions) | times),
	  ($o.bytes | if . then . * 10 | round / 10 else "-" end),
	  (over($o.bytes; $l.raw.bytes) | times),
	  {"enter-exit": ("at most 1.1 x, 1.3 x" +
		verdict($o.instructions <= 1.1 * $l.raw.instructions and
			$o.bytes <= 1.3 * $l.raw.bytes)),
	   "all": ("at most +2400" + verdict($o.instructions <= 2400)),
	   "hist": ("at most +850" + verdict($o.instructions <= 850))}[$how] // ""] end);

def ways_table($cost):
	added($cost; "static"; "hijacked"; "hijacked") as $ours |
	added($cost; "registered"; "hijacked"; "hijacked") as $dearer |
	["way", "hijacked call", "versus ours", "read", "openat+close",
	 "new numbers", "replaces", "refuses", "counts callers", "promise"],
	(ways[] | . as [$way, $what, $new, $replaces, $refuses, $counts, $promised] |
	 added($cost; $way; "hijacked"; "hijacked") as $added |
	 if $added == null then [$what, "not here", "-", "-", "-", $new, $replaces, $refuses, $counts, ""]
	 else [$what, ($added | plus), ($added / $ours | times),
	       (("read", "openat+close") | added($cost; $way; .; .) | plus),
	       $new, $replaces, $refuses, $counts,
	       if $promised then "ours is cheaper" +
		verdict($added > $ours and ($promised == "static" or $added > $dearer)) else "" end] end);

def together_table:
	.rate as $rate |
	["calls a second on each CPU", "with 1", "2", "4", "versus native with 1", "2", "4"],
	(("native", "ours", "percpu_ref", "rwsem") | . as $link |
	 [{"native": "getppid, native", "ours": "hijacked"}[$link] // "trampoline on \($link)",
	  (("1", "2", "4") | over($rate[$link][.]; $rate[$link]["1"]) | times),
	  (("1", "2", "4") | over($rate[$link][.]; $rate.native[.]) | times)]);

def times_table:
	.time as $t |
	["step", "ms", "floor", "ms", "ratio"],
	((["register_dynamic", "registration, dynamic", "grace_period"],
	  ["register_hijacked", "registration, hijacked", "grace_period"],
	  ["remove_dynamic", "removal to locked, dynamic", "grace_period"],
	  ["remove_hijacked", "removal to locked, hijacked", "grace_period"],
	  ["load", "load", "grace_period"],
	  ["unload", "unload", "tasks_grace_period"]) |
	 . as [$step, $what, $floor] |
	 [$what, (($t[$step], $t[$floor]) | . / 1e6 | fixed)] |
	 [.[0], .[1], {"grace_period": "RCU grace period"}[$floor] // "RCU-tasks grace period", .[2],
	  ($t[$step] / $t[$floor] | times)]);

def memory_table:
	.memory as $m |
	["memory", "bytes", "promise"],
	["text", $m.text, ""], ["read-only data", $m.read_only, ""],
	["data", $m.data, ""], ["zeroed data", $m.bss, ""],
	["as loaded: whole pages, symbols for kallsyms",
	 $m.loaded, "at most 65536" + verdict($m.loaded <= 65536)],
	["on each CPU", $m.per_cpu, "at most 16384" + verdict($m.per_cpu <= 16384)],
	["of these, an entry", $m.entry, ""],
	["of these, an entry on each CPU", $m.entry_per_cpu, ""],
	["allocated while an entry is registered", $m.registered, ""];

# The promises in the last column are in instructions.
def cost_tables($cost; $promised):
	def row: (if $promised then . else .[:-1] end) | map(tostring) | join("\t");
	(calls_table($cost) | row), "", (ours_table($cost) | row), "",
	(events_table($cost) | map(tostring) | join("\t")), "", (ways_table($cost) | row), "";

(select(.instructions) |
 "\(.kernel) (\(.release)): instructions for one call, \(.instructions_on)",
 cost_tables(.instructions; true)),
(select(.looking) | (looking_table | row), ""),
(select(.cycles) | "\(.kernel): cycles for one call, \(.cycles_on)", cost_tables(.cycles; false)),
"\(.kernel): ratios of times, \(.ran_on)",
(together_table | row), "", (times_table | row), "", "\(.kernel): memory",
(memory_table | row), ""
