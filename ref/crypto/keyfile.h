/* SPDX-License-Identifier: ISC */
#ifndef ETT_CRYPTO_KEYFILE_H
#define ETT_CRYPTO_KEYFILE_H

#include "crypto/key.h"

/*
 * OpenSSH's files as bytes: private keys (openssh-key-v1, PROTOCOL.key),
 * public key lines, authorized_keys, known_hosts.  Reading and writing of
 * files is the caller's matter.
 */

/*
 * A private key in PEM armour.  passphrase may be NULL; PASSPHRASE: one is
 * needed or it is wrong.  FORMAT, SHORT, TRAILING: damaged; NOKEY: a type or
 * a cipher not known.
 */
ETT_OWED ett_err ett_keyfile_read(const struct ett_backend *b,
				  struct ett_bytes text, const char *passphrase,
				  struct ett_key **out);

/*
 * The public key of such a file, which no passphrase hides; without its
 * comment.  Errors as above but for PASSPHRASE.
 */
ETT_OWED ett_err ett_keyfile_public(struct ett_bytes text,
				    struct ett_key **out);

/*
 * The same file written: aes256-ctr and bcrypt (24 rounds) if there is a
 * passphrase.  out is on the heap, the caller frees it with ett_buf_free().
 */
ETT_OWED ett_err ett_keyfile_write(const struct ett_backend *b,
				   const struct ett_key *k,
				   const char *passphrase, struct ett_rng rng,
				   struct ett_buf *out);

/* "type base64 comment"; out with a final NUL, length without.  A comment is
 * cut where it would end the line. */
ETT_OWED ett_err ett_keyline_write(const struct ett_key *k, char *out,
				   size_t room, size_t *len);

/* One line of a .pub file; FORMAT, NOKEY. */
ETT_OWED ett_err ett_keyline_read(struct ett_bytes line, struct ett_key **out);

/* bcrypt_pbkdf as OpenSSH uses it for key files.  ARG: rounds 0, or empty
 * passphrase or salt. */
ETT_OWED ett_err ett_bcrypt_pbkdf(const struct ett_backend *b,
				  struct ett_bytes pass, struct ett_bytes salt,
				  uint32_t rounds, uint8_t *out, size_t n);

/*
 * What one line of authorized_keys permits.  Lists are the values of all
 * options of that name on the line, joined by commas, empty if there was
 * none.
 */
struct ett_grant {
	bool forward;    /* no restrict, no no-port-forwarding */
	bool has_open;   /* permitopen= present */
	bool has_listen; /* permitlisten= present */
	char open[1024]; /* "host:port,..." , lower case, NUL */
	char listen[1024];
	unsigned line; /* of the file, from 1 */
};

/* Tells of a line that grants nothing because it is malformed, or because of
 * when the key is used, or where from.  why is static, without line end. */
struct ett_line_log {
	void (*line)(void *ctx, unsigned line, const char *why);
	void *ctx;
};

/*
 * Searches text for the key.  from is the peer's address as text, now_utc
 * seconds since the epoch (for expiry-time=, which is local time unless it
 * ends in Z).  OK: *grant is filled in;
 * NOKEY: not there, or there only on lines that grant nothing now.  log may
 * be NULL.
 */
ETT_OWED ett_err ett_authorized(struct ett_bytes text, struct ett_bytes key,
				const char *from, int64_t now_utc,
				struct ett_grant *grant,
				const struct ett_line_log *log);

/*
 * Is host:port in a permitopen list ("host:port,host:*,*:port")?  Hosts
 * compare without case, [addr]:port for IPv6.  An empty list permits nothing.
 */
bool ett_permitted(const char *list, struct ett_bytes host, uint32_t port);

/* A host as it was asked for; port 22 is not written in the file. */
struct ett_host {
	const char *name;
	unsigned port;
};

/* What known_hosts says of a host's key. */
enum ett_known {
	ETT_KNOWN_OK,
	ETT_KNOWN_NEW,     /* host not in the file */
	ETT_KNOWN_CHANGED, /* host there with another key of this type */
	ETT_KNOWN_OTHER,   /* host there, but only with other types */
	ETT_KNOWN_REVOKED
};

/*
 * For CHANGED, old receives the blob found, which the caller frees (old may
 * be NULL).  line, which may be NULL too, is that of the answer, unless NEW.
 */
enum ett_known ett_known_hosts(const struct ett_backend *b,
			       struct ett_bytes text,
			       const struct ett_host *host,
			       struct ett_bytes key, struct ett_buf *old,
			       unsigned *line);

/* The types of key that the file has for this host, as a name-list, in the
 * order of the file; for the order of our host key proposal. */
ETT_OWED ett_err ett_known_types(const struct ett_backend *b,
				 struct ett_bytes text,
				 const struct ett_host *host, char *out,
				 size_t room);

/* A line to append, without its end, with a NUL: the name hashed with salt
 * from rng, or in clear where rng is NULL.  ARG: no file can have this host. */
ETT_OWED ett_err ett_known_line(const struct ett_backend *b,
				const struct ett_host *host,
				struct ett_bytes key, const struct ett_rng *rng,
				char *out, size_t room);

/* Does this line of known_hosts name the host?  For ett-keygen -R; a line
 * with a marker does not, since a revocation is not to be forgotten. */
bool ett_known_names(const struct ett_backend *b, struct ett_bytes line,
		     const struct ett_host *host);

#endif
