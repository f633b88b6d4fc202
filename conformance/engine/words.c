/* SPDX-License-Identifier: ISC
 *
 * What comes from a target is escaped before it stands in a text.
 */
#include "conformance/engine/words.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { SHOWN_MAX = 160 };

void conf_add_text(char *text, const char *format, ...)
{
	size_t n = strlen(text);
	va_list args;

	if (n > 0 && n + 3 < CONF_TEXT_MAX) {
		memcpy(text + n, "; ", 3);
		n += 2;
	}
	va_start(args, format);
	vsnprintf(text + n, CONF_TEXT_MAX - n, format, args);
	va_end(args);
}

void conf_reactions_text(unsigned set, char *out, size_t room)
{
	static const char *const words[] = {
		"close",
		"DISCONNECT",
		"UNIMPLEMENTED",
		"an answer",
		"key exchange completes",
		"keys that differ",
		"silence",
		"bytes that are no SSH packet",
		"the wrong guess used",
		"no algorithm in common",
		"a failure of the judge",
		"no answer",
		"a refusal",
	};
	size_t n = 0;

	out[0] = '\0';
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if ((set & 1u << i) != 0 && n < room)
			n += (size_t)snprintf(out + n, room - n, "%s%s",
					      n > 0 ? " or " : "", words[i]);
}

void conf_add_raw(char *text, const char *what, struct ett_bytes raw)
{
	char shown[SHOWN_MAX + 1];

	ett_escape(raw, shown, sizeof shown);
	conf_add_text(text, "%s \"%s\"%s", what, shown,
		      raw.n > SHOWN_MAX ? ".." : "");
}

const char *conf_field_name(enum ett_msg_id id, size_t at)
{
	for (const struct ett_field *f = ett_layout[id].fields();
	     f->name != NULL; f++)
		if (f->offset == at)
			return f->name;
	return "?";
}

static bool says_no_number(enum conf_twist_kind kind)
{
	return kind == TW_PAD_MOST || kind == TW_PAD_FLIP ||
	       kind == TW_TAG_FLIP || kind == TW_LOST || kind == TW_AGAIN;
}

static void add_twist(char *text, enum ett_msg_id id,
		      const struct conf_twist *t)
{
	static const char *const verbs[] = {
		[TW_SET] = "set to",
		[TW_FRONT] = "preceded by",
		[TW_NUM] = "set to",
		[TW_LEN] = "with a length of",
		[TW_OMIT] = "left out",
		[TW_TWICE] = "sent twice",
		[TW_CUT] = "cut after",
		[TW_TAIL] = "followed by",
		[TW_NUMBER] = "numbered",
		[TW_PACKET_LEN] = "packet_length",
		[TW_PAD] = "padding",
		[TW_PAD_LEN] = "padding_length",
		[TW_PAD_MORE] = "padding longer by",
		[TW_PAD_MOST] = "padding of the greatest length",
		[TW_FLIP] = "bits of a byte changed, number",
		[TW_PAD_FLIP] = "padding changed",
		[TW_TAG_FLIP] = "tag changed",
		[TW_SEQ_SKEW] = "sequence off by",
		[TW_LOST] = "counted and not sent",
		[TW_AGAIN] = "sent twice",
	};
	bool of_field = t->kind <= TW_CUT;
	char shown[SHOWN_MAX + 1];

	ett_escape(t->bytes, shown, sizeof shown);
	if (t->bytes.n > 0)
		conf_add_text(text, "%s %s \"%s\"%s",
			      of_field ? conf_field_name(id, t->at) : "message",
			      verbs[t->kind], shown,
			      t->bytes.n > SHOWN_MAX ? ".." : "");
	else if (says_no_number(t->kind))
		conf_add_text(text, "packet %s", verbs[t->kind]);
	else
		conf_add_text(text, "%s %s %u",
			      of_field ? conf_field_name(id, t->at) : "packet",
			      verbs[t->kind], t->num);
}

void conf_add_message(char *text, enum ett_msg_id id,
		      const struct conf_twist *twists)
{
	conf_add_text(text, "%s", ett_layout[id].name);
	conf_add_twists(text, id, twists);
}

void conf_add_twists(char *text, enum ett_msg_id id,
		     const struct conf_twist *twists)
{
	for (; twists != NULL && twists->kind != TW_NONE; twists++)
		add_twist(text, id, twists);
}
