# description: dynsc report shows no figure that the recorded events cannot support, for each subset of the events
# machine: host
# kernels: 6.12
"$PROGRAMS/unit-subsets"
