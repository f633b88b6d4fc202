/* SPDX-License-Identifier: ISC
 *
 * RFC 4252 sections 5.4 and 6: messages that come at another time, or from
 * the other side, than they may.
 */
#include <stdlib.h>
#include <string.h>

#include "conformance/engine/case.h"
#include "conformance/peer/auth.h"

/* 6-02: the server's answers, said by the client; then a channel, which only
 * who is logged in may have. */

static void say_channel(struct conf_peer *p)
{
	(void)conf_open_with(p, "session", (struct ett_bytes){ NULL, 0 }, 0,
			     1 << 20, 32768);
}

/* Until it ended the connection, or told that it knows neither message. */
static void still_outside(struct conf_peer *p, struct conf_reaction *r)
{
	uint32_t last = p->link.out.seq - 1;

	do {
		if (conf_auth_answer(p, r) != 0)
			return;
	} while (r->kind == RE_UNIMPLEMENTED && r->code != last);
}

static void say_52(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	struct ett_msg_userauth_success m = { 0 };

	conf_text(sent, CONF_WHY_MAX, "USERAUTH_SUCCESS, CHANNEL_OPEN");
	(void)conf_say(p, ETT_MSG_userauth_success, &m, NULL);
	say_channel(p);
	still_outside(p, r);
}

static void say_51(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	struct ett_msg_userauth_failure m = { .methods = ETT_LIT("none"),
					      .partial_success = true };

	conf_text(sent, CONF_WHY_MAX, "USERAUTH_FAILURE, CHANNEL_OPEN");
	(void)conf_say(p, ETT_MSG_userauth_failure, &m, NULL);
	say_channel(p);
	still_outside(p, r);
}

static void say_53(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	struct ett_msg_userauth_banner m = { .message = ETT_LIT("hello") };

	conf_text(sent, CONF_WHY_MAX, "USERAUTH_BANNER, CHANNEL_OPEN");
	(void)conf_say(p, ETT_MSG_userauth_banner, &m, NULL);
	say_channel(p);
	still_outside(p, r);
}

static void say_60(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	struct ett_msg_userauth_pk_ok m = { .alg = ETT_LIT("ssh-ed25519") };

	conf_text(sent, CONF_WHY_MAX, "message 60, CHANNEL_OPEN");
	(void)conf_say(p, ETT_MSG_userauth_pk_ok, &m, NULL);
	say_channel(p);
	still_outside(p, r);
}

/* 6-03 */
static void unasked_responses(struct conf_peer *p, struct conf_reaction *r,
			      char *sent)
{
	conf_text(sent, CONF_WHY_MAX, "INFO_RESPONSE with one answer");
	(void)conf_say_responses(p, "answer", 1, 1);
	if (conf_auth_answer(p, r) == ETT_NUM_userauth_failure)
		r->kind = 0;
}

/* 6-04 */

static void say_success(struct conf_peer *p)
{
	struct ett_msg_userauth_success m = { 0 };

	(void)conf_say(p, ETT_MSG_userauth_success, &m, NULL);
}

static void success_for_service(struct conf_peer *p, struct conf_reaction *r,
				char *sent)
{
	conf_text(sent, CONF_WHY_MAX,
		  "USERAUTH_SUCCESS in answer to SERVICE_REQUEST");
	if (!conf_expect(p, ETT_NUM_service_request, r))
		return;
	say_success(p);
	conf_await(p, r);
}

/* Before the service is asked for; that request may be on its way. */
static void success_first(struct conf_peer *p, struct conf_reaction *r,
			  char *sent)
{
	conf_text(sent, CONF_WHY_MAX, "USERAUTH_SUCCESS before any request");
	say_success(p);
	conf_await(p, r);
	if (r->kind == RE_ANSWER && r->code == ETT_NUM_service_request)
		conf_await(p, r);
}

static void success_for_none(struct conf_peer *p, struct conf_reaction *r,
			     char *sent)
{
	conf_text(sent, CONF_WHY_MAX,
		  "USERAUTH_SUCCESS in answer to the first request");
	if (!conf_expect(p, ETT_NUM_userauth_request, r))
		return;
	say_success(p);
	p->logged_in = true;
	(void)conf_alive(p, r);
	if (r->kind == 0)
		conf_text(r->text, sizeof r->text, "it goes on");
	r->kind = r->kind == 0 ? RE_ANSWER : r->kind;
}

/* 5.4-01 */

enum { BANNER_LONG = 30000 };

static void say_banner(struct conf_peer *p, struct ett_bytes text)
{
	struct ett_msg_userauth_banner m = { .message = text,
					     .language = ETT_LIT("en") };

	(void)conf_say(p, ETT_MSG_userauth_banner, &m, NULL);
}

static void go_in(struct conf_peer *p, struct conf_reaction *r)
{
	if (conf_log_in(p, r))
		(void)conf_alive(p, r);
}

static void no_banner(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	conf_text(sent, CONF_WHY_MAX, "no banner");
	go_in(p, r);
}

static void three_banners(struct conf_peer *p, struct conf_reaction *r,
			  char *sent)
{
	conf_text(sent, CONF_WHY_MAX,
		  "a banner before the first request, two behind it");
	say_banner(p, ETT_LIT("one\r\n"));
	if (!conf_expect(p, ETT_NUM_userauth_request, r))
		return;
	say_banner(p, ETT_LIT("two\r\nlines\r\n"));
	say_banner(p, ETT_LIT(""));
	conf_refuse(p, "publickey,password,keyboard-interactive");
	go_in(p, r);
}

static void long_banner(struct conf_peer *p, struct conf_reaction *r,
			char *sent)
{
	uint8_t *text = malloc(BANNER_LONG);

	conf_text(sent, CONF_WHY_MAX, "a banner of 30000 bytes");
	if (text == NULL) {
		(void)conf_react_ours(r, "out of memory");
		return;
	}
	memset(text, 'b', BANNER_LONG);
	say_banner(p, (struct ett_bytes){ text, BANNER_LONG });
	free(text);
	go_in(p, r);
}

static void control_banner(struct conf_peer *p, struct conf_reaction *r,
			   char *sent)
{
	conf_text(sent, CONF_WHY_MAX, "a banner of control characters");
	say_banner(p, ETT_LIT("\x1b]0;title\x07\x1b[2J\x9b"
			      "31m\0\x08\x7f\xff\xfe\r\n"));
	go_in(p, r);
}

extern const struct conf_case conf_auth_order[];

/* clang-format off */
#define EARLY(name, about, place, ...)                                  \
	{                                                               \
		.id = "AUTH-4252-6-01/" name, .req = "4252-6-01",       \
		.says = about, .target = AS_SERVER, .tier = 1,          \
		.start = place,                                         \
		.steps = STEPS(SAY_WITH(__VA_ARGS__),                   \
			       EXPECT_OR(RE_TERM, RE_UNIMPLEMENTED)),   \
	}
#define FROM_SERVER(name, about, act)                                   \
	{                                                               \
		.id = "AUTH-4252-6-02/" name, .req = "4252-6-02",       \
		.says = about, .target = AS_SERVER, .tier = 1,          \
		.start = AT_AUTH,                                       \
		.steps = STEPS(DO_EXPECT(act, RE_TERM | RE_UNIMPLEMENTED)), \
	}
#define CLIENT(name, of, about, place, act, good, also)                 \
	{                                                               \
		.id = name, .req = of, .says = about,                   \
		.target = AS_CLIENT, .tier = 1, .start = place,         \
		.steps = STEPS(DO_EXPECT_OR(act, good, also)),          \
	}
#define ALL_EARLY(when, place)                                          \
	EARLY("80" when, "a global request needs a login", place,       \
	      global_request, SET(global_request, name, "a@example.com"), \
	      NUM(global_request, want_reply, 1)),                      \
	EARLY("90" when, "a channel needs a login", place, channel_open, \
	      SET(channel_open, kind, "session"),                       \
	      NUM(channel_open, window, 1048576),                       \
	      NUM(channel_open, max_packet, 32768)),                    \
	EARLY("93" when, "a window adjustment needs a login", place,    \
	      channel_window_adjust,                                    \
	      NUM(channel_window_adjust, bytes, 1)),                    \
	EARLY("94" when, "channel data need a login", place, channel_data, \
	      SET(channel_data, data, "data")),                         \
	EARLY("98" when, "a channel request needs a login", place,      \
	      channel_request, SET(channel_request, name, "shell"),     \
	      NUM(channel_request, want_reply, 1))

const struct conf_case conf_auth_order[] = {
	ALL_EARLY("", AT_AUTH),
	ALL_EARLY("-before-service", AT_NEWKEYS),
	FROM_SERVER("51", "a client's FAILURE is none", say_51),
	FROM_SERVER("52", "a client's SUCCESS is none", say_52),
	FROM_SERVER("53", "a client's BANNER opens nothing", say_53),
	FROM_SERVER("60", "a client's PK_OK opens nothing", say_60),
	{
		.id = "AUTH-4252-6-03", .req = "4252-6-03",
		.says = "answers without a question open nothing",
		.target = AS_SERVER, .tier = 2, .start = AT_AUTH,
		.steps = STEPS(DO_EXPECT(unasked_responses,
					 RE_TERM | RE_UNIMPLEMENTED)),
	},
	CLIENT("AUTH-4252-6-04/first", "4252-6-04",
	       "SUCCESS before any request is none", AT_NEWKEYS,
	       success_first, RE_TERM, RE_UNIMPLEMENTED),
	CLIENT("AUTH-4252-6-04/service", "4252-6-04",
	       "SUCCESS is no SERVICE_ACCEPT", AT_NEWKEYS,
	       success_for_service, RE_TERM, RE_UNIMPLEMENTED),
	{
		.id = "AUTH-4252-6-04/none", .req = "4252-6-04",
		.says = "SUCCESS for the first request",
		.target = AS_CLIENT, .tier = 1, .start = AT_AUTH, .info = true,
		.steps = STEPS(DO_EXPECT(success_for_none,
					 RE_TERM | RE_ANSWER |
					 RE_UNIMPLEMENTED | RE_SILENCE)),
	},
	CLIENT("AUTH-4252-5.4-01/none", "4252-5.4-01",
	       "a login without a banner works", AT_AUTH, no_banner, 0, 0),
	CLIENT("AUTH-4252-5.4-01/three", "4252-5.4-01",
	       "three banners around a refusal are taken", AT_AUTH,
	       three_banners, 0, 0),
	CLIENT("AUTH-4252-5.4-01/long", "4252-5.4-01",
	       "a banner of 30000 bytes is taken", AT_AUTH, long_banner, 0, 0),
	CLIENT("AUTH-4252-5.4-01/control", "4252-5.4-01",
	       "a banner of control characters is taken", AT_AUTH,
	       control_banner, 0, 0),
	{ .id = NULL }
};
/* clang-format on */
