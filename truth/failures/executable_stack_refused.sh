# signature: executable_stack_refused
# says: a library asks for an executable stack where memory cannot be made executable
echo 'int one(void) { return 1; }' | gcc -shared -fPIC -x c - -o libone.so -Wl,-z,execstack
cat > app.c <<'CC'
#include <dlfcn.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
int main(void)
{
	/* as SELinux and MemoryDenyWriteExecute= refuse it: mprotect with PROT_EXEC */
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_mprotect, 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[2])),
		BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, 4, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EACCES),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog all = { 6, code };
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &all);
	if (!dlopen("./libone.so", RTLD_NOW))
		puts(dlerror());
	return 0;
}
CC
gcc app.c -o app -ldl
./app
