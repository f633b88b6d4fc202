/* SPDX-License-Identifier: ISC
 *
 * "type base64 comment": a .pub file, and the end of a line of
 * authorized_keys or known_hosts.
 */
#include "crypto/base64.h"
#include "crypto/blob.h"
#include "crypto/keyfile.h"
#include "crypto/textline.h"

/* Control characters could make a second line of it. */
static struct ett_bytes printable(struct ett_bytes v)
{
	size_t n = 0;

	while (n < v.n && v.p[n] >= 0x20 && v.p[n] != 0x7f)
		n++;
	return (struct ett_bytes){ v.p, n };
}

ett_err ett_keyline_write(const struct ett_key *k, char *out, size_t room,
			  size_t *len)
{
	struct ett_wr w = ett_wr((uint8_t *)out, room);
	struct ett_bytes comment = printable(ett_str(ett_key_comment(k)));
	size_t n = 0;
	ett_err e;

	ett_wr_raw(&w, ett_str(ett_key_type(k)));
	ett_wr_u8(&w, ' ');
	if (w.err != ETT_OK)
		return w.err;
	e = ett_base64_encode(ett_key_blob(k), true, (char *)w.p,
			      (size_t)(w.end - w.p), &n);
	if (e != ETT_OK)
		return e;
	w.p += n;
	if (comment.n > 0) {
		ett_wr_u8(&w, ' ');
		ett_wr_raw(&w, comment);
	}
	ett_wr_u8(&w, '\0');
	e = ett_wr_end(&w, &n);
	if (e == ETT_OK)
		*len = n - 1;
	return e;
}

ett_err ett_keyline_read(struct ett_bytes line, struct ett_key **out)
{
	struct ett_line_key key;
	ett_err e;

	ett_line_trim(&line);
	e = ett_line_key(&line, &key);
	if (e != ETT_OK)
		return e == ETT_SPACE ? ETT_NOKEY : e;
	return ett_key_new(key.blob, (struct ett_bytes){ 0 }, line, out);
}
