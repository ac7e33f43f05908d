# description: memory that nobody knows any more
# kernels: kasan
# seen: unreferenced object
load_client mistaken mistake=leak
unload mistaken
