# description: a lock that sleeps with PREEMPT_RT, inside one that may not sleep
# kernels: kcsan
# seen: BUG: Invalid wait context
load_client mistaken mistake=nested
unload mistaken
