# description: the torture for a limited number of operations: callers of all kinds, registrars, removers, clients, CPUs, the module
# cpus: 16
# models: all
# timeout: 300
#
# A longer run: make torture N=100000, or TORTURE_OPERATIONS=N for this case.
tests/torture/drive -n "${TORTURE_OPERATIONS:-$(rounds 1500)}" -r 3
