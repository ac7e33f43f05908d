# description: memory that nobody knows any more
# seen: unreferenced object
load_client mistaken mistake=leak
unload mistaken
