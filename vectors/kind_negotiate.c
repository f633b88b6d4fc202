/* SPDX-License-Identifier: ISC
 *
 * Kind "negotiate": what two KEXINITs agree on, RFC 4253 section 7.1, strict
 * key exchange (OpenSSH's PROTOCOL 1.9), and whether a guess was right.  Each
 * test is put to both roles.  Lists are those of KEXINIT, both directions
 * alike where one is stated for both.  No library is asked.
 */
#include <string.h>

#include "proto/internal.h"
#include "test/seed.h"
#include "vectors/answer.h"

/* A KEXINIT as JSON: member, and where its list stands. */
static const struct {
	const char *member;
	size_t at;
} lists[] = {
	{ "kex", offsetof(struct ett_msg_kexinit, kex) },
	{ "hostKey", offsetof(struct ett_msg_kexinit, hostkey) },
	{ "encC2S", offsetof(struct ett_msg_kexinit, cipher_cs) },
	{ "encS2C", offsetof(struct ett_msg_kexinit, cipher_sc) },
	{ "macC2S", offsetof(struct ett_msg_kexinit, mac_cs) },
	{ "macS2C", offsetof(struct ett_msg_kexinit, mac_sc) },
	{ "compC2S", offsetof(struct ett_msg_kexinit, comp_cs) },
	{ "compS2C", offsetof(struct ett_msg_kexinit, comp_sc) },
};

static bool read_kexinit(struct vec_case *c, const char *side,
			 struct ett_msg_kexinit *m)
{
	const json_t *from = json_object_get(c->test, side);
	const char *text;

	*m = (struct ett_msg_kexinit){ .number_ = ETT_NUM_kexinit };
	for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
		struct ett_bytes v;

		if (!vec_text(c, from, lists[i].member, &text))
			return false;
		v = ett_str(text);
		memcpy((uint8_t *)m + lists[i].at, &v, sizeof v);
	}
	m->guess_follows = json_is_true(json_object_get(from, "guess"));
	return true;
}

static const char *name_of(const struct ett_mac_alg *m)
{
	return m == NULL ? "" : m->name;
}

static enum vec_outcome is(struct vec_case *c, const char *member,
			   const char *got)
{
	const char *want;

	if (!vec_text(c, json_object_get(c->test, "agreed"), member, &want))
		return VEC_BROKEN;
	if (strcmp(got, want) == 0)
		return VEC_ACCEPTED;
	return vec_say(c, VEC_WRONG, "%s: %.60s, not %.60s", member, got, want);
}

static enum vec_outcome flag_is(struct vec_case *c, const char *member,
				bool got)
{
	const json_t *want =
	    json_object_get(json_object_get(c->test, "agreed"), member);

	if (!json_is_boolean(want))
		return vec_say(c, VEC_BROKEN, "%s is missing", member);
	if (json_is_true(want) == got)
		return VEC_ACCEPTED;
	return vec_say(c, VEC_WRONG, "%s: %d", member, got);
}

static enum vec_outcome compare(struct vec_case *c, const struct kex *k,
				bool guess_right)
{
	const struct {
		const char *member, *got;
	} text[] = {
		{ "kex", k->alg->name },
		{ "hostKey", k->sig->name },
		{ "encC2S", k->dir[0].cipher->name },
		{ "encS2C", k->dir[1].cipher->name },
		{ "macC2S", name_of(k->dir[0].mac) },
		{ "macS2C", name_of(k->dir[1].mac) },
	};
	enum vec_outcome o = flag_is(c, "strict", k->strict);

	for (size_t i = 0;
	     i < sizeof text / sizeof text[0] && o == VEC_ACCEPTED; i++)
		o = is(c, text[i].member, text[i].got);
	if (o == VEC_ACCEPTED)
		o = flag_is(c, "guessRight", guess_right);
	return o;
}

/* The session is made as a client: a server would want a host key first, which
 * negotiation does not look at. */
static enum vec_outcome negotiate(struct vec_case *c, enum ett_role role,
				  const struct ett_msg_kexinit *mine,
				  const struct ett_msg_kexinit *peer)
{
	struct ett_config cfg = { .backend = c->backend };
	uint64_t seed = 1;
	struct ett_env env = { .rng = seed_rng(&seed) };
	struct ett_session *s = NULL;
	enum vec_outcome o;
	const char *why = NULL;
	ett_err e = ett_session_new(&s, &cfg, &env, 0, &why);

	if (e == ETT_KEX)
		return VEC_ABSENT;
	if (e != ETT_OK)
		return vec_say(c, VEC_BROKEN, "no session: %.100s",
			       why == NULL ? ett_err_text(e) : why);
	s->cfg.role = role;
	e = ett_kex_negotiate(s, mine, peer);
	o = vec_outcome_of(c, e);
	if (o == VEC_ACCEPTED && vec_states_valid(c))
		o = compare(c, &s->kex, ett_kex_guess_right(mine, peer));
	ett_session_free(s);
	return o;
}

static enum vec_outcome run(struct vec_case *c)
{
	struct ett_msg_kexinit client, server;
	enum vec_outcome o, as_server;

	if (!read_kexinit(c, "client", &client) ||
	    !read_kexinit(c, "server", &server))
		return VEC_BROKEN;
	o = negotiate(c, ETT_CLIENT, &client, &server);
	if (o == VEC_WRONG || o == VEC_BROKEN)
		return o;
	as_server = negotiate(c, ETT_SERVER, &server, &client);
	if (o != as_server)
		return vec_say(c, VEC_WRONG, "the two roles disagree");
	return o;
}

const struct vec_kind vec_kind_negotiate = {
	.schema = "negotiate",
	.group_needs = (const char *const[]){ NULL },
	.group_may = (const char *const[]){ "checkedWith", NULL },
	.test_needs = (const char *const[]){ "client", "server", NULL },
	.test_may = (const char *const[]){ "agreed", NULL },
	.run = run,
};
