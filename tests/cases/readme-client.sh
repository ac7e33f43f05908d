# description: the commands of README's first client, as they stand there, print what it says
# timeout: 600
# default-kernels: 6.12
# needs: gcc make python3
section() {
	sed -n '/^## A first client/,/^## /p' README.md
}

# What "make" in the project does was done on the host.
section | grep -q '^Run .make. in this project'

# Commands follow a prompt; the other literal lines are their output.
section | sed -n 's/^    [$#] //p' >/tmp/commands
[ "$(wc -l </tmp/commands)" -ge 8 ] || fail "README has no commands"
section | sed -n '/^    /{/^    [$#] /!s/^    //p}' >/tmp/wanted

status=0
(
	set -e
	# shellcheck source=/dev/null
	. /tmp/commands
) >/tmp/got || status=$?
eq "status" $status 0
# The number depends on the kernel.
[ -z "$(diff <(sed 's/number [0-9]*,/number N,/' /tmp/wanted) <(sed 's/number [0-9]*,/number N,/' /tmp/got))" ] ||
	fail "$(diff /tmp/wanted /tmp/got)"
! loaded add_2 || fail "it is still loaded"

# The source in README is the one that dynsc new makes.
cd /tmp || exit
"$PROJECT/scripts/dynsc-new" add >/dev/null
awk '/^## / { here = /first client/ } /^```/ { code = !code && $0 == "```c"; next } here && code' \
	"$PROJECT/README.md" >/tmp/source
[ -s /tmp/source ] || fail "README has no source"
eq "the source in README" "$(diff /tmp/source <(sed -n '/^#include/,$p' add/add.c))" ""
