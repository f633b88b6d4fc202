# SPDX-License-Identifier: ISC
# awk -f size.awk .ci/exceptions FILE ...: prints what exceeds a budget.
# Relies on clang-format's layout: a function's braces stand in column one.
# What clang-format is told to leave alone is a table, and exempt.

function over(what, value, budget, line) {
	if (value <= budget)
		return
	if ((name, what) in excepted) {
		used[name, what] = 1
		return
	}
	print name ":" line ": " what " " value ", at most " budget
}

function width(text,    n, i) {
	for (n = i = 0; i++ < length(text);)
		n = substr(text, i, 1) == "\t" ? n + 8 - n % 8 : n + 1
	return n
}

# Commas of the outermost parentheses of a signature, plus one.
function parameters(text,    i, c, depth, n) {
	sub(/^[^(]*/, "", text)
	for (i = n = 1; i <= length(text); i++) {
		c = substr(text, i, 1)
		depth += (c == "(") - (c == ")")
		n += c == "," && depth == 1
	}
	return n
}

function end_file() {
	if (name != "")
		over("lines", lines, name ~ /\.h$/ ? 200 : 500, lines)
}

FILENAME ~ /exceptions$/ {
	if ($1 !~ /^#|^$/) {
		if (NF < 3)
			print FILENAME ":" FNR ": an exception needs a reason"
		excepted[$1, $2] = FILENAME ":" FNR
	}
	next
}

FNR == 1 {
	end_file()
	name = FILENAME
	lines = fenced = body = 0
	signature = ""
}

/clang-format off/ { fenced = 1 }
/clang-format on/ { fenced = 0 }
fenced { next }
{ lines++ }

{ over("columns", width($0), 80, FNR) }

!body && signature == "" && /^[A-Za-z_].*\(/ { start = FNR }
!body && (signature != "" || /^[A-Za-z_].*\(/) { signature = signature $0 " " }
!body && /;$/ { signature = "" }
/^\{$/ {
	over("parameters", parameters(signature), 6, start)
	signature = ""
	body = 1
}
/^\}/ && body {
	over("function", FNR - start + 1, 60, start)
	body = 0
}
body && match($0, /^\t+(if|for|while|do|switch) /) {
	match($0, /^\t+/)
	over("nesting", RLENGTH, 3, FNR)
}

END {
	end_file()
	for (e in excepted)
		if (!(e in used))
			print excepted[e] ": this exception is not needed"
}
