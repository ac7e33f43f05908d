# description: no mistake: passes
load_client mistaken
unload mistaken
