# description: memory without a reference
# kernels: kasan
# seen: unreferenced object
load_client mistaken mistake=leak
unload mistaken
