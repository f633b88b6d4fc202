/* SPDX-License-Identifier: ISC
 *
 * KEXINIT, ours and theirs: what is kept of it, and where an exchange begins.
 */
#include "conformance/peer/kexinit.h"

#include <stdio.h>
#include <string.h>

/* By role: the client's, the server's. */
static const char *const strict_marker[] = { "kex-strict-c-v00@openssh.com",
					     "kex-strict-s-v00@openssh.com" };
static const char *const ext_info_marker[] = { "ext-info-c", "ext-info-s" };

static const size_t list_at[CONF_LISTS] = {
	offsetof(struct ett_msg_kexinit, kex),
	offsetof(struct ett_msg_kexinit, hostkey),
	offsetof(struct ett_msg_kexinit, cipher_cs),
	offsetof(struct ett_msg_kexinit, cipher_sc),
	offsetof(struct ett_msg_kexinit, mac_cs),
	offsetof(struct ett_msg_kexinit, mac_sc),
	offsetof(struct ett_msg_kexinit, comp_cs),
	offsetof(struct ett_msg_kexinit, comp_sc),
	offsetof(struct ett_msg_kexinit, lang_cs),
	offsetof(struct ett_msg_kexinit, lang_sc),
};

int conf_list_index(size_t at)
{
	for (int i = 0; i < CONF_LISTS; i++)
		if (list_at[i] == at)
			return i;
	return -1;
}

struct ett_bytes conf_list(const struct conf_seen *kexinit, int index)
{
	return conf_seen_at(kexinit, list_at[index]).bytes;
}

/* Our own KEXINIT is read back as it is on the wire, so that what is agreed
 * on follows from what was sent and not from what was meant. */
static void keep_init(struct conf_blob *to, struct ett_bytes payload)
{
	to->n = payload.n < sizeof to->p ? payload.n : sizeof to->p;
	memcpy(to->p, payload.p, to->n);
}

static void kexinit_message(struct conf_peer *p, struct ett_msg_kexinit *m,
			    char *kex, size_t room, uint8_t *cookie)
{
	bool may = p->exchanges == 0 || p->markers_later;
	bool strict = may && p->strict, ext_info = may && p->ext_info;
	int n = snprintf(
	    kex, room, "%s%s%s%s%s", p->offer[0], strict ? "," : "",
	    strict ? strict_marker[p->is_server] : "", ext_info ? "," : "",
	    ext_info ? ext_info_marker[p->is_server] : "");

	*m = (struct ett_msg_kexinit){
		.cookie = { cookie, ETT_COOKIE_LEN },
		.kex = { (uint8_t *)kex, n > 0 ? (size_t)n : 0 },
		.hostkey = ett_str(p->offer[1]),
		.cipher_cs = ett_str(p->offer[2]),
		.cipher_sc = ett_str(p->offer[3]),
		.mac_cs = ett_str(p->offer[4]),
		.mac_sc = ett_str(p->offer[5]),
		.comp_cs = ett_str(p->offer[6]),
		.comp_sc = ett_str(p->offer[7]),
		.lang_cs = ett_str(p->offer[8]),
		.lang_sc = ett_str(p->offer[9]),
		.guess_follows = p->guess_follows,
	};
}

/* The first KEXINIT of either side behind a complete exchange begins the
 * next one (RFC 4253 section 9). */
void conf_begin_exchange(struct conf_peer *p)
{
	if (!p->said_newkeys || !p->heard_newkeys)
		return;
	p->said_kexinit = p->said_newkeys = false;
	p->heard_kexinit = p->heard_newkeys = false;
	p->exchanged = false;
	p->kex.has_guess = p->kex.guess_used = p->guess_follows = false;
	p->kex.i_again.n = 0;
	p->exchanges++;
}

bool conf_say_kexinit(struct conf_peer *p, const struct conf_twist *twists)
{
	uint8_t mem[CONF_INIT_MAX], cookie[ETT_COOKIE_LEN];
	struct conf_put o = { mem, 0, sizeof mem, false };
	char kex[CONF_LIST_MAX + 128];
	struct ett_msg_kexinit m;

	if (p->rng.fill(p->rng.ctx, cookie, sizeof cookie) != ETT_OK)
		return false;
	conf_begin_exchange(p);
	kexinit_message(p, &m, kex, sizeof kex, cookie);
	conf_encode(ETT_MSG_kexinit, &m, twists, &o);
	if (o.lost)
		return false;
	if (p->said_kexinit) {
		keep_init(&p->kex.i_again, conf_put_view(&o));
	} else {
		keep_init(&p->kex.i_ours, conf_put_view(&o));
		conf_read(
		    (struct ett_bytes){ p->kex.i_ours.p, p->kex.i_ours.n },
		    NULL, &p->kex.ours);
	}
	p->said_kexinit = true;
	return conf_say_payload(p, conf_put_view(&o), twists);
}

void conf_hear_kexinit(struct conf_peer *p, struct ett_bytes payload)
{
	p->kexinit_odd = p->seen.odd;
	keep_init(&p->kex.i_theirs, payload);
	conf_read((struct ett_bytes){ p->kex.i_theirs.p, p->kex.i_theirs.n },
		  NULL, &p->kex.theirs);
	p->heard_kexinit = true;
	if (p->exchanges == 0)
		p->resets =
		    p->strict &&
		    ett_names_has(conf_list(&p->kex.theirs, 0),
				  ett_str(strict_marker[!p->is_server]));
}
