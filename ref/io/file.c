/* SPDX-License-Identifier: ISC
 *
 * A file is replaced by rename(2) of a complete, synced copy beside it, or
 * stays as it was.
 */
#include "io/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FIRST = 8192 }; /* what most files fit in */

static void close_quietly(int fd)
{
	int saved = errno;

	if (fd >= 0)
		close(fd);
	errno = saved;
}

/* Twice the size, but no more than one byte above max: that byte tells that
 * the file is longer. */
static ett_err grow(struct ett_buf *b, size_t size, size_t max)
{
	struct ett_bytes old = ett_buf_view(b);
	size_t room, cap = size < max / 2 ? 2 * size : max + 1;
	struct ett_buf more;
	ett_err e;

	if (size > max)
		return ETT_TOO_BIG;
	e = ett_buf_new(&more, cap);
	if (e != ETT_OK)
		return e;
	if (old.n > 0)
		memcpy(ett_buf_room(&more, &room), old.p, old.n);
	ett_buf_fill(&more, old.n);
	ett_buf_free(b);
	*b = more;
	return ETT_OK;
}

static ett_err read_all(int fd, size_t max, struct ett_buf *b)
{
	ett_err e = ETT_OK;

	while (e == ETT_OK) {
		size_t room;
		uint8_t *p = ett_buf_room(b, &room);
		ssize_t got;

		if (room == 0) {
			e = grow(b, ett_buf_view(b).n, max);
			continue;
		}
		got = read(fd, p, room);
		if (got == 0)
			return ETT_OK;
		if (got > 0)
			ett_buf_fill(b, (size_t)got);
		else if (errno != EINTR)
			e = ETT_SYSTEM;
	}
	return e;
}

ett_err ett_file_read(const char *path, size_t max, struct ett_buf *content)
{
	struct ett_buf b = { 0 };
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ett_err e = ETT_SYSTEM;

	if (fd < 0)
		return e;
	e = ett_buf_new(&b, max < FIRST ? max + 1 : FIRST);
	if (e == ETT_OK)
		e = read_all(fd, max, &b);
	if (e == ETT_OK) {
		*content = b;
		b = (struct ett_buf){ 0 };
	}
	ett_buf_free(&b);
	close_quietly(fd);
	return e;
}

static ett_err write_all(int fd, struct ett_bytes b)
{
	while (b.n > 0) {
		ssize_t put = write(fd, b.p, b.n);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return ETT_SYSTEM;
		b.p += put;
		b.n -= (size_t)put;
	}
	return ETT_OK;
}

ett_err ett_file_write(const char *path, struct ett_bytes content,
		       unsigned mode)
{
	size_t room = ett_str(path).n + sizeof ".XXXXXX";
	char *copy = malloc(room);
	ett_err e = ETT_SYSTEM;
	int fd;

	if (copy == NULL)
		return ETT_NOMEM;
	snprintf(copy, room, "%s.XXXXXX", path);
	fd = mkstemp(copy);
	if (fd < 0)
		goto done;
	if (fchmod(fd, (mode_t)mode) == 0)
		e = write_all(fd, content);
	if (e == ETT_OK && fsync(fd) != 0)
		e = ETT_SYSTEM;
	close_quietly(fd);
	if (e == ETT_OK && rename(copy, path) != 0)
		e = ETT_SYSTEM;
	if (e != ETT_OK) {
		int saved = errno;

		unlink(copy);
		errno = saved;
	}
done:
	free(copy);
	return e;
}

ett_err ett_file_append(const char *path, struct ett_bytes content,
			unsigned mode)
{
	int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, mode);
	ett_err e;

	if (fd < 0)
		return ETT_SYSTEM;
	e = write_all(fd, content);
	close_quietly(fd);
	return e;
}
