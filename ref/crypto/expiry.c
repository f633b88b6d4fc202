/* SPDX-License-Identifier: ISC
 *
 * Times of authorized_keys.  A date that the calendar does not have is
 * refused rather than carried over into the next month.
 */
#include <time.h>

#include "crypto/authkeys.h"

struct moment {
	int year, month, day, hour, minute, second;
};

/* n digits from the front of *text; -1: they are not there. */
static int take(struct ett_bytes *text, size_t n)
{
	int v = 0;

	if (text->n < n)
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (text->p[i] < '0' || text->p[i] > '9')
			return -1;
		v = v * 10 + (text->p[i] - '0');
	}
	text->p += n;
	text->n -= n;
	return v;
}

static bool is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_in(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30,
				    31, 31, 30, 31, 30, 31 };

	return days[month - 1] + (month == 2 && is_leap(year));
}

static bool exists(const struct moment *m)
{
	return m->year >= 1970 && m->month >= 1 && m->month <= 12 &&
	       m->day >= 1 && m->day <= days_in(m->year, m->month) &&
	       m->hour >= 0 && m->hour <= 23 && m->minute >= 0 &&
	       m->minute <= 59 && m->second >= 0 && m->second <= 59;
}

static int64_t in_utc(const struct moment *m)
{
	int64_t days = m->day - 1;

	for (int y = 1970; y < m->year; y++)
		days += is_leap(y) ? 366 : 365;
	for (int month = 1; month < m->month; month++)
		days += days_in(m->year, month);
	return ((days * 24 + m->hour) * 60 + m->minute) * 60 + m->second;
}

static ett_err in_local_time(const struct moment *m, int64_t *when)
{
	struct tm t = {
		.tm_year = m->year - 1900,
		.tm_mon = m->month - 1,
		.tm_mday = m->day,
		.tm_hour = m->hour,
		.tm_min = m->minute,
		.tm_sec = m->second,
		.tm_isdst = -1,
	};
	time_t v = mktime(&t);

	if (v == (time_t)-1)
		return ETT_FORMAT;
	*when = v;
	return ETT_OK;
}

ett_err ett_expiry_read(struct ett_bytes text, int64_t *when)
{
	bool utc = text.n > 0 && text.p[text.n - 1] == 'Z';
	struct moment m = { 0 };

	text.n -= utc;
	if (text.n != 8 && text.n != 12 && text.n != 14)
		return ETT_FORMAT;
	m.year = take(&text, 4);
	m.month = take(&text, 2);
	m.day = take(&text, 2);
	if (text.n > 0) {
		m.hour = take(&text, 2);
		m.minute = take(&text, 2);
	}
	if (text.n > 0)
		m.second = take(&text, 2);
	if (!exists(&m))
		return ETT_FORMAT;
	if (!utc)
		return in_local_time(&m, when);
	*when = in_utc(&m);
	return ETT_OK;
}
