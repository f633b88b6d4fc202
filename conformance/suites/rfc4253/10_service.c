/* SPDX-License-Identifier: ISC
 *
 * RFC 4253 section 10: service requests.  A service that is not there is
 * refused by ending the connection; one that needs a login is not there yet.
 */
#include "conformance/engine/case.h"

/* That the name comes back is all that tells the two apart. */
static void ask_for_userauth(struct conf_peer *p, struct conf_reaction *r,
			     char *sent)
{
	struct ett_msg_service_request m = { .service =
						 ETT_LIT("ssh-userauth") };

	conf_text(sent, CONF_WHY_MAX, "SERVICE_REQUEST ssh-userauth");
	(void)conf_say(p, ETT_MSG_service_request, &m, NULL);
	if (!conf_expect(p, ETT_NUM_service_accept, r))
		return;
	if (p->seen.n < 1 || p->seen.odd != 0 ||
	    !ett_bytes_is(p->seen.v[0].bytes, "ssh-userauth")) {
		r->kind = RE_ANSWER;
		conf_text(r->text, sizeof r->text,
			  "SERVICE_ACCEPT without the name asked for");
	}
}

static void ask_after_login(struct conf_peer *p, struct conf_reaction *r,
			    char *sent)
{
	struct ett_msg_service_request m = { .service =
						 ETT_LIT("ssh-userauth") };

	conf_text(sent, CONF_WHY_MAX, "SERVICE_REQUEST behind the login");
	(void)conf_say(p, ETT_MSG_service_request, &m, NULL);
	(void)conf_alive(p, r);
}

/* The request of the client, and an answer to another one. */
static void accept_another(struct conf_peer *p, struct conf_reaction *r,
			   char *sent)
{
	struct ett_msg_service_accept m = { .service =
						ETT_LIT("ssh-connection") };

	conf_text(sent, CONF_WHY_MAX,
		  "SERVICE_ACCEPT ssh-connection for ssh-userauth");
	if (!conf_expect(p, ETT_NUM_service_request, r))
		return;
	(void)conf_say(p, ETT_MSG_service_accept, &m, NULL);
	conf_await(p, r);
}

/* Behind the client's first request, so that its answer is one to this. */
static void accept_again(struct conf_peer *p, struct conf_reaction *r,
			 char *sent)
{
	struct ett_msg_service_accept m = { .service =
						ETT_LIT("ssh-userauth") };

	conf_text(sent, CONF_WHY_MAX, "SERVICE_ACCEPT once more");
	if (!conf_expect(p, ETT_NUM_userauth_request, r))
		return;
	(void)conf_say(p, ETT_MSG_service_accept, &m, NULL);
	conf_await(p, r);
}

extern const struct conf_case conf_service[];

/* clang-format off */
const struct conf_case conf_service[] = {
	{
		.id     = "TRANS-4253-10-01",
		.req    = "4253-10-01",
		.says   = "SERVICE_ACCEPT repeats the name",
		.target = AS_SERVER, .tier = 1, .start = AT_NEWKEYS,
		.steps  = STEPS(DO(ask_for_userauth)),
	},
	{
		.id     = "TRANS-4253-10-02/unknown",
		.req    = "4253-10-02",
		.says   = "an unknown service ends the connection",
		.target = AS_SERVER, .tier = 1, .start = AT_NEWKEYS,
		.steps  = STEPS(SAY_WITH(service_request,
					 SET(service_request, service,
					     "bogus@example.com")),
				EXPECT(RE_TERM)),
	},
	{
		.id     = "TRANS-4253-10-02/empty",
		.req    = "4253-10-02",
		.says   = "a service without a name ends the connection",
		.target = AS_SERVER, .tier = 1, .start = AT_NEWKEYS,
		.steps  = STEPS(SAY(service_request), EXPECT(RE_TERM)),
	},
	{
		.id     = "TRANS-4253-10-02/long",
		.req    = "4253-10-02",
		.says   = "a service with a name of 30000 bytes does",
		.target = AS_SERVER, .tier = 1, .start = AT_NEWKEYS,
		.steps  = STEPS(SAY_WITH(service_request,
					 FRONT_TIMES(service_request, service,
						     "ssh-userauth", 2500)),
				EXPECT(RE_TERM)),
	},
	{
		.id     = "TRANS-4253-10-03",
		.req    = "4253-10-03",
		.says   = "ssh-connection needs a login",
		.target = AS_SERVER, .tier = 1, .start = AT_NEWKEYS,
		.steps  = STEPS(SAY_WITH(service_request,
					 SET(service_request, service,
					     "ssh-connection")),
				EXPECT(RE_TERM)),
	},
	{
		.id     = "TRANS-4253-10-04",
		.req    = "4253-10-04",
		.says   = "a second SERVICE_REQUEST before the login",
		.target = AS_SERVER, .tier = 3, .info = true, .start = AT_AUTH,
		.steps  = STEPS(SAY_WITH(service_request,
					 SET(service_request, service,
					     "ssh-userauth")),
				EXPECT(RE_TERM | RE_ANSWER | RE_UNIMPLEMENTED |
				       RE_SILENCE)),
	},
	{
		.id     = "TRANS-4253-10-05",
		.req    = "4253-10-05",
		.says   = "USERAUTH_REQUEST without SERVICE_REQUEST",
		.target = AS_SERVER, .tier = 3, .start = AT_NEWKEYS,
		.steps  = STEPS(SAY_WITH(userauth_request,
					 SET(userauth_request, user, "judge"),
					 SET(userauth_request, service,
					     "ssh-connection"),
					 SET(userauth_request, method,
					     "none")),
				EXPECT_OR(RE_TERM | RE_UNIMPLEMENTED,
					  RE_ANSWER)),
	},
	{
		.id     = "TRANS-4253-10-06",
		.req    = "4253-10-06",
		.says   = "SERVICE_REQUEST behind the login changes nothing",
		.target = AS_SERVER, .tier = 2, .start = AT_LOGIN,
		.needs  = HAS_LOGIN,
		.steps  = STEPS(DO_EXPECT(ask_after_login,
					  RE_TERM | RE_UNIMPLEMENTED)),
	},
	{
		.id     = "TRANS-4253-10-07/other",
		.req    = "4253-10-07",
		.says   = "SERVICE_ACCEPT must be for what was asked",
		.target = AS_CLIENT, .tier = 1, .start = AT_NEWKEYS,
		.steps  = STEPS(DO_EXPECT(accept_another, RE_TERM)),
	},
	{
		.id     = "TRANS-4253-10-07/twice",
		.req    = "4253-10-07",
		.says   = "a second SERVICE_ACCEPT was not asked for",
		.target = AS_CLIENT, .tier = 1, .start = AT_AUTH,
		.steps  = STEPS(DO_EXPECT_OR(accept_again, RE_TERM,
					     RE_UNIMPLEMENTED)),
	},
	{ .id = NULL }
};
/* clang-format on */
