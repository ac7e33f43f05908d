# description: the torture for a bounded number of operations: callers of all kinds, registrars, removers, clients, CPUs, the module
# cpus: 16
# models: all
# timeout: 300
#
# The parameter: how many operations; a longer run is "tests/torture/drive -n N".
tests/torture/drive -n "${TORTURE_OPERATIONS:-$(rounds 1500)}" -r 3
