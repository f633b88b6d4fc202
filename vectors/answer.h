/* SPDX-License-Identifier: ISC */
#ifndef VECTORS_ANSWER_H
#define VECTORS_ANSWER_H

#include "vectors/kinds.h"

/*
 * Kinds whose outputs follow from their inputs.  A solver computes them; the
 * kind compares them with what the test states, and the maker writes them
 * into the test.  So what is published is what is run.
 */
enum { VEC_ANSWERS_MAX = 4 };

struct vec_answers {
	struct {
		const char *member;
		struct ett_bytes value;
	} at[VEC_ANSWERS_MAX];
	size_t n;
};

/* ACCEPTED: the answers are there and live as long as the case; REJECTED:
 * the inputs are refused; ABSENT or BROKEN. */
typedef enum vec_outcome vec_solver(struct vec_case *c, struct vec_answers *a);

void vec_answer(struct vec_answers *a, const char *member, const uint8_t *p,
		size_t n);

/* The run function of such a kind.  A test whose result is "invalid" states
 * no outputs. */
enum vec_outcome vec_solve(struct vec_case *c, vec_solver *solve);

/* What an error says of a test: OK is ACCEPTED, a judgement on what the peer
 * sent REJECTED, a failure of the library BROKEN. */
enum vec_outcome vec_outcome_of(struct vec_case *c, ett_err e);

/* The member "algorithm" of the file. */
bool vec_algorithm(struct vec_case *c, const char **name);

/* Does the test have it? */
bool vec_has(const struct vec_case *c, const char *member);

/* Is it "valid" by its own word? */
bool vec_states_valid(const struct vec_case *c);

vec_solver vec_solve_hash, vec_solve_mac, vec_solve_cipher, vec_solve_aead,
    vec_solve_ecdh, vec_solve_modp, vec_solve_kdf, vec_solve_exchange;

#endif
