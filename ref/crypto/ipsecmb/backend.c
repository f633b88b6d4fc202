/* SPDX-License-Identifier: ISC
 *
 * Intel's library for packets, on x86: AES-GCM and AES-CTR, with the widest
 * instructions that the processor has.  It has no public keys, and its hashes
 * are for many messages at once, so it makes a tunnel only together with
 * another library.  Where the processor has no instructions for AES and for
 * carry-less multiplication it does not start: its stand-ins are slower than
 * what others have.
 */
#include "crypto/ipsecmb/ipsecmb.h"

static IMB_MGR *manager;

IMB_MGR *ett_ipsecmb(void)
{
	return manager;
}

/* It tests itself while it starts. */
static ett_err start_once(void)
{
	const uint64_t needed = IMB_FEATURE_AESNI | IMB_FEATURE_PCLMULQDQ;
	IMB_MGR *m = alloc_mb_mgr(0);

	if (m == NULL)
		return ETT_NOMEM;
	if ((m->features & needed) == needed)
		init_mb_mgr_auto(m, NULL);
	if ((m->features & needed) != needed || imb_get_errno(m) != 0) {
		free_mb_mgr(m);
		return ETT_CRYPTO;
	}
	manager = m;
	return ETT_OK;
}

static ett_err start(void)
{
	static bool asked;
	static ett_err started;

	if (!asked)
		started = start_once();
	asked = true;
	return started;
}

static const char *version(void)
{
	return imb_get_version_str();
}

static const struct ett_hash *const hashes[] = { NULL };
static const struct ett_mac *const macs[] = { NULL };
static const struct ett_dh *const dhs[] = { NULL };
static const struct ett_sig *const sigs[] = { NULL };
static const struct ett_prng *const prngs[] = { NULL };

extern const struct ett_backend ett_backend_ipsecmb;
const struct ett_backend ett_backend_ipsecmb = {
	.name = "ipsecmb",
	.version = version,
	.start = start,
	.hashes = hashes,
	.macs = macs,
	.ciphers = ett_ipsecmb_ciphers,
	.aeads = ett_ipsecmb_aeads,
	.dhs = dhs,
	.sigs = sigs,
	.prngs = prngs,
};
