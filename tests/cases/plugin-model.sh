# description: what the KernelShark plugin draws, from complete events and if some were lost: nothing that is not known
# machine: host
[ -x "$PROGRAMS/plugin_model" ] || skip "without libkshark-dev the plugin is not built"

# story NAME DRAWN: a subtest: what is drawn of the events on stdin
story() {
	subtest "$1" eq "$1" "$("$PROGRAMS/plugin_model")" "$2"
}

story "calls, one of them living at the end" "\
task 1: call 100-200 nr=400 pid=1 began ended
task 1: call 300-1000 nr=401 pid=1 began living" <<-END
	enter 1 0 100 400
	exit 1 0 200 400 43 90
	enter 1 0 300 401
	end 1000
END

story "the enter was lost: the exit shows when it was, but not before the last one left" "\
task 1: call 50-200 nr=400 pid=1 ended
task 1: call 200-300 nr=400 pid=1 ended
task 1: call 350-350 nr=400 pid=1 ended" <<-END
	exit 1 0 200 400 43 150
	exit 1 0 300 400 43 250
	exit 1 0 350 400 43 0
	end 1000
END

story "the exit was lost: only where the call began" "\
task 1: call 100-100 nr=400 pid=1 began
task 1: call 300-400 nr=400 pid=1 began ended
task 2: call 100-100 nr=400 pid=2 began
task 2: call 150-400 nr=401 pid=2 ended
task 3: call 100-100 nr=400 pid=3 began" <<-END
	enter 1 0 100 400
	enter 1 0 300 400
	exit 1 0 400 400
	enter 2 1 100 400
	exit 2 1 400 401 0 250
	enter 3 1 100 400
	enosys 3 1 500 400
	end 1000
END

story "events were lost, on any CPU, after it began: it may have left" "\
task 1: call 100-100 nr=400 pid=1 began
task 2: call 700-1000 nr=400 pid=2 began living" <<-END
	enter 1 0 100 400
	enter 2 0 700 400
	lost 1 500
	end 1000
END

story "the CPUs are read one after the other, and a second time" "\
task 1: call 100-200 nr=400 pid=1 began ended
task 1: call 300-400 nr=400 pid=1 began ended" <<-END
	enter 1 0 100 400
	exit 1 0 400 400
	exit 1 1 200 400
	enter 1 1 300 400
	enter 1 0 100 400
	exit 1 0 400 400
	exit 1 1 200 400
	enter 1 1 300 400
	end 1000
END

story "on CPUs: only where the task runs" "\
task 1: call 100-500 nr=400 pid=1 began ended
cpu 0: call 100-150 nr=400 pid=1 began ended
cpu 1: call 300-320 nr=400 pid=1 began ended
cpu 1: call 450-500 nr=400 pid=1 began ended" <<-END
	switch 0 50 0 1
	enter 1 0 100 400
	switch 0 150 1 2
	switch 0 600 2 0
	switch 1 300 0 1
	switch 1 320 1 0
	switch 1 450 0 1
	exit 1 1 500 400
	switch 1 550 1 0
	end 1000
END

story "a switch was lost: on that CPU from one event of the task to the next" "\
task 1: call 100-500 nr=400 pid=1 began ended
cpu 0: call 100-100 nr=400 pid=1 began ended
cpu 0: call 500-500 nr=400 pid=1 began ended
cpu 1: call 200-210 nr=400 pid=1 began ended" <<-END
	switch 0 50 0 1
	enter 1 0 100 400
	lost 0 120
	exit 1 0 500 400
	switch 0 600 2 0
	switch 1 200 0 1
	switch 1 210 1 2
	end 1000
END

story "a gate: locked until it is opened, closed from undoing to the lock, locked until free" "\
task 1: locked 100-200
task 1: closed 500-600
task 1: locked 600-650" <<-END
	state 1 0 100 400 1
	state 1 0 150 400 2
	unlock 1 0 200 400
	state 1 0 500 400 3
	trylock 1 0 520 400 0
	eagain 1 0 530 400
	trylock 1 0 600 400 1
	state 1 0 650 400 0
	end 1000
END

story "a gate that is still closed; one whose end was lost; one that was closed before" "\
task 1: closed 500-1000
task 2: closed 100-150
task 2: locked 300-400
task 3: closed 100-200
task 3: locked 200-250" <<-END
	state 1 0 500 400 3
	eagain 1 0 530 400
	state 2 0 100 401 3
	eagain 2 0 150 401
	state 2 0 300 401 1
	unlock 2 0 400 401
	eagain 3 0 100 402
	trylock 3 0 200 402 1
	state 3 0 250 402 0
	end 1000
END

story "a gate after events were lost: as long as it is known" "\
task 1: closed 500-530" <<-END
	state 1 0 500 400 3
	eagain 1 0 530 400
	lost 1 600
	end 1000
END

story "a swap: at its time, on the task and on the CPU; the gate stays open" "\
task 1: generation 2 at 500
cpu 0: generation 2 at 500" <<-END
	switch 0 50 0 1
	swap 1 0 500 400 2
	switch 0 600 1 0
	end 1000
END

story "a rescue: a mark and its time, on the task and on the CPU; the gate is closed" "\
task 1: closed 500-900
task 1: rescue 2 at 510
task 1: mark of a rescue at 510
cpu 0: closed 500-900
cpu 0: rescue 2 at 510
cpu 0: mark of a rescue at 510" <<-END
	switch 0 50 0 1
	state 1 0 500 400 3
	rescue 1 0 510 400 2
	state 1 0 900 400 0
	switch 0 950 1 0
	end 1000
END

story "a rescue, and no states: closed since" "\
task 1: closed 510-1000
task 1: rescue 1 at 510
task 1: mark of a rescue at 510" <<-END
	rescue 1 0 510 400 1
	end 1000
END

story "two gates in one plot: closed hides locked" "\
task 1: locked 100-200
task 1: closed 200-400
task 1: locked 400-500
task 2: closed 200-300
task 2: locked 300-350" <<-END
	state 1 0 100 400 1
	unlock 1 0 500 400
	state 1 0 200 401 3
	eagain 2 0 250 402
	state 2 0 200 402 3
	trylock 1 0 400 401 1
	state 1 0 450 401 0
	trylock 2 0 300 402 1
	state 2 0 350 402 0
	end 1000
END
