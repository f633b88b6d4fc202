/* SPDX-License-Identifier: ISC */
#ifndef CONFORMANCE_PEER_CHAN_H
#define CONFORMANCE_PEER_CHAN_H

#include "conformance/peer/read.h"

/*
 * What is known of a channel, RFC 4254 section 5, from what was said and
 * heard: every message passes here, whoever sent it and why.  Deviations of
 * the judge are not corrected; those of the target are noted in odd.
 */
enum conf_chan_odd {
	CHAN_OVER_WINDOW = 1, /* data beyond the window that we granted */
	CHAN_OVER_PACKET = 2, /* data longer than our maximum packet size */
	CHAN_AFTER_EOF = 4,   /* data after EOF */
	CHAN_AFTER_CLOSE = 8, /* anything after CLOSE */
	CHAN_STRAY = 16       /* for a channel that is not ours */
};

enum { CONF_CHANS = 64, CONF_CHAN_KEEP = 4096, CONF_REPLIES = 512 };

struct conf_chan {
	bool used;    /* an OPEN was sent, or heard and answered */
	bool open;    /* confirmed */
	bool refused; /* OPEN_FAILURE, with reason */
	uint32_t ours, theirs, reason;
	uint64_t may_send; /* bytes that the target's window allows us */
	uint32_t max_send; /* its maximum packet size */
	uint64_t may_hear; /* bytes that our window allows it */
	uint32_t max_hear; /* our maximum packet size */
	uint64_t said;     /* bytes of data that we sent */
	uint64_t same; /* heard ones from the front that are conf_pattern()'s */
	uint64_t heard, heard_ext; /* bytes of data, of extended data */
	bool eof, closed;          /* heard */
	bool said_eof, said_close;
	bool has_status;
	uint32_t status;            /* exit-status */
	char replies[CONF_REPLIES]; /* 's' SUCCESS, 'f' FAILURE, in order */
	size_t replies_n;
	uint8_t kept[CONF_CHAN_KEEP]; /* the first bytes of data */
	size_t kept_n;
};

struct conf_chans {
	struct conf_chan at[CONF_CHANS];
	unsigned odd;               /* enum conf_chan_odd, of all so far */
	char globals[CONF_REPLIES]; /* 's', 'f': replies to our requests */
	size_t globals_n;
	uint32_t forwarded_port; /* of the last REQUEST_SUCCESS with one */
	/* of the last CHANNEL_OPEN of the target: its number, its limits */
	uint32_t opening, opening_window, opening_max;
};

/* A message that was heard. */
void conf_chans_hear(struct conf_chans *c, const struct conf_seen *seen);

/* A message that was said; payload as it is sealed. */
void conf_chans_say(struct conf_chans *c, const struct conf_seen *said);

/* By our number; NULL: never used. */
struct conf_chan *conf_chan_find(struct conf_chans *c, uint32_t ours);

/* n bytes of an endless stream, from this one on; it does not repeat within
 * what a connection carries. */
void conf_pattern(uint64_t from, uint8_t *out, size_t n);

/* "data beyond the window, data after EOF"; at most room bytes with NUL. */
void conf_chan_odd_text(unsigned odd, char *out, size_t room);

#endif
