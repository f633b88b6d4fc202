/* SPDX-License-Identifier: ISC
 *
 * What a case changes in how the judge goes on lawfully: said here, kept to by
 * the peer.
 */
#include "conformance/engine/words.h"

void conf_tune_hostkey(struct conf_peer *p, const struct conf_step *step,
		       char *sent)
{
	ett_escape(step->raw, p->offer[1], CONF_LIST_MAX);
	conf_add_text(sent, "host key %s", p->offer[1]);
}

void conf_tune_plan(struct conf_peer *p, const struct conf_step *step,
		    char *sent)
{
	p->plan = *step->plan;
	p->twist_init = p->twist_reply = step->plan->twists;
	conf_add_text(sent, "%s", step->plan->says);
}
