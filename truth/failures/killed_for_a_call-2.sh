# signature: killed_for_a_call
# says: a filter sends SIGSYS to who calls getcwd
cat > main.go <<'END'
package main

import "syscall"

func main() {
	syscall.Getwd()
}
END
gcc -DCALL=SYS_getcwd -DANSWER=SECCOMP_RET_TRAP -o filter "$PARTS/filter.c"
CGO_ENABLED=0 go build -o app main.go
./filter ./app
