# description: might sleep with preemption off
# seen: BUG: sleeping function called from invalid context
load_client mistaken mistake=atomic
unload mistaken
