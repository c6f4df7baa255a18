/* Makes system calls by their numbers and tells what became of them. */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static long number, times;

/* Of a call without an error, and of each error. */
struct counts {
    long of[200];
};

static int made(long call) {
    errno = 0;
    syscall(call, 0, 0, 0, 0, 0, 0);
    return errno;
}

static void *many(void *to) {
    struct counts *counts = to;
    for (long i = 0; i < times; i++)
        counts->of[made(number)]++;
    return NULL;
}

static void tell(const struct counts *counts) {
    for (int i = 0; i < 200; i++)
        if (counts->of[i])
            printf("%d: %ld\n", i, counts->of[i]);
    fflush(stdout);
}

static void add(struct counts *to, const struct counts *some) {
    for (int i = 0; i < 200; i++)
        to->of[i] += some->of[i];
}

/* NUMBER TIMES THREADS */
static int threads(int all) {
    pthread_t thread[all];
    struct counts of[all], sum = {0};
    memset(of, 0, sizeof of);
    for (int i = 0; i < all; i++)
        pthread_create(&thread[i], NULL, many, &of[i]);
    for (int i = 0; i < all; i++) {
        pthread_join(thread[i], NULL);
        add(&sum, &of[i]);
    }
    tell(&sum);
    return 0;
}

/* NUMBER TIMES PROCESSES: each makes the call, and so do all at once. */
static int processes(int all) {
    struct counts sum = {0};
    int ends[2], status;
    if (pipe(ends))
        return 9;
    for (int i = 0; i < all; i++) {
        pid_t child = fork();
        if (child < 0) {
            fprintf(stderr, "fork: %s\n", strerror(errno));
            return 9;
        }
        if (child == 0) {
            char go;
            close(ends[1]);
            if (read(ends[0], &go, 1) < 0)
                _exit(9);
            struct counts own = {0};
            many(&own);
            /* All the same, or something was lost. */
            for (int i = 0; i < 200; i++)
                if (own.of[i] == times)
                    _exit(i);
            _exit(255);
        }
    }
    close(ends[0]);
    close(ends[1]);
    while (wait(&status) > 0)
        if (WIFEXITED(status) && WEXITSTATUS(status) < 200)
            sum.of[WEXITSTATUS(status)]++;
        else
            printf("lost\n");
    tell(&sum);
    return 0;
}

/* Each line that is read is the number of a call. */
static int answers(void) {
    char line[64];
    printf("ready %d\n", getpid());
    fflush(stdout);
    while (fgets(line, sizeof line, stdin)) {
        printf("%d\n", made(atol(line)));
        fflush(stdout);
    }
    return 7;
}

/* FILE: leaves a process behind that makes a call after a while, and writes what became of it. */
static int leaves(const char *file) {
    if (fork() == 0) {
        if (fork() == 0) {
            setsid();
            usleep(400000);
            FILE *out = fopen(file, "w");
            fprintf(out, "%d\n", made(number));
            fclose(out);
        }
        _exit(0);
    }
    wait(NULL);
    return 5;
}

static void heard(int signal) {
    char text[] = "heard 00\n";
    text[6] += signal / 10;
    text[7] += signal % 10;
    if (write(1, text, sizeof text - 1) < 0)
        _exit(9);
    if (signal == SIGTERM)
        _exit(21);
}

static int waits(void) {
    signal(SIGTERM, heard);
    signal(SIGUSR1, heard);
    signal(SIGINT, heard);
    printf("ready %d\n", getpid());
    fflush(stdout);
    for (;;)
        pause();
}

int main(int argc, char **argv) {
    if (argc < 2)
        return 9;
    number = argc > 2 ? atol(argv[2]) : 0;
    times = argc > 3 ? atol(argv[3]) : 1;
    int many = argc > 4 ? atoi(argv[4]) : 1;
    if (!strcmp(argv[1], "threads"))
        return threads(many);
    if (!strcmp(argv[1], "processes"))
        return processes(many);
    if (!strcmp(argv[1], "answers"))
        return answers();
    if (!strcmp(argv[1], "leaves"))
        return leaves(argv[3]);
    if (!strcmp(argv[1], "waits"))
        return waits();
    return 9;
}
