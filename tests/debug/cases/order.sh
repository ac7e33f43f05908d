# description: two locks are taken in both orders
# kernels: kasan
# seen: WARNING: possible circular locking dependency
load_client mistaken mistake=order
unload mistaken
