# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034,SC2154
#
# Sourced by scripts that run from the project as well as from an installation, and that
# set top, the directory above them.

# Where fetched kernels are, and what is built for them: in the project, or else in a
# directory of the user.
build=$top/build
[[ -d $top/tests ]] || build=${XDG_CACHE_HOME:-~/.cache}/dyn_syscall
