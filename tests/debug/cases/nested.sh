# description: with a lock that may not sleep, one that sleeps with PREEMPT_RT
# kernels: kcsan
# seen: BUG: Invalid wait context
load_client mistaken mistake=nested
unload mistaken
