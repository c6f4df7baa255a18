// Makes system calls that a test counts, in the ways that are hard to follow. getppid is the one that is
// counted: nothing else here calls it.
#define _GNU_SOURCE
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void ask(int times) {
    for (int i = 0; i < times; i++) syscall(SYS_getppid);
}

static void *asking(void *times) {
    ask(*(int *)times);
    return NULL;
}

// threads COUNT TIMES: so many threads ask so often, at most 500 at once.
static int threads(int count, int times) {
    static pthread_t all[500];
    while (count > 0) {
        int some = count < 500 ? count : 500;
        for (int i = 0; i < some; i++)
            if (pthread_create(&all[i], NULL, asking, &times)) return 1;
        for (int i = 0; i < some; i++) pthread_join(all[i], NULL);
        count -= some;
    }
    return 0;
}

// tree DEPTH TIMES: a process asks so often and has two children, and so on; nobody waits for grandchildren
// whose parents have ended.
static int tree(int depth, int times) {
    ask(times);
    for (int i = 0; i < 2 && depth > 0; i++) {
        pid_t child = fork();
        if (child < 0) return 1;
        if (child == 0) _exit(tree(depth - 1, times));
    }
    return 0;
}

// orphan TIMES: the program ends, and one that it started asks a while after.
static int orphan(int times) {
    if (fork() == 0) {
        usleep(200000);
        ask(times);
    }
    return 5;
}

// vforks COUNT: so many children that share our memory until they become this program, which asks once.
static int vforks(char *self, int count) {
    for (int i = 0; i < count; i++) {
        pid_t child = vfork();
        if (child == 0) {
            execl(self, self, "tree", "0", "1", NULL);
            _exit(1);
        }
        int status;
        if (child < 0 || waitpid(child, &status, 0) != child || status) return 1;
    }
    return 0;
}

static char *again;

static void *becoming(void *unused) {
    ask(2);
    execl(again, again, "threads", "3", "1", NULL);
    return NULL;
}

static void *waiting(void *unused) {
    while (pause()) {}
    return NULL;
}

// exec: a thread that is not the first becomes this program, while others wait.
static int exec(char *self) {
    pthread_t thread;
    again = self;
    for (int i = 0; i < 5; i++) pthread_create(&thread, NULL, waiting, NULL);
    pthread_create(&thread, NULL, becoming, NULL);
    pthread_join(thread, NULL);
    return 1;
}

// foreign TIMES: asks through the door of 32 bits, where the architecture has one.
static int foreign(int times) {
    for (int i = 0; i < times; i++) {
#ifdef __x86_64__
        long parent = 64;
        __asm__ volatile("int $0x80" : "+a"(parent) : : "memory", "r8", "r9", "r10", "r11");
        if (parent < 0) return 1;
#endif
    }
    return 0;
}

static volatile int refused, asked;

// Asks until it is refused, and then a hundred times.
static void *until_refused(void *unused) {
    while (syscall(SYS_getppid) >= 0) asked++;
    refused = 1;
    ask(100);
    return NULL;
}

static struct sock_filter code[] = {
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getppid, 0, 1),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | 13),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
};
static struct sock_fprog program = {sizeof code / sizeof *code, code};

// filter WAY: a filter of the program's own lets getppid fail; by seccomp for all threads, or by prctl. Tells
// how often it asked.
static int filter(const char *way) {
    pthread_t thread;
    int of_thread = 0;
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    if (!strcmp(way, "seccomp")) {
        pthread_create(&thread, NULL, until_refused, NULL);
        while (asked < 100) {}
        if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program)) return 1;
        pthread_join(thread, NULL);
        of_thread = asked + 1 + 100;
    } else if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program)) {
        return 1;
    }
    if (syscall(SYS_getppid) >= 0) return 1;
    ask(99);
    printf("%d\n", of_thread + 100);
    return 0;
}

// below CMD...: becomes a program for which getppid fails.
static int below(char **command) {
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program)) return 1;
    execvp(command[0], command);
    return 1;
}

// bomb LIMIT: every process has children as fast as it can, up to so many processes of a user, for half a
// second; each asks once. Tells how many there were.
static int bomb(int limit) {
    struct rlimit most = {limit, limit};
    long *born = mmap(NULL, sizeof *born, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    struct timespec start, now;
    pid_t first = getpid();
    if (geteuid() == 0 && setuid(65534)) return 1;
    if (setrlimit(RLIMIT_NPROC, &most)) return 1;
    signal(SIGCHLD, SIG_IGN);
    clock_gettime(CLOCK_MONOTONIC, &start);
    do {
        if (fork() == 0) {
            ask(1);
            __atomic_fetch_add(born, 1, __ATOMIC_SEQ_CST);
        }
        clock_gettime(CLOCK_MONOTONIC, &now);
    } while ((now.tv_sec - start.tv_sec) * 1000 + (now.tv_nsec - start.tv_nsec) / 1000000 < 500);
    if (getpid() != first) _exit(0);
    while (wait(NULL) > 0) {}
    usleep(500000);
    printf("%ld\n", *born);
    return 0;
}

// stopped: a child stops itself, its parent sees it, lets it go on, and sees it end.
static int stopped(void) {
    pid_t child = fork();
    if (child == 0) {
        raise(SIGSTOP);
        ask(3);
        _exit(9);
    }
    int status;
    if (waitpid(child, &status, WUNTRACED) != child || !WIFSTOPPED(status)) return 1;
    ask(1);
    kill(child, SIGCONT);
    if (waitpid(child, &status, 0) != child || !WIFEXITED(status)) return 2;
    return WEXITSTATUS(status);
}

static void ended(int signal) {
    _exit(40 + (signal == SIGTERM));
}

// told: says its number, asks every hundredth of a second, and ends with 41 when SIGTERM comes.
static int told(void) {
    signal(SIGTERM, ended);
    printf("%d\n", getpid());
    fflush(stdout);
    while (getpid()) {
        ask(1);
        usleep(10000);
    }
    return 1;
}

int main(int argc, char **argv) {
    const char *what = argc > 1 ? argv[1] : "";
    int first = argc > 2 ? atoi(argv[2]) : 0, second = argc > 3 ? atoi(argv[3]) : 0;
    if (!strcmp(what, "threads")) return threads(first, second);
    if (!strcmp(what, "tree")) return tree(first, second);
    if (!strcmp(what, "orphan")) return orphan(first);
    if (!strcmp(what, "vforks")) return vforks(argv[0], first);
    if (!strcmp(what, "exec")) return exec(argv[0]);
    if (!strcmp(what, "foreign")) return foreign(first);
    if (!strcmp(what, "filter")) return filter(argc > 2 ? argv[2] : "");
    if (!strcmp(what, "bomb")) return bomb(first);
    if (!strcmp(what, "below")) return below(argv + 2);
    if (!strcmp(what, "stopped")) return stopped();
    if (!strcmp(what, "told")) return told();
    return 99;
}
