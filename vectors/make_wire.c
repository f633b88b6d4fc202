/* SPDX-License-Identifier: ISC
 *
 * RFC 4251 section 5, by hand: what each encoding means was written down from
 * the text, and computed by nobody.
 */
#include "vectors/make.h"

struct row {
	const char *encoded, *value; /* NULL: invalid */
	const char *comment, *flag;
	/* Valid, but written in another way; without value: let through. */
	bool unusual;
};

struct table {
	const char *type;
	const struct row *rows; /* end with encoded == NULL */
};

/* clang-format off */
static const struct row bytes[] = {
	{ "00", "0", "zero", NULL, false },
	{ "7f", "127", "largest of 7 bits", NULL, false },
	{ "ff", "255", "largest", "Boundary", false },
	{ "", NULL, "nothing", "WrongLength", false },
	{ "0000", NULL, "two bytes", "WrongLength", false },
	{ 0 } };
static const struct row booleans[] = {
	{ "00", "false", "false", NULL, false },
	{ "01", "true", "true", NULL, false },
	{ "02", "true", "all non-zero values are true", "NonCanonical", true },
	{ "80", "true", "all non-zero values are true", "NonCanonical", true },
	{ "ff", "true", "all non-zero values are true", "NonCanonical", true },
	{ "", NULL, "nothing", "WrongLength", false },
	{ "0100", NULL, "two bytes", "WrongLength", false },
	{ 0 } };
static const struct row uint32s[] = {
	{ "29b7f4aa", "699921578", "RFC 4251's example", NULL, false },
	{ "00000000", "0", "zero", "Boundary", false },
	{ "7fffffff", "2147483647", "largest of 31 bits", "Boundary", false },
	{ "80000000", "2147483648", "no sign", "Boundary", false },
	{ "ffffffff", "4294967295", "largest", "Boundary", false },
	{ "29b7f4", NULL, "three bytes", "WrongLength", false },
	{ "29b7f4aa00", NULL, "five bytes", "WrongLength", false },
	{ "", NULL, "nothing", "WrongLength", false },
	{ 0 } };
static const struct row uint64s[] = {
	{ "0000000000000000", "0", "zero", "Boundary", false },
	{ "0000000100000000", "4294967296", "above 32 bits", "Boundary", false },
	{ "8000000000000000", "9223372036854775808", "no sign", "Boundary", false },
	{ "ffffffffffffffff", "18446744073709551615", "largest", "Boundary", false },
	{ "00000000000000", NULL, "seven bytes", "WrongLength", false },
	{ "000000000000000000", NULL, "nine bytes", "WrongLength", false },
	{ 0 } };
static const struct row strings[] = {
	{ "0000000774657374696e67", "74657374696e67", "RFC 4251's example", NULL, false },
	{ "00000000", "", "empty", "Boundary", false },
	{ "0000000100", "00", "a zero byte", NULL, false },
	{ "00000004fffefdfc", "fffefdfc", "no character set", NULL, false },
	{ "00000002610a", "610a", "a line end", NULL, false },
	{ "000000", NULL, "length cut short", "WrongLength", false },
	{ "00000001", NULL, "no content", "WrongLength", false },
	{ "0000000361626364", NULL, "a byte behind it", "WrongLength", false },
	{ "0000000561626364", NULL, "content cut short", "WrongLength", false },
	{ "ffffffff61", NULL, "the largest length", "WrongLength", false },
	{ "7fffffff61", NULL, "a length of 2^31 - 1", "WrongLength", false },
	{ "", NULL, "nothing", "WrongLength", false },
	{ 0 } };
static const struct row names[] = {
	{ "00000000", "", "RFC 4251's example: no name", "Boundary", false },
	{ "000000047a6c6962", "zlib", "RFC 4251's example: one name", NULL, false },
	{ "000000097a6c69622c6e6f6e65", "zlib,none", "RFC 4251's example: two names", NULL, false },
	{ "0000000361406f", "a@o", "length as it should be", NULL, false },
	{ "000000056140622e63", "a@b.c", "a name with a domain", NULL, false },
	{ "00000003612c61", "a,a", "the same name twice", NULL, false },
	{ "000000012c", NULL, "only a comma", "Malformed", false },
	{ "000000022c61", NULL, "an empty name first", "Malformed", false },
	{ "00000002612c", NULL, "an empty name last, as some peers send it", "Malformed", true },
	{ "00000004612c2c62", NULL, "an empty name between", "Malformed", false },
	{ "00000003610062", NULL, "a zero byte in a name", "Malformed", false },
	{ "00000003610a62", NULL, "a line end in a name", "Malformed", false },
	{ "00000002c3a4", NULL, "not US-ASCII", "Malformed", false },
	{ "00000002617f", NULL, "DEL in a name", "Malformed", false },
	{ "00000003612c", NULL, "cut short", "WrongLength", false },
	{ "000000016162", NULL, "a byte behind it", "WrongLength", false },
	{ 0 } };
static const struct row mpints[] = {
	{ "00000000", "", "RFC 4251's example: 0", "Boundary", false },
	{ "0000000809a378f9b2e332a7", "09a378f9b2e332a7", "RFC 4251's example", NULL, false },
	{ "000000020080", "80", "RFC 4251's example: 80", "SignByte", false },
	{ "00000002edcc", "-1234", "RFC 4251's example: -1234", NULL, false },
	{ "00000005ff21524111", "-deadbeef", "RFC 4251's example: -deadbeef", "SignByte", false },
	{ "0000000101", "01", "1", NULL, false },
	{ "000000017f", "7f", "largest of one byte", "Boundary", false },
	{ "00000003008000", "8000", "a sign byte", "SignByte", false },
	{ "00000001ff", "-01", "-1", "Boundary", false },
	{ "0000000180", "-80", "-128", "Boundary", false },
	{ "00000002ff7f", "-81", "-129", "SignByte", false },
	{ "0000000100", NULL, "0 with a byte", "NonCanonical", false },
	{ "0000000200ff00", NULL, "a byte behind it", "WrongLength", false },
	{ "000000020001", NULL, "a zero byte too many", "NonCanonical", false },
	{ "000000020000", NULL, "0 with two bytes", "NonCanonical", false },
	{ "00000003000080", NULL, "two sign bytes", "NonCanonical", false },
	{ "00000002ff80", NULL, "a one byte too many", "NonCanonical", false },
	{ "00000002ffff", NULL, "-1 with two bytes", "NonCanonical", false },
	{ "0000000280", NULL, "cut short", "WrongLength", false },
	{ "000001", NULL, "length cut short", "WrongLength", false },
	{ "ffffffff00", NULL, "the largest length", "WrongLength", false },
	{ 0 } };

static const struct table tables[] = {
	{ "byte", bytes },     { "boolean", booleans }, { "uint32", uint32s },
	{ "uint64", uint64s }, { "string", strings },   { "name-list", names },
	{ "mpint", mpints },
};
/* clang-format on */

static const char *result_of(const struct row *r)
{
	if (r->value != NULL)
		return "valid";
	return r->unusual ? "acceptable" : "invalid";
}

void vec_make_wire(struct vec_make *m)
{
	static const struct vec_source rfc = { "RFC 4251 section 5", "2006",
					       true };

	for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
		const struct row *r = tables[i].rows;

		vec_make_open(m, "wire", &vec_kind_wire, NULL, tables[i].type);
		vec_make_group(m, "Wire", rfc);
		for (; r->encoded != NULL; r++) {
			json_t *t = vec_make_test(m, r->comment, r->flag);

			vec_make_text(t, "encoded", r->encoded);
			if (r->value != NULL)
				vec_make_text(t, "value", r->value);
			if (r->unusual && r->value != NULL &&
			    json_object_set_new(t, "canonical", json_false()))
				vec_make_die(m, "out of memory");
			vec_make_add(m, t, result_of(r));
		}
		vec_make_close(m);
	}
}
