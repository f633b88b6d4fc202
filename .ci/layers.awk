# SPDX-License-Identifier: ISC
# awk -f layers.awk .ci/layers FILE ...: prints each #include that the layer
# table does not allow.

function folder_of(path) {
	sub(/\/[^\/]*$/, "", path)
	return path
}

# The longest row that is the path or a folder above it.
function row_of(path) {
	while (!(path in allowed) && path ~ /\//)
		path = folder_of(path)
	return path
}

# "base/err.h" as the compiler finds it: in ref first, then at the top.
function where_is(name) {
	if (name !~ /^(reports|conformance|vectors|fuzz|bench)\//)
		name = "ref/" name
	return name
}

function library_of(name) {
	if (name ~ c_library)
		return "<c>"
	if (match(name, /^(openssl|libxml|nettle|valgrind)\//))
		return "<" substr(name, 1, RLENGTH - 1) ">"
	if (name ~ /^(uv|jansson|cmocka|gmp|gcrypt|tomcrypt|tommath|intel-ipsec-mb)\.h$/)
		return "<" substr(name, 1, length(name) - 2) ">"
	return "<posix>"
}

function may(row, what,    n, i, item) {
	n = split(allowed[row], item, " ")
	for (i = 1; i <= n; i++)
		if (item[i] == what ||
		    item[i] ~ /\/$/ && index(what, item[i]) == 1)
			return 1
	return 0
}

BEGIN {
	c_library = "^(assert|complex|ctype|errno|fenv|float|inttypes|iso646" \
	    "|limits|locale|math|setjmp|signal|stdalign|stdarg|stdatomic" \
	    "|stdbool|stddef|stdint|stdio|stdlib|stdnoreturn|string|tgmath" \
	    "|threads|time|uchar|wchar|wctype)\\.h$"
}

FILENAME ~ /layers$/ {
	if ($1 !~ /^#|^$/) {
		row = $1
		sub(/^[^ ]+ */, "")
		allowed[row] = $0
	}
	next
}

/^[ \t]*#[ \t]*include/ {
	row = row_of(FILENAME)
	if (!match($0, /["<][^">]*/)) {
		print FILENAME ":" FNR ": include without a name"
		next
	}
	name = substr($0, RSTART + 1, RLENGTH - 1)
	if (substr($0, RSTART, 1) == "<")
		what = library_of(name)
	else
		what = where_is(name)
	if (!(row in allowed))
		print FILENAME ":" FNR ": no row in .ci/layers for this folder"
	else if (folder_of(what) != folder_of(FILENAME) && !may(row, what))
		print FILENAME ":" FNR ": " row " may not include " name
}
