/* SPDX-License-Identifier: ISC
 *
 * RFC 4252 section 7: public keys.  Whatever is not signed as it is said lets
 * nobody in; that the same user with the right signature is let in afterwards
 * shows that the one change was why.
 */
#include <string.h>

#include "conformance/engine/case.h"
#include "conformance/peer/auth.h"

static bool begin(struct conf_peer *p, struct conf_reaction *r,
		  struct conf_pk *pk)
{
	const struct conf_user_key *k = conf_key_of(p, NULL, r);

	if (k != NULL)
		conf_pk_make(p, k, NULL, pk);
	return k != NULL;
}

static void refuse(struct conf_peer *p, struct conf_reaction *r,
		   const struct conf_pk *pk)
{
	(void)conf_pk_send(p, pk);
	(void)conf_refused_alone(p, r);
}

/* A key that nobody knows, of the same type; false: *r says why not. */
static bool strange_key(struct conf_peer *p, const char *type,
			struct conf_reaction *r, struct conf_user_key *k)
{
	if (conf_user_key_make(p->backend, type, p->rng, k) == ETT_OK)
		return true;
	return conf_react_ours(r, "the judge could not make a key");
}

/* 7-01, 7-02, 7-03: the question, without a signature */

static void echoes(struct conf_peer *p, const struct conf_pk *pk,
		   struct conf_reaction *r)
{
	uint8_t number = conf_auth_answer(p, r);
	bool same;

	if (number == ETT_NUM_userauth_failure)
		r->kind = 0;
	if (number != ETT_NUM_userauth_pk_ok)
		return;
	same = p->seen.n == 2 && p->seen.odd == 0 &&
	       ett_bytes_eq(p->seen.v[0].bytes, pk->said.alg) &&
	       ett_bytes_eq(p->seen.v[1].bytes, pk->said.key);
	if (same)
		r->kind = 0;
	else
		conf_text(r->text, sizeof r->text,
			  "PK_OK with another algorithm or key than asked");
}

static void question(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	struct conf_pk pk;

	conf_text(sent, CONF_WHY_MAX, "publickey of each key, not signed");
	for (size_t i = 0; i < p->login.keys_n && r->kind == 0; i++) {
		conf_pk_make(p, &p->login.key[i], NULL, &pk);
		pk.said.flag = 0;
		(void)conf_pk_say(p, &pk, (struct ett_bytes){ NULL, 0 });
		echoes(p, &pk, r);
	}
}

static void ask_other_alg(struct conf_peer *p, struct conf_reaction *r,
			  const char *alg, char *sent)
{
	struct conf_pk pk;

	conf_text(sent, CONF_WHY_MAX, "publickey with the algorithm %s", alg);
	if (!begin(p, r, &pk))
		return;
	pk.said.flag = 0;
	pk.said.alg = ett_str(alg);
	(void)conf_pk_say(p, &pk, (struct ett_bytes){ NULL, 0 });
	(void)conf_refused_alone(p, r);
}

static void unknown_alg(struct conf_peer *p, struct conf_reaction *r,
			char *sent)
{
	ask_other_alg(p, r, "foo@example.com", sent);
}

/* With a blob of its own type, which no Ed25519 key is. */
static void ask_dss(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	uint8_t mem[700];
	struct conf_put blob = { mem, 0, sizeof mem, false };
	uint8_t number[128];
	struct conf_pk pk;

	conf_text(sent, CONF_WHY_MAX, "publickey with an ssh-dss key");
	if (!begin(p, r, &pk))
		return;
	memset(number, 0x5b, sizeof number);
	conf_put_str(&blob, ETT_LIT("ssh-dss"));
	conf_put_uint(&blob, (struct ett_bytes){ number, 128 });
	conf_put_uint(&blob, (struct ett_bytes){ number, 20 });
	conf_put_uint(&blob, (struct ett_bytes){ number, 127 });
	conf_put_uint(&blob, (struct ett_bytes){ number, 126 });
	pk.said.flag = 0;
	pk.said.alg = ETT_LIT("ssh-dss");
	pk.said.key = conf_put_view(&blob);
	(void)conf_pk_say(p, &pk, (struct ett_bytes){ NULL, 0 });
	(void)conf_refused_alone(p, r);
}

static void garbage_key(struct conf_peer *p, struct conf_reaction *r,
			char *sent)
{
	struct conf_pk pk;

	conf_text(sent, CONF_WHY_MAX, "publickey with the key \"xx\"");
	if (!begin(p, r, &pk))
		return;
	pk.said.key = pk.over.key = ETT_LIT("xx");
	(void)conf_pk_send(p, &pk);
	(void)conf_refused(p, r);
}

static void other_key_type(struct conf_peer *p, struct conf_reaction *r,
			   char *sent)
{
	struct conf_pk pk;

	conf_text(sent, CONF_WHY_MAX,
		  "publickey rsa-sha2-512 with a key of another type");
	if (!begin(p, r, &pk))
		return;
	if (strcmp(pk.signer->type, "ssh-rsa") == 0)
		pk.said.alg = pk.over.alg = ETT_LIT("ssh-ed25519");
	else
		pk.said.alg = pk.over.alg = ETT_LIT("rsa-sha2-512");
	(void)conf_pk_send(p, &pk);
	(void)conf_refused(p, r);
}

/* 7-05: the signature */

static void flip(struct conf_peer *p, struct conf_reaction *r, bool last,
		 char *sent)
{
	uint8_t mem[CONF_SIG_MAX];
	struct conf_put sig = { mem, 0, sizeof mem, false };
	struct conf_pk pk;
	size_t at;

	conf_text(sent, CONF_WHY_MAX,
		  "publickey, one bit of the signature "
		  "wrong");
	if (!begin(p, r, &pk) || !conf_pk_sign(p, &pk, &sig))
		return;
	/* Behind name and length; an mpint keeps its sign. */
	at = last ? sig.n - 1 : 4 + strlen(pk.sig_alg) + 4 + 8;
	mem[at] ^= 1;
	(void)conf_pk_say(p, &pk, conf_put_view(&sig));
	(void)conf_refused_alone(p, r);
}

static void flip_early(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	flip(p, r, false, sent);
}

static void flip_last(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	flip(p, r, true, sent);
}

static void other_signer(struct conf_peer *p, struct conf_reaction *r,
			 char *sent)
{
	struct conf_user_key strange;
	struct conf_pk pk;

	conf_text(sent, CONF_WHY_MAX, "publickey, signed with another key");
	if (!begin(p, r, &pk) ||
	    !strange_key(p, p->login.key->type, r, &strange))
		return;
	pk.signer = &strange;
	refuse(p, r, &pk);
}

/* 7-06: the session identifier */

static void over_zero_id(struct conf_peer *p, struct conf_reaction *r,
			 char *sent)
{
	static const uint8_t zero[ETT_DIGEST_MAX];
	struct conf_pk pk;

	conf_text(sent, CONF_WHY_MAX, "signature over a session id of zeros");
	if (!begin(p, r, &pk))
		return;
	pk.session_id.p = zero;
	refuse(p, r, &pk);
}

static void over_other_id(struct conf_peer *p, struct conf_reaction *r,
			  char *sent)
{
	uint8_t other[ETT_DIGEST_MAX];
	struct conf_pk pk;

	conf_text(sent, CONF_WHY_MAX,
		  "signature over another connection's session id");
	if (!begin(p, r, &pk) ||
	    p->rng.fill(p->rng.ctx, other, sizeof other) != ETT_OK)
		return;
	pk.session_id.p = other;
	refuse(p, r, &pk);
}

static void over_no_id(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	struct conf_pk pk;

	conf_text(sent, CONF_WHY_MAX, "signature over an empty session id");
	if (!begin(p, r, &pk))
		return;
	pk.session_id.n = 0;
	refuse(p, r, &pk);
}

/* The hash of a later exchange is no session identifier. */
static void over_second_id(struct conf_peer *p, struct conf_reaction *r,
			   char *sent)
{
	struct conf_pk pk;

	conf_text(sent, CONF_WHY_MAX,
		  "a key exchange; signature over its exchange hash");
	if (!begin(p, r, &pk))
		return;
	if (!conf_rekey(p, r)) {
		(void)conf_skip(r, "it does not exchange keys before the "
				   "login");
		return;
	}
	pk.session_id = (struct ett_bytes){ p->kex.h, p->kex.h_n };
	refuse(p, r, &pk);
}

/* 7-07: every field that is said */

enum { F_USER, F_SERVICE, F_METHOD, F_FLAG, F_ALG, F_KEY };

static void over_other(struct conf_peer *p, struct conf_reaction *r, int field,
		       char *sent)
{
	struct conf_user_key strange;
	struct conf_pk pk;

	if (!begin(p, r, &pk) ||
	    !strange_key(p, p->login.key->type, r, &strange))
		return;
	switch (field) {
	case F_USER:
		pk.over.user = ETT_LIT("mallory");
		break;
	case F_SERVICE:
		pk.over.service = ETT_LIT("ssh-userauth");
		break;
	case F_METHOD:
		pk.over.method = ETT_LIT("hostbased");
		break;
	case F_FLAG:
		pk.over.flag = 0;
		break;
	case F_ALG:
		pk.over.alg = ETT_LIT("foo@example.com");
		break;
	default:
		pk.over.key = conf_user_key_blob(&strange);
	}
	conf_text(sent, CONF_WHY_MAX,
		  "publickey, signed as if this field were another");
	refuse(p, r, &pk);
}

#define OVER_OTHER(name, field)                                        \
	static void name(struct conf_peer *p, struct conf_reaction *r, \
			 char *sent)                                   \
	{                                                              \
		over_other(p, r, field, sent);                         \
	}
OVER_OTHER(over_user, F_USER)
OVER_OTHER(over_service, F_SERVICE)
OVER_OTHER(over_method, F_METHOD)
OVER_OTHER(over_flag, F_FLAG)
OVER_OTHER(over_alg, F_ALG)
OVER_OTHER(over_key, F_KEY)
#undef OVER_OTHER

/* 7-08, 7-10: keys that nobody knows */

static void strange(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	struct conf_user_key k;
	struct conf_pk pk;

	conf_text(sent, CONF_WHY_MAX,
		  "publickey, rightly signed, of a key that nobody knows");
	if (conf_key_of(p, NULL, r) == NULL ||
	    !strange_key(p, p->login.key->type, r, &k))
		return;
	conf_pk_make(p, &k, NULL, &pk);
	refuse(p, r, &pk);
}

/* The answer to the question is no promise for another key. */
static void after_question(struct conf_peer *p, struct conf_reaction *r,
			   bool name_other, char *sent)
{
	struct conf_user_key k;
	struct conf_pk pk;

	conf_text(sent, CONF_WHY_MAX,
		  "the question for one key, then a signature of another");
	if (conf_key_of(p, NULL, r) == NULL ||
	    !strange_key(p, p->login.key->type, r, &k))
		return;
	(void)conf_say_publickey(p, p->login.key, NULL, false);
	if (conf_auth_answer(p, r) == 0)
		return;
	r->kind = 0;
	conf_pk_make(p, name_other ? &k : p->login.key, NULL, &pk);
	pk.signer = &k;
	refuse(p, r, &pk);
}

static void ask_a_sign_b(struct conf_peer *p, struct conf_reaction *r,
			 char *sent)
{
	after_question(p, r, false, sent);
}

static void ask_a_be_b(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	after_question(p, r, true, sent);
}

/* 7-09: flag and signature */

static void flag_without(struct conf_peer *p, struct conf_reaction *r,
			 char *sent)
{
	struct conf_pk pk;

	conf_text(sent, CONF_WHY_MAX, "publickey, TRUE, without a signature");
	if (!begin(p, r, &pk))
		return;
	(void)conf_pk_say(p, &pk, (struct ett_bytes){ NULL, 0 });
	(void)conf_refused(p, r);
}

static void signature_without(struct conf_peer *p, struct conf_reaction *r,
			      char *sent)
{
	struct conf_pk pk;
	uint8_t number;

	conf_text(sent, CONF_WHY_MAX, "publickey, FALSE, with a signature");
	if (!begin(p, r, &pk))
		return;
	pk.said.flag = 0;
	(void)conf_pk_send(p, &pk);
	number = conf_auth_answer(p, r);
	if (number == ETT_NUM_userauth_pk_ok ||
	    number == ETT_NUM_userauth_failure)
		r->kind = 0;
}

/* RFC 4251 section 5: what is not 0 is TRUE, but nobody has to read it so. */
static void flag_two(struct conf_peer *p, struct conf_reaction *r, char *sent)
{
	struct conf_pk pk;

	conf_text(sent, CONF_WHY_MAX, "publickey, flag 2, with a signature");
	if (!begin(p, r, &pk))
		return;
	pk.said.flag = pk.over.flag = 2;
	(void)conf_pk_send(p, &pk);
	if (conf_auth_answer(p, r) != 0)
		r->kind = 0;
}

extern const struct conf_case conf_publickey[];

/* clang-format off */
#define PK(name, of, about, level, act, good, also)                     \
	{                                                               \
		.id = name, .req = of, .says = about,                   \
		.target = AS_SERVER, .tier = level,                     \
		.needs = HAS_LOGIN, .start = AT_AUTH,                   \
		.steps = STEPS(DO_EXPECT_OR(act, good, also)),          \
	}

const struct conf_case conf_publickey[] = {
	PK("AUTH-4252-7-01", "4252-7-01",
	   "PK_OK repeats algorithm and key", 1, question, 0, 0),
	PK("AUTH-4252-7-02/unknown", "4252-7-02",
	   "an algorithm nobody has is refused", 1, unknown_alg, 0, RE_TERM),
	PK("AUTH-4252-7-02/ssh-dss", "4252-7-02",
	   "a key nobody knows of an old algorithm is refused", 1, ask_dss, 0,
	   RE_TERM),
	PK("AUTH-4252-7-03/garbage", "4252-7-03",
	   "two bytes are no key", 3, garbage_key, RE_TERM, 0),
	PK("AUTH-4252-7-03/type", "4252-7-03",
	   "a key of another type than the algorithm's", 3, other_key_type,
	   RE_TERM, 0),
	PK("AUTH-4252-7-05/early", "4252-7-05",
	   "a signature with a wrong bit in front is refused", 1, flip_early,
	   0, RE_TERM),
	PK("AUTH-4252-7-05/last", "4252-7-05",
	   "a signature with its last bit wrong is refused", 1, flip_last, 0,
	   RE_TERM),
	PK("AUTH-4252-7-05/signer", "4252-7-05",
	   "a signature of another key is refused", 1, other_signer, 0,
	   RE_TERM),
	PK("AUTH-4252-7-06/zero", "4252-7-06",
	   "a session id of zeros signs nobody in", 1, over_zero_id, 0,
	   RE_TERM),
	PK("AUTH-4252-7-06/empty", "4252-7-06",
	   "an empty session id signs nobody in", 1, over_no_id, 0, RE_TERM),
	PK("AUTH-4252-7-06/second", "4252-7-06",
	   "the hash of a later exchange is not the session id", 1,
	   over_second_id, 0, RE_TERM),
	PK("AUTH-4252-7-06/other", "4252-7-06",
	   "a signature for another connection is refused", 1, over_other_id,
	   0, RE_TERM),
	PK("AUTH-4252-7-07/user", "4252-7-07",
	   "a signature for another user is refused", 1, over_user, 0,
	   RE_TERM),
	PK("AUTH-4252-7-07/service", "4252-7-07",
	   "a signature for another service is refused", 1, over_service, 0,
	   RE_TERM),
	PK("AUTH-4252-7-07/method", "4252-7-07",
	   "a signature for another method is refused", 1, over_method, 0,
	   RE_TERM),
	PK("AUTH-4252-7-07/flag", "4252-7-07",
	   "a signature over a question is refused", 1, over_flag, 0, RE_TERM),
	PK("AUTH-4252-7-07/algorithm", "4252-7-07",
	   "a signature over another algorithm name is refused", 1, over_alg,
	   0, RE_TERM),
	PK("AUTH-4252-7-07/key", "4252-7-07",
	   "a signature over another key is refused", 1, over_key, 0,
	   RE_TERM),
	PK("AUTH-4252-7-08", "4252-7-08",
	   "a key that nobody knows lets nobody in", 1, strange, 0, RE_TERM),
	PK("AUTH-4252-7-09/unsigned", "4252-7-09",
	   "TRUE without a signature", 3, flag_without, RE_TERM, 0),
	PK("AUTH-4252-7-09/signed", "4252-7-09",
	   "FALSE with a signature is never a login", 3, signature_without,
	   RE_TERM, 0),
	PK("AUTH-4252-7-09/two", "4252-7-09",
	   "the flag 2 with a signature", 3, flag_two, RE_TERM, 0),
	PK("AUTH-4252-7-10/signer", "4252-7-10",
	   "asked for one key, signed with another", 1, ask_a_sign_b, 0,
	   RE_TERM),
	PK("AUTH-4252-7-10/key", "4252-7-10",
	   "asked for one key, come with another", 1, ask_a_be_b, 0, RE_TERM),
	{ .id = NULL }
};
/* clang-format on */
