/* Runs a command, and says as one line of JSON what it took: time, processor time (user and system) and memory at the most.
 *
 *   measure COMMAND [ARGUMENT...]
 *
 * What the command says goes to standard error. Exits as the command did.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double seconds(struct timeval time) { return time.tv_sec + time.tv_usec * 1e-6; }

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec * 1e-9;
}

int main(int count, char **arguments) {
    if (count < 2) {
        fprintf(stderr, "usage: measure COMMAND [ARGUMENT...]\n");
        return 2;
    }
    double begin = now();
    pid_t child = fork();
    if (child == 0) {
        dup2(STDERR_FILENO, STDOUT_FILENO);
        execvp(arguments[1], arguments + 1);
        perror(arguments[1]);
        _exit(127);
    }
    int status;
    if (child < 0 || waitpid(child, &status, 0) < 0) {
        perror("measure");
        return 1;
    }
    double wall = now() - begin;
    struct rusage usage;
    getrusage(RUSAGE_CHILDREN, &usage);
    printf("{\"WallSeconds\":%.6f,\"CpuSeconds\":%.6f,\"PeakMemoryKB\":%ld}\n",
           wall, seconds(usage.ru_utime) + seconds(usage.ru_stime), usage.ru_maxrss);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
