/* The floor over TLS: the least that a client on Linux pays for connections to a Redis over TLS. One thread, one epoll, OpenSSL;
 * no schedule, no times, no time-outs, and a reply is whatever comes first.
 *
 *   floor-tls PORT OPEN TOTAL COMMANDS CA.pem full|resume
 *
 * Keeps OPEN connections to 127.0.0.1:PORT going at once until TOTAL are done. Each verifies the server's certificate (for localhost,
 * signed by CA.pem), sends the first COMMANDS of PING, GET foo and SET foo 1:1, each after the reply to the one before, and ends with a
 * reset. With resume, each offers the session of an earlier one. Exits with 1 if any failed, or was not resumed as told after the first OPEN.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { HANDSHAKE = 0 }; /* above 0: so many commands are sent */

struct connection {
    int socket;
    int step;
    SSL *ssl;
};

static const char *const commands[] = {
    "*1\r\n$4\r\nPING\r\n",
    "*2\r\n$3\r\nGET\r\n$3\r\nfoo\r\n",
    "*3\r\n$3\r\nSET\r\n$3\r\nfoo\r\n$3\r\n1:1\r\n",
};

static struct sockaddr_in server = {.sin_family = AF_INET};
static int epoll, commands_each, resumes;
static long total, started, ended, failed, resumed;
static SSL_CTX *context;
static SSL_SESSION *session;

static void die(const char *call) {
    perror(call);
    ERR_print_errors_fp(stderr);
    exit(1);
}

static void start(struct connection *c) {
    if (started == total)
        return;
    started++;
    c->socket = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (c->socket < 0)
        die("socket");
    struct linger reset = {1, 0};
    int on = 1;
    setsockopt(c->socket, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    setsockopt(c->socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (c->ssl)
        SSL_clear(c->ssl);
    else if (!(c->ssl = SSL_new(context)))
        die("SSL_new");
    SSL_set_connect_state(c->ssl);
    SSL_set_tlsext_host_name(c->ssl, "localhost");
    SSL_set1_host(c->ssl, "localhost");
    SSL_set_session(c->ssl, resumes ? session : NULL);
    SSL_set_fd(c->ssl, c->socket);
    c->step = HANDSHAKE;
    if (connect(c->socket, (struct sockaddr *)&server, sizeof server) < 0 && errno != EINPROGRESS)
        die("connect");
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = c};
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, c->socket, &event) < 0)
        die("epoll_ctl");
}

static void end(struct connection *c, int is_failure) {
    ended++;
    failed += is_failure;
    resumed += SSL_session_reused(c->ssl);
    if (resumes && !is_failure) {
        SSL_SESSION_free(session);
        session = SSL_get1_session(c->ssl);
    }
    /* Of a connection that is not shut down OpenSSL thinks that its session must not be resumed. */
    SSL_set_shutdown(c->ssl, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    close(c->socket);
    if (is_failure) {
        SSL_free(c->ssl);
        c->ssl = NULL;
        ERR_clear_error();
    }
    start(c);
}

static int is_waiting(struct connection *c, int result) {
    int error = SSL_get_error(c->ssl, result);
    return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE;
}

static int send_next(struct connection *c) {
    const char *command = commands[c->step++];
    if (SSL_write(c->ssl, command, (int)strlen(command)) > 0)
        return 1;
    end(c, 1);
    return 0;
}

static void on_event(struct connection *c, unsigned flags) {
    if (c->step == HANDSHAKE) {
        if (!(flags & EPOLLOUT))
            return;
        int result = SSL_do_handshake(c->ssl);
        if (result != 1) {
            if (!is_waiting(c, result))
                end(c, 1);
            return;
        }
        if (!send_next(c))
            return;
    }
    char reply[4096];
    for (;;) {
        int length = SSL_read(c->ssl, reply, sizeof reply);
        if (length <= 0) {
            if (!is_waiting(c, length))
                end(c, 1);
            return;
        }
        if (reply[0] == '-' || c->step == commands_each) {
            end(c, reply[0] == '-');
            return;
        }
        if (!send_next(c))
            return;
    }
}

int main(int count, char **arguments) {
    if (count != 7) {
        fprintf(stderr, "usage: floor-tls PORT OPEN TOTAL COMMANDS CA.pem full|resume\n");
        return 2;
    }
    int open = atoi(arguments[2]);
    total = atol(arguments[3]);
    commands_each = atoi(arguments[4]);
    resumes = !strcmp(arguments[6], "resume");
    server.sin_port = htons(atoi(arguments[1]));
    server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);

    context = SSL_CTX_new(TLS_client_method());
    if (SSL_CTX_load_verify_locations(context, arguments[5], NULL) != 1)
        die(arguments[5]);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);

    epoll = epoll_create1(EPOLL_CLOEXEC);
    struct connection *connections = calloc(open, sizeof *connections);
    for (int i = 0; i < open; i++)
        start(&connections[i]);
    struct epoll_event events[512];
    while (ended < total) {
        int ready = epoll_wait(epoll, events, 512, -1);
        for (int i = 0; i < ready; i++)
            on_event(events[i].data.ptr, events[i].events);
    }
    printf("%ld ended, %ld failed, %ld resumed\n", ended, failed, resumed);
    return failed > 0 || (resumes ? resumed < total - open : resumed > 0);
}
