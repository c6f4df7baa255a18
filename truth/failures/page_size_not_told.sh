# signature: page_size_not_told
# says: whoever starts the program takes the size of a page out of what the kernel tells it
cat > main.go <<'END'
package main

func main() {}
END
cat > start.c <<'END'
#include <elf.h>
#include <stdint.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

static uint64_t word(pid_t child, uint64_t at) {
	return ptrace(PTRACE_PEEKDATA, child, (void *)at, 0);
}

int main(int count, char **words) {
	pid_t child = fork();
	if (child == 0) {
		ptrace(PTRACE_TRACEME, 0, 0, 0);
		execv(words[1], words + 1);
		_exit(98);
	}
	int status;
	waitpid(child, &status, 0);
	struct user_regs_struct seen;
	struct iovec room = {&seen, sizeof seen};
	ptrace(PTRACE_GETREGSET, child, (void *)NT_PRSTATUS, &room);
#ifdef __x86_64__
	uint64_t at = seen.rsp;
#else
	uint64_t at = seen.sp;
#endif
	at += 8 * (word(child, at) + 2);
	while (word(child, at) != 0)
		at += 8;
	for (at += 8; word(child, at) != AT_NULL; at += 16)
		if (word(child, at) == AT_PAGESZ)
			ptrace(PTRACE_POKEDATA, child, (void *)at, (void *)AT_IGNORE);
	ptrace(PTRACE_DETACH, child, 0, 0);
	waitpid(child, &status, 0);
	return WEXITSTATUS(status);
}
END
gcc -o start start.c
CGO_ENABLED=0 go build -o app main.go
./start ./app
