/* SPDX-License-Identifier: ISC */
#ifndef ETT_IO_FILE_H
#define ETT_IO_FILE_H

#include "base/bytes.h"

/*
 * Small files, whole.  SYSTEM: errno tells; TOO_BIG: longer than max;
 * NOMEM.  A buffer that was filled is freed, and so wiped, by the caller.
 */
ETT_OWED ett_err ett_file_read(const char *path, size_t max,
			       struct ett_buf *content);

/*
 * Replaces the file in one step: whoever reads it sees the old or the new
 * content.  mode is that of the new file, e.g. 0600.
 */
ETT_OWED ett_err ett_file_write(const char *path, struct ett_bytes content,
				unsigned mode);

/* Adds at the end in one write; makes the file if it is missing. */
ETT_OWED ett_err ett_file_append(const char *path, struct ett_bytes content,
				 unsigned mode);

#endif
