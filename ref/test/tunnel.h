/* SPDX-License-Identifier: ISC */
#ifndef ETT_TEST_TUNNEL_H
#define ETT_TEST_TUNNEL_H

#include "io/server.h"
#include "io/watch.h"

/*
 * A client and a server with sockets between them, and the local programs at
 * both ends, all in one loop on 127.0.0.1.  What fails here aborts the test.
 */
enum { APPS_MAX = 2100 };

/* A local program with one connection: sends a pattern, or what it got. */
struct app {
	struct ett_watch watch; /* first */
	struct tunnel *tunnel;
	struct ett_connect *connect;
	int fd;           /* -1: closed, or not connected yet */
	uint64_t to_send; /* bytes of the pattern, then end of file */
	uint64_t sent, got;
	uint32_t salt;            /* of the pattern */
	bool echo;                /* sends what it got, as long as that comes */
	bool silent;              /* begins nothing of its own */
	bool by_hand;             /* the test reads and writes when woken */
	bool deaf;                /* does not read for now */
	bool keep_open;           /* no end of file after the last byte */
	bool damaged;             /* other bytes came than the pattern's */
	bool eof, reset;          /* how it ended */
	bool watching, forgotten; /* freed when neither needs it */
	bool done;                /* closed; its numbers stand */
	uint8_t held[16384];      /* echo: got, not sent */
	size_t held_n, held_off;
};

/* What the programs' side of a relay was told. */
struct told {
	bool ready, closed, listening, listening_ok;
	ett_err error;
	uint32_t port;
	char why[256];
	struct tunnel *tunnel;
};

struct tunnel {
	struct ett_loop *loop;
	struct ett_timer *guard;
	bool late; /* the guard's time was up */

	struct ett_key *host_key, *user_key;
	const struct ett_key *host_keys[2], *user_keys[2];
	struct ett_config client_cfg, server_cfg;
	struct ett_relay_ops client_ops, server_ops;
	struct ett_server_config serving;
	struct ett_server *server;
	uint16_t server_port;
	struct ett_relay *client, *inner;
	struct told at_client, at_inner, at_server;
	bool refuse_hostkey, refuse_user, refuse_open, refuse_listen;

	struct ett_listener *service; /* what the tunnel leads to */
	struct ett_place service_at;
	struct app model; /* each connection to the service begins so */

	uint32_t join_code;
	char join_text[256];
	bool joined, watched;

	struct ett_forward *forward[4];
	size_t forwards_n;
	struct app *app[APPS_MAX];
	size_t apps_n, waiting; /* apps that are not done */
};

/* Makes the server and the service, starts the client, waits till ready.
 * The model may be changed before: an echo by default. */
struct tunnel *tunnel_new(void);
void tunnel_connect(struct tunnel *t);
void tunnel_serve(struct tunnel *t); /* as t->serving says */
void tunnel_free(struct tunnel *t);  /* ends all; aborts if that hangs */

/* One more client of the tunnel's kind on this connected socket. */
struct ett_relay *tunnel_client(struct tunnel *t, int fd, struct told *told);

/* A local forwarding to the service, or whatever kind and places say.  Freed
 * with the tunnel, or by tunnel_unforward(). */
struct ett_forward *tunnel_forward(struct tunnel *t, enum ett_forward_kind k,
				   const struct ett_place *from,
				   const struct ett_place *to);

void tunnel_unforward(struct tunnel *t, struct ett_forward *f);

/* A local program that connects there and sends so much. */
struct app *tunnel_app(struct tunnel *t, const struct ett_place *to,
		       uint64_t to_send);
void app_hear(struct app *a);   /* no longer deaf */
void app_finish(struct app *a); /* no longer keep_open */
void app_close(struct app *a);
void tunnel_forget_apps(struct tunnel *t); /* all are done */

/* Between tunnel.c and tunnel_app.c. */
void app_start(struct app *a, int fd);
void app_done(struct app *a);
void tunnel_wake(struct tunnel *t); /* a test may wait for what happened */
void tunnel_need(bool good);

/* Runs until it is true, or late. */
bool tunnel_until(struct tunnel *t, bool (*is_so)(const struct tunnel *t));
bool all_apps_done(const struct tunnel *t);
bool client_is_closed(const struct tunnel *t);

/* Sent and got n bytes, the right ones, and then the end. */
bool app_is_whole(const struct app *a, uint64_t n);

/* Where a forwarding listens; a port that nobody listens on. */
struct ett_place tunnel_near_end(const struct ett_forward *f);
struct ett_place tunnel_nowhere(void);

#endif
