# SPDX-License-Identifier: ISC
# nm -A -P -g OBJECT ... | awk -v build=DIR -f symbols.awk .ci/symbols -
# prints what an object defines or refers to against the table.

function row_of(path) {
	sub(/\.o$/, "", path)
	while (!(path in defines) && sub(/\/[^\/]*$/, "", path))
		continue
	return path
}

function whole(name, expression) {
	return name ~ ("^(" expression ")$")
}

BEGIN {
	compiler = "__stack_chk_fail|_GLOBAL_OFFSET_TABLE_" \
	    "|__(mem|str)[a-z]*_chk|__snprintf_chk"
}

FILENAME ~ /symbols$/ {
	if ($1 ~ /^#|^$/)
		next
	if (NF != 4)
		print FILENAME ":" FNR ": four columns are needed"
	defines[$1] = $2
	ours[$1] = $3
	others[$1] = $4
	next
}

{
	path = substr($1, length(build) + 2)
	sub(/:$/, "", path)
	row = row_of(path)
	if (!(row in defines)) {
		print path ": no row in .ci/symbols for this folder"
	} else if ($3 != "U" && $3 != "w") {
		if ($2 !~ ("^(" defines[row] ")"))
			print path ": defines " $2 ", not " defines[row]
	} else if ($2 ~ /^ett_/) {
		if (!whole(substr($2, 5), ours[row]))
			print path ": may not refer to " $2
	} else if (!whole($2, others[row]) && !whole($2, compiler)) {
		print path ": may not refer to " $2
	}
}
