# description: two threads write a plain variable
# seen: BUG: KCSAN: data-race in racer
# kernels: kcsan
load_client mistaken mistake=race
unload mistaken
