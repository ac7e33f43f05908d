# SPDX-License-Identifier: GPL-2.0
# The figures of the picture, from the JSON of all kernels: for each mechanism, what it
# adds to the hijacked call, then what it adds to read, each on every kernel.

include "ways";

[inputs] as $kernels |
["way", ($kernels[], $kernels[] | .kernel)],
(ways[] | . as [$way, $what] |
 [$what, (("hijacked", "read") | . as $call | $kernels[] |
	  added(.instructions; $way; $call; $call) // "-")]) |
map(tostring) | join("\t")
