/* SPDX-License-Identifier: ISC */
#ifndef VECTORS_INTEROP_INTEROP_H
#define VECTORS_INTEROP_INTEROP_H

#include "crypto/key.h"

/*
 * Crypto libraries against each other: for each ordered pair, one the client
 * and the other the server, the rows of a matrix.  A row is a whole session,
 * packets, hostile input, or a sweep of tampered sessions; it leaves digests
 * of what must not depend on which libraries did the work.  All that is
 * random comes from the seed, so two pairs that differ differ by a library.
 */
enum {
	INTEROP_ID_MAX = 144,
	INTEROP_WHY_MAX = 200,
	INTEROP_SUM_LEN = 32,
	INTEROP_KEYS_MAX = 32,
	INTEROP_PAIRS_MAX = 64
};

enum interop_kind {
	INTEROP_SESSION,
	INTEROP_SEAL,       /* packets, without a session around them */
	INTEROP_POINTS,     /* hostile public values; one library alone */
	INTEROP_GROUPS,     /* hostile groups; one library alone */
	INTEROP_SIGNATURES, /* forged signatures; one library alone */
	INTEROP_TAMPER      /* sessions with one byte changed on the way */
};

/* Names of SSH.  0: client to server, 1: server to client. */
struct interop_suite {
	const char *kex, *hostkey, *cipher[2], *mac[2];
};

struct interop_row {
	enum interop_kind kind;
	char id[INTEROP_ID_MAX];
	struct interop_suite suite;
	const char *name; /* of a primitive: POINTS, GROUPS, SIGNATURES */
	size_t chunk;     /* SESSION: bytes delivered at once, 0: any */
	bool rekey;       /* SESSION: twice, in mid-stream */
	bool clear;       /* TAMPER: what comes before NEWKEYS, or behind */
};

/* What is compared, between the two ends and between the pairs; where several
 * differ the first is named, as the others follow from it. */
enum interop_proof {
	INTEROP_K,
	INTEROP_H,
	INTEROP_ID,       /* session id */
	INTEROP_AF,       /* keys A to F */
	INTEROP_MESSAGES, /* payloads, signatures that never repeat left out */
	INTEROP_WIRE_CS,  /* every byte from client to server */
	INTEROP_WIRE_SC,  /* and back */
	INTEROP_SEALED,
	INTEROP_ANSWERS, /* verdicts, reasons: all that were refused */
	INTEROP_PROOFS
};
const char *interop_proof_name(enum interop_proof p);

enum interop_verdict {
	INTEROP_UNKNOWN, /* not run yet, or not for this pair */
	INTEROP_PASSED,
	INTEROP_FAILED,
	INTEROP_NOT_OFFERED
};

struct interop_result {
	enum interop_verdict verdict;
	unsigned proofs; /* one bit for each that there is */
	uint8_t sum[INTEROP_PROOFS][INTEROP_SUM_LEN];
	double ms;
	char why[INTEROP_WHY_MAX]; /* unless PASSED; printable */
};

struct interop_key {
	const char *type;
	bool small; /* RSA of 1024 bits, where there are many sessions */
	struct ett_key *key;
};

/* A signature over "message", for forgers to start from. */
struct interop_forgery {
	const char *alg;
	uint8_t sig[ETT_SIG_BLOB_MAX];
	size_t n;
};

/* What is asked for. */
struct interop_wish {
	const struct ett_backend *const *backends; /* ends with NULL */
	uint64_t seed;
	size_t tamper_step;  /* every so many bytes one is changed; not 0 */
	const char *only[4]; /* by enum ett_alg_kind: a name-list; NULL: all */
};

/* Filled in by interop_new(), then the same for all pairs. */
struct interop {
	struct interop_wish wish;
	const struct ett_backend *const *backends; /* of wish */
	size_t n;                                  /* of backends */
	uint64_t seed;
	struct interop_suite base;   /* what most of them have */
	const char *quick_kex;       /* for the many sessions of a sweep */
	const struct ett_hash *hash; /* for digests: not under test */
	struct interop_key keys[INTEROP_KEYS_MAX];
	size_t keys_n;
	struct interop_forgery forgeries[INTEROP_KEYS_MAX];
	size_t forgeries_n;
	struct interop_row *rows;
	size_t rows_n, rows_cap;
	struct interop_result *results; /* rows_n for each pair */
};

enum interop_matrix { INTEROP_AXIS, INTEROP_PAIRWISE, INTEROP_FULL };

/* wish is copied, not what it points to.  False: *why says what is missing.
 * Free it in either case. */
bool interop_new(struct interop *x, const struct interop_wish *wish,
		 const char **why);
void interop_free(struct interop *x);

/* The private key for a signature algorithm, always the same. */
const struct ett_key *interop_key(const struct interop *x, const char *alg,
				  bool small);

/* The signature for this algorithm, by the key that is not small. */
const struct interop_forgery *interop_signed(const struct interop *x,
					     const char *alg);

/* Rows are added; memory that cannot be had ends the process.  Of those there
 * are, interop_keep() keeps what one of the globs fits; none given: all. */
struct interop_row *interop_add(struct interop *x, enum interop_kind kind);
void interop_rows(struct interop *x, enum interop_matrix m);
void interop_keep(struct interop *x, const char *const *patterns);
void interop_cover(struct interop *x);
void interop_product(struct interop *x);

/* The n-th algorithm of a kind that is wanted, and that any of the libraries
 * has; NULL: behind the last. */
const char *interop_alg(const struct interop *x, enum ett_alg_kind kind,
			size_t n);
bool interop_wants_mac(const char *cipher);

/* The same input, the same signature, whoever of them makes it? */
bool interop_repeats(const struct interop *x, const char *alg);

/* Does this row concern this pair? */
bool interop_concerns(const struct interop_row *row, size_t c, size_t s);

/* One row with one pair, in this process. */
void interop_try(const struct interop *x, const struct interop_row *row,
		 size_t c, size_t s, struct interop_result *r);

/*
 * All rows with all pairs, so many pairs at once, each in a child process: a
 * library that ends the process fails one row.  tell is called as results
 * come in and may be NULL.  False: no child could be started.
 */
bool interop_run(struct interop *x, size_t jobs,
		 void (*tell)(size_t done, size_t all));

struct interop_result *interop_result(const struct interop *x, size_t c,
				      size_t s, size_t row);

/* The digests of one row over all pairs: what differs from most has FAILED. */
void interop_judge(struct interop *x);

#endif
