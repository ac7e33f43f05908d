# description: bash, zsh and fish offer the same for dynsc and its scripts, from one source
# machine: host
# kernels: 6.12
# needs: zsh fish
export PATH=$PROJECT/$TOOLS:$PATH

# Sets what the shells complete by, and prints what each offers for the last word of a
# line, without what it means: a word each, sorted.
in_bash() (
	# shellcheck disable=SC2317 # called by the completion
	compopt() { :; }
	# shellcheck disable=SC2317
	complete() { function=$2; }
	# shellcheck source=/dev/null
	. tools/dynsc.bash-completion
	# As bash splits them.
	read -r -a COMP_WORDS <<<"${1//=/ = }"
	[[ $1 != *[\ =] ]] || COMP_WORDS+=("")
	[[ $1 != *= ]] || unset 'COMP_WORDS[-1]'
	COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
	$function "${COMP_WORDS[0]}"
	printf '%s\n' "${COMPREPLY[@]}" | sort
)

in_zsh() {
	zsh -f -c '
		. tools/dynsc.zsh-completion
		compset() { }
		_files() { print -l -- *(N) }
		_describe() { print -l -- ${${(P)4}%%:*} }
		_normal() { print -- -${(j:_:)words} }
		words=("${(@s: :)1}")
		CURRENT=$#words
		typed=$words[CURRENT] prefix=
		[[ $typed != --*=* ]] || typed=${typed#*=}
		_dynsc | grep -e "^$typed"' zsh "$1" | sort
}

# Fish offers the whole word.
in_fish() {
	# shellcheck disable=SC2016 # expanded by fish
	fish -N -c 'source tools/dynsc.fish-completion; complete -C $argv[1]' "$1" |
		cut -f 1 | sed 's/^--[a-z]*=//' | sort
}

# offers LINE WORD...: every shell offers these, and nothing else
offers() {
	local line=$1 shell got want

	shift
	want=$(printf '%s\n' "$@" | sort)
	for shell in bash zsh fish; do
		got=$("in_$shell" "$line")
		eq "$shell: $line" "$got" "$want"
	done
}

for command in report probe list check top calls; do
	# shellcheck disable=SC2046 # a word each
	subtest "$command" offers "dynsc $command --" $(dynsc $command --help | sed -nE 's/^  (--[a-z-]+).*/\1/p' | sort -u)
done
subtest "commands" offers "dynsc re" record report review reload
subtest "reports" offers "dynsc report con" contention
subtest "lists" offers "dynsc report hijack --csv=t" timeline
subtest "a script's options" offers "dynsc record --un" --until
subtest "a script by itself" offers "dynsc-record --un" --until
subtest "a script's values" offers "dynsc record --until e" eagain enosys
subtest "sizes" offers "dynsc review --size 1" 1200x800 1600x1000 1920x1080
subtest "kernels" offers "dynsc try -k arm" arm64-6.1 arm64-6.12
subtest "files" offers "dynsc record -o Make" Makefile
subtest "meanings" eq "describe" "$(dynsc describe list | sed -n 1p)" "--json	print an array of objects, for programs"
subtest "a command in zsh" eq "zsh: its words" "$(in_zsh "dynsc record -o x -- ls -")" "-ls_-"
subtest "a command in fish" eq "fish: the option of ls" \
	"$(fish -N -c 'source tools/dynsc.fish-completion; complete -c ls -l frobnicate; complete -C "dynsc record -- ls --frob"')" \
	"--frobnicate"
