# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154
#
# Gets packages without installing them, also those of another architecture or
# another Debian. Sourced by the scripts that unpack packages under build/, which
# set build (build-lib.sh) and log, and have say().

# Additional options of apt. Without any, apt uses the machine's configuration.
apt=()
# The directory of package lists that are not the machine's.
apt_dir=$build/apt

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

keyring=/usr/share/keyrings/debian-archive-keyring.gpg

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

# sources CODENAME [SUFFIX...]: prints apt's sources for that release with its
# updates, and with the suites that have a SUFFIX, such as -backports. They come
# from the archives in found. Unstable has no other suites, so a machine that runs
# it may not know a security archive: mirrors have it next to the main one.
sources()
{
	local codename=$1 address suffix more security=

	shift
	while read -r address suffix; do
		case $suffix in
		-security)
			security=$address
			;;
		'')	security=${security:-${address%/}-security}
			echo "deb $address $codename main"
			[[ $codename != sid ]] || continue
			for more in -updates "$@"; do
				echo "deb $address $codename$more main"
			done
			;;
		esac
	done <<<"$found"
	[[ $codename == sid ]] || echo "deb $security $codename-security main"
}

# unpack_deb FILE DIR: unlike dpkg -x, through links to directories.
unpack_deb()
{
	dpkg --fsys-tarfile "$1" | tar -x -C "$2" --keep-directory-symlink --no-same-owner
}

# programs DIR...: prints the dynamically linked programs there
programs()
{
	local file magic

	while read -r file; do
		read -r -N 4 magic <"$file" 2>/dev/null || :
		[[ $magic != $'\x7fELF' ]] || echo "$file"
	done < <(find "$@" -type f -perm /111 ! -name '*.so*')
}

# run_with LIB PROGRAM: makes PROGRAM run with the loader ld.so and the libraries
# in LIB, on machines whose own are older. Both may be moved together. A program
# may find its parts by its own name, so that stays the same.
run_with()
{
	local lib name=${2##*/}

	lib=$(realpath -s --relative-to="${2%/*}" "$1")
	mv "$2" "$2.bin"
	cat >"$2" <<-END
		#!/bin/sh
		d=\${0%/*}
		exec "\$d/$lib/ld.so" --library-path "\$d/$lib" --argv0 "\$0" "\$d/$name.bin" "\$@"
	END
	chmod 755 "$2"
}

# use_apt CODENAME ARCHITECTURE [SUFFIX...]: from here on, apt uses packages of
# that release (see sources) and ignores what the machine has installed. Packages
# of the machine's own architecture then need a suffix if it is another one. Sets
# apt_cache, the directory of downloaded packages.
use_apt()
{
	local dir=$apt_dir/$1-$2 found

	find_archives || return
	apt_cache=$dir/cache
	mkdir -p "$dir/lists/partial" "$apt_cache/archives/partial"
	exec 8>"$dir/lock"
	flock 8
	: >"$dir/status"
	sources "$1" "${@:3}" >"$dir/sources"
	# The signatures of an old release have expired, and a stable release becomes
	# an old one. The machine's hooks are for its own packages.
	cat >"$dir/conf" <<-END
		#clear APT::Architectures;
		#clear APT::Default-Release;
		#clear APT::Update;
		#clear DPkg;
		APT::Architecture "$2";
		APT::Architectures { "$(dpkg --print-architecture)"; "$2"; };
		Acquire::Check-Valid-Until "false";
		Acquire::AllowReleaseInfoChange "true";
		Dir::State "$dir";
		Dir::State::lists "lists";
		Dir::State::status "$dir/status";
		Dir::Cache "$apt_cache";
		Dir::Etc::sourcelist "$dir/sources";
		Dir::Etc::sourceparts "/dev/null";
		Dir::Etc::preferences "/dev/null";
		Dir::Etc::preferencesparts "/dev/null";
		Dir::Etc::trusted "$keyring";
	END
	apt=(-c "$dir/conf")
}
