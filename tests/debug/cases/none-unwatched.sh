# description: no mistake, but lockdep has been turned off by what was before, and the verdict says so
load_client mistaken
unload mistaken
