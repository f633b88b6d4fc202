/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "io/file.h"
#include "io/log.h"

static char dir[64], path[96];

static int make_dir(void **state)
{
	(void)state;
	strcpy(dir, "/tmp/ett-file-XXXXXX");
	if (mkdtemp(dir) == NULL)
		return -1;
	snprintf(path, sizeof path, "%s/file", dir);
	return 0;
}

static int remove_dir(void **state)
{
	(void)state;
	unlink(path);
	return rmdir(dir); /* fails if a copy was left behind */
}

static void assert_content(const char *want)
{
	struct ett_buf b = { 0 };

	assert_int_equal(ett_file_read(path, 100, &b), ETT_OK);
	assert_true(ett_bytes_is(ett_buf_view(&b), want));
	ett_buf_free(&b);
}

static void what_is_written_is_read(void **state)
{
	struct stat st;

	(void)state;
	assert_int_equal(ett_file_write(path, ETT_LIT("one"), 0600), ETT_OK);
	assert_content("one");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_int_equal(ett_file_write(path, ETT_LIT("two"), 0644), ETT_OK);
	assert_content("two");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0644);
	assert_int_equal(ett_file_append(path, ETT_LIT("!"), 0600), ETT_OK);
	assert_content("two!");
}

static void a_longer_file_is_refused(void **state)
{
	struct ett_buf b = { 0 };

	(void)state;
	assert_int_equal(ett_file_write(path, ETT_LIT("12345"), 0600), ETT_OK);
	assert_int_equal(ett_file_read(path, 4, &b), ETT_TOO_BIG);
	assert_null(b.p);
	assert_int_equal(ett_file_read(path, 5, &b), ETT_OK);
	ett_buf_free(&b);
}

static void large_files_are_read_whole(void **state)
{
	static uint8_t text[100000];
	struct ett_buf b = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof text; i++)
		text[i] = (uint8_t)(i * 31 >> 3);
	assert_int_equal(
	    ett_file_write(path, (struct ett_bytes){ text, sizeof text }, 0600),
	    ETT_OK);
	assert_int_equal(ett_file_read(path, sizeof text - 1, &b), ETT_TOO_BIG);
	assert_int_equal(ett_file_read(path, sizeof text, &b), ETT_OK);
	assert_int_equal(ett_buf_view(&b).n, sizeof text);
	assert_memory_equal(ett_buf_view(&b).p, text, sizeof text);
	ett_buf_free(&b);
}

static void a_missing_file_says_so(void **state)
{
	struct ett_buf b = { 0 };

	(void)state;
	errno = 0;
	assert_int_equal(ett_file_read(path, 4, &b), ETT_SYSTEM);
	assert_int_equal(errno, ENOENT);
}

static void a_failed_write_leaves_the_old_file(void **state)
{
	char below[128];

	(void)state;
	assert_int_equal(ett_file_write(path, ETT_LIT("old"), 0600), ETT_OK);
	snprintf(below, sizeof below, "%s/none/file", dir);
	assert_int_equal(ett_file_write(below, ETT_LIT("x"), 0600), ETT_SYSTEM);
	assert_int_equal(errno, ENOENT);
	assert_content("old");
}

/* Lines go to standard error: it is a file for the length of one call. */
static void log_to_file(const char *text)
{
	int keep = dup(STDERR_FILENO), fd;

	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	dup2(fd, STDERR_FILENO);
	ett_log(ETT_NOTICE, "%s", text);
	dup2(keep, STDERR_FILENO);
	close(keep);
	close(fd);
}

static void log_lines_are_printable(void **state)
{
	(void)state;
	ett_log_to("prog", ETT_NOTICE);
	log_to_file("a\n\x1b[2J\xff"
		    "b\\x");
	assert_content("prog: a\\x0a\\x1b[2J\\xffb\\x\n");
}

static void lines_above_the_level_are_dropped(void **state)
{
	(void)state;
	ett_log_to("prog", ETT_ERROR);
	log_to_file("quiet");
	assert_content("");
}

int main(void)
{
#define IN_DIR(f) cmocka_unit_test_setup_teardown(f, make_dir, remove_dir)
	const struct CMUnitTest test[] = {
		IN_DIR(what_is_written_is_read),
		IN_DIR(a_longer_file_is_refused),
		IN_DIR(large_files_are_read_whole),
		IN_DIR(a_missing_file_says_so),
		IN_DIR(a_failed_write_leaves_the_old_file),
		IN_DIR(log_lines_are_printable),
		IN_DIR(lines_above_the_level_are_dropped),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("file", test, NULL, NULL);
}
