/* The floor: the least that a client on Linux pays for connections to a Redis. One thread, one epoll, sockets that are used
 * again; no schedule, no times, no time-outs, and a reply is whatever comes first.
 *
 *   floor PORT OPEN TOTAL COMMANDS [RATE]
 *
 * Keeps OPEN connections to 127.0.0.1:PORT going at once until TOTAL are done. Each sends the first COMMANDS of PING, GET foo
 * and SET foo 1:1, each after the reply to the one before, and ends with a reset. Says how many failed; exits with 1 if any did.
 * With a RATE, connection i is started at i / RATE seconds, while fewer than OPEN are going, and it says as one line of JSON how late
 * and how evenly they were started.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
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
static double rate; /* 0: no schedule */
static double *starts;
static struct connection **idle;
static int idle_count;

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

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec * 1e-9;
}

static void start(struct connection *c) {
    if (started == total)
        return;
    if (rate > 0)
        starts[started] = now();
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
    if (rate > 0)
        idle[idle_count++] = c;
    else
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

static int by_size(const void *one, const void *other) {
    double difference = *(const double *)one - *(const double *)other;
    return (difference > 0) - (difference < 0);
}

static double percentile_99(double *values, long count) {
    qsort(values, count, sizeof *values, by_size);
    return values[(long)(0.99 * count)];
}

/* How late connections were started; and by how many percent the number of starts in 10 ms, from every millisecond on, is off. */
static void say_pacing(double begin) {
    const double window = 0.01, step = 0.001;
    double expected = rate * window, end = starts[total - 1];
    long windows = 0, first = 0, last = 0;
    double *deviations = calloc((long)((end - begin) / step) + 2, sizeof *deviations);
    for (double from = begin; from + window <= end; from += step) {
        while (starts[first] < from)
            first++;
        while (last < total && starts[last] < from + window)
            last++;
        double difference = last - first - expected;
        deviations[windows++] = 100 * (difference < 0 ? -difference : difference) / expected;
    }
    for (long i = 0; i < total; i++)
        starts[i] -= begin + i / rate;
    printf("{\"LagP99Ms\":%.4f,\"DeviationIn10MsP99Percent\":%.2f,\"Failed\":%ld}\n",
           1000 * percentile_99(starts, total), percentile_99(deviations, windows), failed);
}

int main(int count, char **arguments) {
    if (count != 5 && count != 6) {
        fprintf(stderr, "usage: floor PORT OPEN TOTAL COMMANDS [RATE]\n");
        return 2;
    }
    int open = atoi(arguments[2]);
    total = atol(arguments[3]);
    commands_each = atoi(arguments[4]);
    rate = count == 6 ? atof(arguments[5]) : 0;
    server.sin_port = htons(atoi(arguments[1]));
    server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);

    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);

    epoll = epoll_create1(EPOLL_CLOEXEC);
    struct connection *connections = calloc(open, sizeof *connections);
    starts = calloc(total, sizeof *starts);
    idle = calloc(open, sizeof *idle);
    prctl(PR_SET_TIMERSLACK, 1);
    for (int i = open - 1; i >= 0; i--) {
        connections[i].socket = -1;
        connections[i].step = IDLE;
        idle[idle_count++] = &connections[i];
    }
    double begin = now();
    while (rate == 0 && idle_count > 0)
        start(idle[--idle_count]);
    struct epoll_event events[512];
    while (ended < total) {
        struct timespec wait = {1, 0};
        if (rate > 0) {
            while (started < total && idle_count > 0 && now() >= begin + started / rate)
                start(idle[--idle_count]);
            double left = idle_count > 0 && started < total ? begin + started / rate - now() : 0.1;
            wait = (struct timespec){0, left < 0 ? 0 : (long)(left * 1e9)};
        }
        int ready = epoll_pwait2(epoll, events, 512, &wait, NULL);
        for (int i = 0; i < ready; i++)
            on_event(events[i].data.ptr, events[i].events);
    }
    if (rate > 0) {
        say_pacing(begin);
        return failed > 0;
    }
    printf("%ld ended, %ld failed\n", ended, failed);
    return failed > 0;
}
