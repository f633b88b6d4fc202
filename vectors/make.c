/* SPDX-License-Identifier: ISC
 *
 * vectors-make FOLDER: writes ett's own vector files, and their index.
 */
#include <stdio.h>
#include <string.h>

#include "vectors/index.h"
#include "vectors/make.h"

static void (*const parts[])(struct vec_make *m) = {
	vec_make_primitives,  vec_make_agreement,  vec_make_signatures,
	vec_make_derivation,  vec_make_wire,       vec_make_packets,
	vec_make_negotiation, vec_make_handshakes,
};

static int usage(const char *text, int status)
{
	fprintf(status == 0 ? stdout : stderr, "%s", text);
	return status;
}

int main(int argc, char **argv)
{
	static const char help[] =
	    "usage: vectors-make FOLDER\n"
	    "Writes ett's own vector files anew, and INDEX.json.\n"
	    "Exit status: 1 if the crypto libraries do not agree.\n";
	static struct vec_make m;

	if (argc == 2 && strcmp(argv[1], "--help") == 0)
		return usage(help, 0);
	if (argc == 2 && strcmp(argv[1], "--version") == 0)
		return usage("vectors-make " ETT_RELEASE "\n", 0);
	if (argc != 2 || argv[1][0] == '-')
		return usage(help, 2);
	m.out = argv[1];
	m.index = vec_index_new();
	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
		parts[i](&m);
	if (vec_make_index_write(&m) != ETT_OK)
		vec_make_die(&m, "the index cannot be written");
	json_decref(m.index);
	printf("%zu files, %zu groups left out\n", m.written, m.dropped);
	return m.failed ? 1 : 0;
}
