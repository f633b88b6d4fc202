/* SPDX-License-Identifier: ISC
 *
 * Negotiation, RFC 4253 section 7.1: of each list the client's first name
 * that the server has too.
 */
#include "proto/internal.h"

/* No kex method and no host key algorithm, whatever a list says. */
static bool is_marker(struct ett_bytes name)
{
	static const char *const marker[] = { "ext-info-c", "ext-info-s",
					      "kex-strict-c-v00@openssh.com",
					      "kex-strict-s-v00@openssh.com" };

	for (size_t i = 0; i < sizeof marker / sizeof marker[0]; i++)
		if (ett_bytes_is(name, marker[i]))
			return true;
	return false;
}

static bool first_common(struct ett_bytes client, struct ett_bytes server,
			 struct ett_bytes *name)
{
	while (ett_names_next(&client, name))
		if (!is_marker(*name) && ett_names_has(server, *name))
			return true;
	return false;
}

static bool same_first(struct ett_bytes a, struct ett_bytes b)
{
	struct ett_bytes x = { 0 }, y = { 0 };

	return ett_names_next(&a, &x) && ett_names_next(&b, &y) &&
	       ett_bytes_eq(x, y);
}

bool ett_kex_guess_right(const struct ett_msg_kexinit *a,
			 const struct ett_msg_kexinit *b)
{
	return same_first(a->kex, b->kex) && same_first(a->hostkey, b->hostkey);
}

/* Both proposals, ours first in either role. */
struct sides {
	const struct ett_msg_kexinit *mine, *peer;
};

static ett_err choose(struct ett_session *s, const char *what,
		      struct ett_bytes mine, struct ett_bytes peer,
		      struct ett_bytes *name)
{
	bool found = is_server(s) ? first_common(peer, mine, name)
				  : first_common(mine, peer, name);

	if (found)
		return ETT_OK;
	ett_why_more(s, "no common ", ett_str(what));
	ett_why_more(s, ": ours is ", mine);
	ett_why_more(s, ", the peer's is ", peer);
	return ETT_KEX;
}

static ett_err choose_cipher(struct ett_session *s, unsigned way,
			     const struct sides *x)
{
	struct kex_dir *d = &s->kex.dir[way];
	struct ett_bytes name;
	ett_err e;

	e = way == 0 ? choose(s, "cipher from client to server",
			      x->mine->cipher_cs, x->peer->cipher_cs, &name)
		     : choose(s, "cipher from server to client",
			      x->mine->cipher_sc, x->peer->cipher_sc, &name);
	if (e != ETT_OK)
		return e;
	d->cipher = ett_cipher_alg(name);
	d->mac = NULL;
	/* An AEAD has no use for a MAC: none need be common then. */
	if (!ett_cipher_wants_mac(d->cipher))
		return ETT_OK;
	e = way == 0 ? choose(s, "MAC from client to server", x->mine->mac_cs,
			      x->peer->mac_cs, &name)
		     : choose(s, "MAC from server to client", x->mine->mac_sc,
			      x->peer->mac_sc, &name);
	if (e == ETT_OK)
		d->mac = ett_mac_alg(name);
	return e;
}

static ett_err choose_compression(struct ett_session *s, const struct sides *x)
{
	struct ett_bytes name;
	ett_err e;

	e = choose(s, "compression from client to server", x->mine->comp_cs,
		   x->peer->comp_cs, &name);
	if (e == ETT_OK)
		e = choose(s, "compression from server to client",
			   x->mine->comp_sc, x->peer->comp_sc, &name);
	return e;
}

/* What the peer's first KEXINIT says about itself; later ones are not asked. */
static void read_markers(struct ett_session *s, struct ett_bytes kex)
{
	bool strict = ett_names_has(
	    kex, is_server(s) ? ETT_LIT("kex-strict-c-v00@openssh.com")
			      : ETT_LIT("kex-strict-s-v00@openssh.com"));

	if (s->kex.done_once)
		return;
	s->kex.strict = strict && !s->cfg.no_strict;
	s->kex.peer_ext_info =
	    !s->cfg.no_ext_info &&
	    ett_names_has(kex, is_server(s) ? ETT_LIT("ext-info-c")
					    : ETT_LIT("ext-info-s"));
}

ett_err ett_kex_negotiate(struct ett_session *s,
			  const struct ett_msg_kexinit *mine,
			  const struct ett_msg_kexinit *peer)
{
	const struct sides x = { mine, peer };
	struct ett_bytes name;
	ett_err e;

	read_markers(s, peer->kex);
	e = choose(s, "key exchange method", mine->kex, peer->kex, &name);
	if (e != ETT_OK)
		return e;
	s->kex.alg = ett_kex_alg(name);
	e = choose(s, "host key algorithm", mine->hostkey, peer->hostkey,
		   &name);
	if (e != ETT_OK)
		return e;
	s->kex.sig = ett_sig_alg(name);
	e = choose_cipher(s, 0, &x);
	if (e == ETT_OK)
		e = choose_cipher(s, 1, &x);
	if (e == ETT_OK)
		e = choose_compression(s, &x);
	return e;
}
