/* SPDX-License-Identifier: ISC
 *
 * RFC 8308 section 3.1 and RFC 8332 section 3.3: which signature algorithms a
 * server says that it takes, and what a client makes of that.
 */
#include <string.h>

#include "conformance/engine/case.h"

static const char *const probed[] = {
	"ssh-ed25519",
	"ecdsa-sha2-nistp256",
	"ecdsa-sha2-nistp384",
	"ecdsa-sha2-nistp521",
	"ssh-rsa",
};

/* "would do" is an answer without a signature: PK_OK. */
static bool accepts(struct conf_peer *p, const struct conf_user_key *k,
		    const char *alg, struct conf_reaction *r)
{
	while (conf_say_publickey(p, k, alg, false) &&
	       conf_hear_message(p, r)) {
		uint8_t number =
		    p->link.payload.n > 0 ? p->link.payload.p[0] : 0;

		if (number == ETT_NUM_userauth_banner)
			continue;
		if (number == ETT_NUM_userauth_pk_ok)
			return true;
		if (number != ETT_NUM_userauth_failure)
			conf_react(p, r);
		return false;
	}
	return false;
}

static bool listed(struct ett_bytes algs, const char *alg,
		   struct conf_reaction *r)
{
	if (ett_names_has(algs, ett_str(alg)))
		return true;
	r->kind = RE_ANSWER;
	conf_text(r->text, sizeof r->text,
		  "PK_OK for %s, which its server-sig-algs does not list", alg);
	return false;
}

/* Every algorithm that goes with this key; false: it is decided. */
static bool probe(struct conf_peer *p, const struct conf_user_key *k,
		  struct ett_bytes listed_algs, struct conf_reaction *r)
{
	struct ett_bytes algs = ett_str(conf_user_key_algs(k)), name;
	char alg[CONF_NAME_MAX + 1];

	while (ett_names_next(&algs, &name)) {
		conf_text(alg, sizeof alg, "%.*s", (int)name.n, name.p);
		if (accepts(p, k, alg, r) && !listed(listed_algs, alg, r))
			return false;
		if (r->kind != 0)
			return false;
	}
	return strcmp(k->type, "ssh-rsa") != 0 ||
	       !accepts(p, k, "ssh-rsa", r) ||
	       listed(listed_algs, "ssh-rsa", r);
}

static bool probe_type(struct conf_peer *p, const char *type,
		       struct ett_bytes listed_algs, struct conf_reaction *r)
{
	struct conf_user_key k;
	bool go_on = true;

	if (p->login.key != NULL && strcmp(p->login.key->type, type) == 0)
		return probe(p, p->login.key, listed_algs, r);
	/* An RSA key takes long to make. */
	if (strcmp(type, "ssh-rsa") == 0 ||
	    conf_user_key_make(p->backend, type, p->rng, &k) != ETT_OK)
		return true;
	go_on = probe(p, &k, listed_algs, r);
	ett_wipe(&k, sizeof k);
	return go_on;
}

static void probe_algorithms(struct conf_peer *p, struct conf_reaction *r,
			     char *sent)
{
	struct ett_bytes listed_algs =
	    conf_ext_value(&p->exts, "server-sig-algs");
	size_t i = 0;

	conf_text(sent, CONF_WHY_MAX,
		  "publickey without signature, in every algorithm there is a "
		  "key for");
	if (listed_algs.p == NULL) {
		r->kind = RE_NO_COMMON;
		conf_text(r->text, sizeof r->text,
			  "the target sends no server-sig-algs");
		return;
	}
	while (i < sizeof probed / sizeof probed[0] &&
	       probe_type(p, probed[i], listed_algs, r))
		i++;
}

/* The algorithm of the first publickey request, recorded. */
static void first_algorithm(struct conf_peer *p, const char *list,
			    struct conf_reaction *r, char *sent)
{
	uint8_t mem[256];
	struct conf_put body = { mem, 0, sizeof mem, false };
	struct ett_msg_ext_info m = { .count = 1 };
	struct ett_msg_userauth_failure no = { .methods =
						   ETT_INIT("publickey") };
	struct ett_bytes alg = { NULL, 0 };

	conf_text(sent, CONF_WHY_MAX, "server-sig-algs \"%s\"", list);
	conf_put_str(&body, ETT_LIT("server-sig-algs"));
	conf_put_str(&body, ett_str(list));
	m.body = conf_put_view(&body);
	(void)conf_say(p, ETT_MSG_ext_info, &m, NULL);
	conf_reach(p, AT_AUTH, r);
	while (r->kind == 0 && alg.p == NULL) {
		if (!conf_expect(p, ETT_NUM_userauth_request, r))
			return;
		if (p->seen.n > 3 &&
		    ett_bytes_is(p->seen.v[2].bytes, "publickey"))
			alg = p->seen.v[3].bytes;
		else
			(void)conf_say(p, ETT_MSG_userauth_failure, &no, NULL);
	}
	r->kind = RE_ANSWER;
	conf_text(r->text, sizeof r->text, "a request without an algorithm");
	if (alg.p != NULL && alg.n > 5 && alg.p[4] <= CONF_NAME_MAX &&
	    alg.n - 5 >= alg.p[4])
		conf_text(r->text, sizeof r->text, "publickey with %.*s",
			  (int)alg.p[4], alg.p + 5);
}

static void advertise_rsa_512(struct conf_peer *p, struct conf_reaction *r,
			      char *sent)
{
	first_algorithm(p, "rsa-sha2-512", r, sent);
}

static void advertise_ed25519(struct conf_peer *p, struct conf_reaction *r,
			      char *sent)
{
	first_algorithm(p, "ssh-ed25519", r, sent);
}

static void advertise_none(struct conf_peer *p, struct conf_reaction *r,
			   char *sent)
{
	first_algorithm(p, "", r, sent);
}

extern const struct conf_case conf_sig_algs[];

/* clang-format off */
const struct conf_case conf_sig_algs[] = {
	{
		.id     = "EXT-8308-3.1-01",
		.req    = "8308-3.1-01",
		.says   = "server-sig-algs lists all that is accepted",
		.target = AS_SERVER, .tier = 1, .start = AT_AUTH,
		.needs  = HAS_LOGIN, .ext_info = true,
		.steps  = STEPS(DO_EXPECT(probe_algorithms, RE_TERM)),
	},
	{
		.id     = "EXT-8332-3.3-01/rsa-sha2-512",
		.req    = "8332-3.3-01",
		.says   = "what a client signs with if that is all there is",
		.target = AS_CLIENT, .tier = 3, .info = true,
		.start  = AT_NEWKEYS, .ext_info = true,
		.steps  = STEPS(DO_EXPECT(advertise_rsa_512,
					  RE_ANSWER | RE_TERM | RE_SILENCE)),
	},
	{
		.id     = "EXT-8332-3.3-01/ssh-ed25519",
		.req    = "8332-3.3-01",
		.says   = "what a client signs with if that is all there is",
		.target = AS_CLIENT, .tier = 3, .info = true,
		.start  = AT_NEWKEYS, .ext_info = true,
		.steps  = STEPS(DO_EXPECT(advertise_ed25519,
					  RE_ANSWER | RE_TERM | RE_SILENCE)),
	},
	{
		.id     = "EXT-8332-3.3-01/none",
		.req    = "8332-3.3-01",
		.says   = "what a client signs with if nothing is listed",
		.target = AS_CLIENT, .tier = 3, .info = true,
		.start  = AT_NEWKEYS, .ext_info = true,
		.steps  = STEPS(DO_EXPECT(advertise_none,
					  RE_ANSWER | RE_TERM | RE_SILENCE)),
	},
	{ .id = NULL }
};
/* clang-format on */
