# description: what a client's last caller registers while the client is unloaded is removed, too
load
load_client forgets again=$UNUSED
background "$PROGRAMS/call" forgotten 600000
caller=${BACKGROUND[-1]}
wait_for column_is forgotten living 1
background rmmod forgets
rmmod=${BACKGROUND[-1]}
# By now the removal has passed the lower number.
tried() {
	[ "$(column forgotten eagain)" -ge 3 ]
}
wait_for tried
kill -TERM "$caller"
wait "$rmmod"
eq rows "$(rows)" 0
eq "the number" "$(call $UNUSED)" -ENOSYS
