# SPDX-License-Identifier: ISC
# The same seeds give the same bytes, whichever compiler built the program.
. "$(dirname -- "$0")/lib.sh"
need gcc clang make

# digests CC: of both directions, as test_session prints them when CC built it
digests() {
	# What an outer make was told does not concern this build.
	(cd "$ROOT" && env -u MAKEFLAGS -u MFLAGS -u SAN make -s CC="$1" \
		CFLAGS=-O1 BUILD="$W/$1" "$W/$1/test_session") >&2 &&
		"$W/$1/test_session" | grep '^# transcript ' >"$W/$1.out"
}

check 'gcc builds the test' digests gcc
check 'clang builds the test' digests clang
check 'there is a transcript in each direction' \
	test "$(wc -l <"$W/gcc.out")" -eq 2
check 'both give the same bytes' cmp "$W/gcc.out" "$W/clang.out"
finish
