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
gcc -DCALL=SYS_io_uring_setup -DANSWER='SECCOMP_RET_ERRNO|1' -o filter "$PARTS/filter.c"
gcc -o app app.c
./filter ./app
