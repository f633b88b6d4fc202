/* SPDX-License-Identifier: ISC
 *
 * An element has an end tag unless it is said to be empty: HTML has only a few
 * that may be.
 */
#include "reports/markup.h"

#include <stdlib.h>

#include <libxml/xmlwriter.h>

#include "reports/text.h"

struct markup {
	xmlBufferPtr buffer;
	xmlTextWriterPtr writer;
	bool failed;
};

struct markup *markup_new(void)
{
	struct markup *m = calloc(1, sizeof *m);

	if (m == NULL)
		return NULL;
	m->buffer = xmlBufferCreate();
	if (m->buffer != NULL)
		m->writer = xmlNewTextWriterMemory(m->buffer, 0);
	if (m->writer == NULL) {
		xmlBufferFree(m->buffer);
		free(m);
		return NULL;
	}
	return m;
}

static void note(struct markup *m, int result)
{
	if (result < 0)
		m->failed = true;
}

void markup_doctype(struct markup *m, const char *name)
{
	note(m,
	     xmlTextWriterWriteDTD(m->writer, BAD_CAST name, NULL, NULL, NULL));
	note(m, xmlTextWriterWriteRaw(m->writer, BAD_CAST "\n"));
}

void markup_open(struct markup *m, const char *tag)
{
	note(m, xmlTextWriterStartElement(m->writer, BAD_CAST tag));
}

void markup_attr(struct markup *m, const char *name, const char *value)
{
	char *safe = report_safe(value);

	note(m, safe == NULL ? -1
			     : xmlTextWriterWriteAttribute(
				   m->writer, BAD_CAST name, BAD_CAST safe));
	free(safe);
}

void markup_attr_num(struct markup *m, const char *name, size_t value)
{
	note(m, xmlTextWriterWriteFormatAttribute(m->writer, BAD_CAST name,
						  "%zu", value));
}

void markup_text(struct markup *m, const char *text)
{
	char *safe;

	if (text == NULL)
		return;
	safe = report_safe(text);
	note(m, safe == NULL
		    ? -1
		    : xmlTextWriterWriteString(m->writer, BAD_CAST safe));
	free(safe);
}

void markup_close(struct markup *m)
{
	note(m, xmlTextWriterFullEndElement(m->writer));
}

void markup_close_empty(struct markup *m)
{
	note(m, xmlTextWriterEndElement(m->writer));
}

void markup_css(struct markup *m, const char *text)
{
	markup_open(m, "style");
	note(m, xmlTextWriterWriteRaw(m->writer, BAD_CAST text));
	markup_close(m);
}

void markup_element(struct markup *m, const char *tag, const char *class,
		    const char *text)
{
	markup_open(m, tag);
	if (class != NULL)
		markup_attr(m, "class", class);
	markup_text(m, text);
	markup_close(m);
}

ett_err markup_done(struct markup *m, FILE *out)
{
	ett_err err;

	note(m, xmlTextWriterFlush(m->writer));
	xmlFreeTextWriter(m->writer);
	err = m->failed ? ETT_NOMEM : ETT_OK;
	if (err == ETT_OK)
		fprintf(out, "%s\n", (const char *)xmlBufferContent(m->buffer));
	xmlBufferFree(m->buffer);
	free(m);
	return err;
}
