/* The floor: the least that a client on Linux pays for connections to a Redis. One thread, one epoll, sockets that are used
 * again; no schedule, no times, no time-outs, and a reply is whatever comes first.
 *
 *   floor PORT OPEN TOTAL COMMANDS
 *
 * Keeps OPEN connections to 127.0.0.1:PORT going at once until TOTAL are done. Each sends the first COMMANDS of PING, GET foo
 * and SET foo 1:1, each after the reply to the one before, and ends with a reset. Says how many failed; exits with 1 if any did.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { IDLE = -1, CONNECTING = 0 }; /* above 0: so many commands are sent */

struct connection {
    int socket;
    int step;
};

static const char *const commands[] = {
    "*1\r\n$4\r\nPING\r\n",
    "*2\r\n$3\r\nGET\r\n$3\r\nfoo\r\n",
    "*3\r\n$3\r\nSET\r\n$3\r\nfoo\r\n$3\r\n1:1\r\n",
};

static struct sockaddr_in server = {.sin_family = AF_INET};
static int epoll, commands_each;
static long total, started, ended, failed;

static void die(const char *call) {
    perror(call);
    exit(1);
}

static void open_socket(struct connection *c) {
    c->socket = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (c->socket < 0)
        die("socket");
    int on = 1;
    setsockopt(c->socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

static void start(struct connection *c) {
    if (started == total)
        return;
    started++;
    int is_new = c->socket < 0;
    if (is_new)
        open_socket(c);
    c->step = CONNECTING;
    if (connect(c->socket, (struct sockaddr *)&server, sizeof server) < 0 && errno != EINPROGRESS)
        die("connect");
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = c};
    /* Only now: epoll reports a hang-up of a socket that has not begun to connect. */
    if (is_new && epoll_ctl(epoll, EPOLL_CTL_ADD, c->socket, &event) < 0)
        die("epoll_ctl");
}

static void end(struct connection *c, int is_failure) {
    static const struct sockaddr nowhere = {.sa_family = AF_UNSPEC};
    ended++;
    failed += is_failure;
    connect(c->socket, &nowhere, sizeof nowhere);
    c->step = IDLE;
    start(c);
}

static void send_next(struct connection *c) {
    const char *command = commands[c->step++];
    if (send(c->socket, command, strlen(command), MSG_NOSIGNAL) < 0)
        end(c, 1);
}

static void on_event(struct connection *c, unsigned flags) {
    if (c->step == IDLE)
        return; /* an echo of the reset */
    if (c->step == CONNECTING) {
        if (flags & (EPOLLERR | EPOLLHUP))
            end(c, 1);
        else if (flags & EPOLLOUT)
            send_next(c);
        return;
    }
    if (!(flags & (EPOLLIN | EPOLLERR | EPOLLHUP)))
        return;
    char reply[4096];
    ssize_t length = recv(c->socket, reply, sizeof reply, 0);
    if (length < 0 && errno == EAGAIN)
        return;
    if (length <= 0 || reply[0] == '-')
        end(c, 1);
    else if (c->step < commands_each)
        send_next(c);
    else
        end(c, 0);
}

int main(int count, char **arguments) {
    if (count != 5) {
        fprintf(stderr, "usage: floor PORT OPEN TOTAL COMMANDS\n");
        return 2;
    }
    int open = atoi(arguments[2]);
    total = atol(arguments[3]);
    commands_each = atoi(arguments[4]);
    server.sin_port = htons(atoi(arguments[1]));
    server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);

    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);

    epoll = epoll_create1(EPOLL_CLOEXEC);
    struct connection *connections = calloc(open, sizeof *connections);
    for (int i = 0; i < open; i++) {
        connections[i].socket = -1;
        start(&connections[i]);
    }
    struct epoll_event events[512];
    while (ended < total) {
        int ready = epoll_wait(epoll, events, 512, -1);
        for (int i = 0; i < ready; i++)
            on_event(events[i].data.ptr, events[i].events);
    }
    printf("%ld ended, %ld failed\n", ended, failed);
    return failed > 0;
}
