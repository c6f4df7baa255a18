# signature: io_uring_refused
# says: a filter refuses io_uring
cat > app.c <<'END'
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void) {
	char setup[120] = {0};
	if (syscall(SYS_io_uring_setup, 1, setup) < 0) perror("io_uring_setup");
	return 0;
}
END
cat > filter.c <<'END'
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(int count, char **words) {
	struct sock_filter rules[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, CALL, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, ANSWER),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog filter = {4, rules};
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter);
	execv(words[1], words + 1);
	return 98;
}
END
gcc -DCALL=SYS_io_uring_setup -DANSWER='SECCOMP_RET_ERRNO|1' -o filter filter.c
gcc -o app app.c
./filter ./app
