# description: a read of freed memory
# seen: BUG: KASAN: slab-use-after-free in freed
# kernels: kasan
load_client mistaken mistake=freed
unload mistaken
