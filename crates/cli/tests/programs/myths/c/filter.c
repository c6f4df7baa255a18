/* Starts a program behind a filter: `filter CALL=ANSWER…` gives one answer to one call, `filter only=CALL,…` refuses
   all others, and `refused NUMBER` refuses a call by its number. */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static const struct { const char *name; int number; } calls[] = {
	{"read", SYS_read}, {"write", SYS_write}, {"exit_group", SYS_exit_group}, {"mmap", SYS_mmap}, {"brk", SYS_brk},
	{"rt_sigreturn", SYS_rt_sigreturn}, {"clone", SYS_clone}, {"clone3", SYS_clone3},
};

static struct sock_filter rules[64] = {
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
};
static unsigned short count = 1;

static void answer(int number, unsigned with) {
	rules[count++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1);
	rules[count++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, with);
}

static int number(const char *name) {
	for (size_t at = 0; at < sizeof calls / sizeof *calls; at++)
		if (!strcmp(calls[at].name, name))
			return calls[at].number;
	exit(97);
}

int main(int words, char **word) {
	unsigned rest = SECCOMP_RET_ALLOW, refused = SECCOMP_RET_ERRNO | EPERM;
	if (words < 3)
		return 96;
	char *call = strtok(word[1], "="), *with = strtok(NULL, "=");
	if (!with) {
		answer(atoi(call), refused);
	} else if (!strcmp(call, "only")) {
		rest = refused;
		answer(SYS_execve, SECCOMP_RET_ALLOW);
		for (char *name = strtok(with, ","); name; name = strtok(NULL, ","))
			answer(number(name), SECCOMP_RET_ALLOW);
	} else {
		unsigned code = strcmp(with, "ENOSYS") ? EPERM : ENOSYS;
		answer(number(call), strcmp(with, "KILL") ? SECCOMP_RET_ERRNO | code : SECCOMP_RET_KILL_PROCESS);
	}
	rules[count++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, rest);
	struct sock_fprog filter = {count, rules};
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter);
	execv(word[2], word + 2);
	return 98;
}
