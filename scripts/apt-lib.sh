# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154
#
# Gets packages without installing them, also those of another architecture or
# another Debian. Sourced by the scripts that unpack packages under build/, which
# set top and log, and have say().

# Additional options of apt. Without any, apt uses the machine's configuration.
apt=()
# The directory of package lists that are not the machine's.
apt_dir=$top/build/apt

as_apt()
{
	local cmd=$1

	shift
	# apt cannot drop to its own user in a directory that this user cannot enter
	"$cmd" -q "${apt[@]}" -o "APT::Sandbox::User=$(id -un)" "$@"
}

# If the machine has no package lists, or stale ones, download lists of our own:
# updating the machine's needs root.
refresh()
{
	say "getting apt's package lists"
	if ((!${#apt[@]})); then
		mkdir -p "$apt_dir/lists/partial" "$apt_dir/cache/archives/partial"
		apt=(-o "Dir::State::lists=$apt_dir/lists" -o "Dir::Cache=$apt_dir/cache")
	fi
	as_apt apt-get update >>"$log" 2>&1
}

# Prints the archives from which the machine has its Debian: lines "ADDRESS SUFFIX",
# where the suffix is empty, -updates or -security.
archives()
{
	# shellcheck disable=SC2016 # apt expands it
	as_apt apt-get indextargets --format '$(REPO_URI) $(CODENAME)' \
		'Created-By: Packages' 'Origin: Debian' 'Component: main' 2>>"$log" |
		sed -nE 's/ [a-z]+(|-updates|-security)$/ \1/p' | sort -u
}

# Sets found to what archives prints; fails if apt's sources name no Debian.
find_archives()
{
	found=$(archives)
	if [[ -z $found ]]; then
		refresh || :
		found=$(archives)
	fi
	[[ -n $found ]] || {
		echo "apt's sources name no Debian" >>"$log"
		return 1
	}
}

# sources CODENAME: prints apt's sources for that Debian, from the archives in
# found.
sources()
{
	local address suffix

	while read -r address suffix; do
		# Unstable has neither -updates nor -security.
		[[ $1 == sid && -n $suffix ]] || echo "deb $address $1$suffix main"
	done <<<"$found"
}

# unpack_deb FILE DIR: unlike dpkg -x, through links to directories.
unpack_deb()
{
	dpkg --fsys-tarfile "$1" | tar -x -C "$2" --keep-directory-symlink --no-same-owner
}

# use_apt CODENAME ARCHITECTURE: from here on, apt gives packages of that Debian,
# from where the machine gets its own, and knows nothing of what the machine has
# installed. Packages of the machine's architecture have a suffix then. Sets
# apt_cache, where downloaded packages are.
use_apt()
{
	local dir=$apt_dir/$1-$2 found

	find_archives || return
	apt_cache=$dir/cache
	mkdir -p "$dir/lists/partial" "$apt_cache/archives/partial"
	exec 8>"$dir/lock"
	flock 8
	: >"$dir/status"
	sources "$1" >"$dir/sources"
	# An old release is not signed anew any more. What the machine does after
	# its own apt is not for this one.
	cat >"$dir/conf" <<-END
		#clear APT::Architectures;
		#clear APT::Default-Release;
		#clear APT::Update;
		#clear DPkg;
		APT::Architecture "$2";
		APT::Architectures { "$(dpkg --print-architecture)"; "$2"; };
		Acquire::Check-Valid-Until "false";
		Dir::State "$dir";
		Dir::State::lists "lists";
		Dir::State::status "$dir/status";
		Dir::Cache "$apt_cache";
		Dir::Etc::sourcelist "$dir/sources";
		Dir::Etc::sourceparts "/dev/null";
		Dir::Etc::preferences "/dev/null";
		Dir::Etc::preferencesparts "/dev/null";
		Dir::Etc::trusted "/usr/share/keyrings/debian-archive-keyring.gpg";
	END
	apt=(-c "$dir/conf")
}
