# description: a first argument that a tracer has put there is the one that a handler and the event see
load
load_client actor
expect $UNUSED reg dynamic $UNUSED first
expect 0 unlock dynamic $UNUSED
eq "as it is" "$("$PROGRAMS/call" $UNUSED 4711)" 4711
trace_on enter
eq "changed on the way" "$("$PROGRAMS/retrace" $UNUSED 4711 1234)" 1234
eq "the event" "$(events enter | sed 's/.* args=(\([0-9a-f]*\),.*/\1/')" 4d2
trace_off
take_back dynamic $UNUSED
