/* SPDX-License-Identifier: ISC
 *
 * The near end.  What is wrong with options and files ends it with 2 before
 * anything is connected; what fails later, with 1.
 */
#include "bin/client.h"
#include "io/log.h"

static ett_err check_algorithms(const struct ett_client_options *o,
				const struct ett_backend *b,
				struct ett_why *why)
{
	const struct ett_algs_option row[] = {
		{ ETT_ALG_KEX, o->kex, "KexAlgorithms", o->allow_none },
		{ ETT_ALG_CIPHER, o->ciphers, "Ciphers", o->allow_none },
		{ ETT_ALG_MAC, o->macs, "MACs", o->allow_none },
		{ ETT_ALG_SIG, o->host_algs, "HostKeyAlgorithms",
		  o->allow_none },
		{ ETT_ALG_SIG, o->user_algs, "PubkeyAcceptedAlgorithms",
		  o->allow_none },
	};
	ett_err e = ETT_OK;

	for (size_t i = 0; i < sizeof row / sizeof row[0] && e == ETT_OK; i++)
		e = ett_algs_check(b, &row[i], why);
	return e;
}

static int run(const struct ett_client_options *o)
{
	struct ett_identities ids = { .key = { NULL } };
	struct ett_why why = { "" };
	const struct ett_backend *b = ett_backend_pick(o->backend, &why);
	ett_err e = b == NULL ? ETT_FORMAT : check_algorithms(o, b, &why);
	int code;

	if (e != ETT_OK) {
		ett_log(ETT_ERROR, "%s",
			why.text[0] == '\0' ? ett_err_text(e) : why.text);
		return ETT_EXIT_USAGE;
	}
	if (o->algorithms) {
		ett_algorithms_print(b, o);
		return ETT_EXIT_OK;
	}
	ett_identities_load(&ids, b, o);
	code = ett_client_run(o, b, &ids);
	ett_identities_free(&ids);
	return code;
}

int main(int argc, char **argv)
{
	struct ett_client_options o;
	int code;

	if (!ett_client_options_read(&o, argc, argv, &code))
		return code;
	ett_log_to(
	    ett_client_prog.name,
	    (enum ett_level)(ETT_NOTICE + (o.verbose < 2 ? o.verbose : 2)));
	code = run(&o);
	ett_client_options_done(&o);
	return code;
}
