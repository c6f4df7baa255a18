# signature: threads_refused_by_emulation
# says: a filter answers clone as an emulator does that does not know its flags
cat > main.go <<'END'
package main

import (
	"runtime"
	"time"
)

func main() {
	for range make([]int, 4) {
		go func() {
			runtime.LockOSThread()
			select {}
		}()
	}
	time.Sleep(100 * time.Millisecond)
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
gcc -DCALL=SYS_clone -DANSWER='SECCOMP_RET_ERRNO|22' -o filter filter.c
CGO_ENABLED=0 go build -o app main.go
./filter ./app
