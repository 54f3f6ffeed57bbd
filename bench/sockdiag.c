/* The least that counting sockets by state costs: one dump over NETLINK_SOCK_DIAG with the port filter in the kernel, and a counter for each state.
 *
 *   sockdiag PORT ROUNDS
 *
 * Says the processor time of a dump in milliseconds, and how many sockets the last one had.
 */
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static struct {
    struct nlmsghdr header;
    struct inet_diag_req request;
    struct nlattr attribute;
    struct inet_diag_bc_op program[7];
} question;

static void ask(unsigned short port) {
    /* dport == port, or sport == port: a test and its port, then a jump to the end; after both a jump past it. */
    struct inet_diag_bc_op program[] = {
        {INET_DIAG_BC_D_EQ, 8, 12}, {0, 0, port}, {INET_DIAG_BC_JMP, 4, 20},
        {INET_DIAG_BC_S_EQ, 8, 12}, {0, 0, port}, {INET_DIAG_BC_JMP, 4, 8},
        {INET_DIAG_BC_JMP, 4, 8},
    };
    memcpy(question.program, program, sizeof program);
    question.header.nlmsg_len = sizeof question;
    question.header.nlmsg_type = TCPDIAG_GETSOCK;
    question.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
    question.request.idiag_states = 0xffe;
    question.attribute.nla_type = INET_DIAG_REQ_BYTECODE;
    question.attribute.nla_len = sizeof question.attribute + sizeof program;
}

static double cpu(void) {
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return time.tv_sec * 1e3 + time.tv_nsec * 1e-6;
}

static void fail(const char *call) {
    perror(call);
    exit(1);
}

int main(int count, char **arguments) {
    if (count != 3) {
        fprintf(stderr, "usage: sockdiag PORT ROUNDS\n");
        return 2;
    }
    static char buffer[64 * 1024];
    int rounds = atoi(arguments[2]);
    int by_state[256];
    int fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_SOCK_DIAG);
    if (fd < 0)
        fail("socket");
    ask((unsigned short)atoi(arguments[1]));

    double begin = cpu();
    for (int round = 0; round < rounds; round++) {
        memset(by_state, 0, sizeof by_state);
        if (send(fd, &question, sizeof question, 0) < 0)
            fail("send");
        for (int done = 0; !done;) {
            int left = recv(fd, buffer, sizeof buffer, 0);
            if (left < 0)
                fail("recv");
            for (struct nlmsghdr *message = (struct nlmsghdr *)buffer; NLMSG_OK(message, left); message = NLMSG_NEXT(message, left)) {
                if (message->nlmsg_type == NLMSG_DONE || message->nlmsg_type == NLMSG_ERROR)
                    done = 1;
                else
                    by_state[((struct inet_diag_msg *)NLMSG_DATA(message))->idiag_state]++;
            }
        }
    }
    double each = (cpu() - begin) / rounds;
    int sockets = 0;
    for (int state = 0; state < 256; state++)
        sockets += by_state[state];
    printf("{\"CpuMs\":%.3f,\"Sockets\":%d}\n", each, sockets);
    return 0;
}
