# description: if a tracer changes the first argument, the handler and the event see the changed one
load
load_client actor
expect $UNUSED reg dynamic $UNUSED first
expect 0 unlock dynamic $UNUSED
eq "unchanged" "$("$PROGRAMS/call" $UNUSED 4711)" 4711
trace_on enter
eq "changed by the tracer" "$("$PROGRAMS/retrace" $UNUSED 4711 1234)" 1234
eq "the event" "$(events enter | sed 's/.* args=(\([0-9a-f]*\),.*/\1/')" 4d2
trace_off
take_back dynamic $UNUSED
