/* SPDX-License-Identifier: ISC
 *
 * The const rows made from messages.def.  The list of fields sits in a
 * function only because offsetof() needs the name of the struct, which F()
 * does not know.
 */
#include "wire/layout.h"

#define C         ETT_FROM_C
#define S         ETT_FROM_S
#define CS        ETT_FROM_CS
#define KEX       ETT_PHASE_KEX
#define SVC       ETT_PHASE_SVC
#define AUTH      ETT_PHASE_AUTH
#define CONN      ETT_PHASE_CONN
#define SVC_AUTH  ETT_PHASE_SVC_AUTH
#define AUTH_CONN ETT_PHASE_AUTH_CONN
#define KEYED     ETT_PHASE_KEYED
#define ANY       ETT_PHASE_ANY

/* clang-format off */
#define MSG(name, number, from, phase, rfc) OPEN(name)
#define PART(name, inside, key, rfc)        OPEN(name)
#define OPEN(name)                                                      \
	static const struct ett_field *fields_##name(void)              \
	{                                                               \
		typedef struct ett_msg_##name row;                      \
		static const struct ett_field list[] = {
#define F(type, field) { #field, ETT_T_##type, offsetof(row, field) },
#define END(name)                                                       \
			{ NULL, ETT_T_u8, sizeof(row) }                 \
		};                                                      \
		return list;                                            \
	}
#include "wire/messages.def"
#undef MSG
#undef PART
#undef OPEN
#undef F
#undef END

const struct ett_layout ett_layout[ETT_MSG_COUNT] = {
#define MSG(name, number, from, phase, rfc)                             \
	{ #name, rfc, NULL, NULL, number, from, phase,                  \
	  sizeof(struct ett_msg_##name), fields_##name },
#define PART(name, inside, key, rfc)                                    \
	{ #name, rfc, #inside, key, 0, 0, 0,                            \
	  sizeof(struct ett_msg_##name), fields_##name },
#define F(type, field)
#define END(name)
#include "wire/messages.def"
};
/* clang-format on */
