# description: two locks, in both orders
# seen: WARNING: possible circular locking dependency
load_client mistaken mistake=order
unload mistaken
