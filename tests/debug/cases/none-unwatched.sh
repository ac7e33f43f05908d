# description: no mistake, but an earlier case turned lockdep off, and the verdict says so
load_client mistaken
unload mistaken
