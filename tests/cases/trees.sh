# description: the walk through the dispatch, on small objects that are executed, too: each rule, and five shapes of a switch
# machine: host
# kernels: 6.12
tests/trees/check "$WORK"
