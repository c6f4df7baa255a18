# signature: futex_refused
# says: a filter refuses futex
cp "$PARTS/threads.go" main.go
gcc -DCALL=SYS_futex -DANSWER='SECCOMP_RET_ERRNO|1' -o filter "$PARTS/filter.c"
CGO_ENABLED=0 go build -o app main.go
./filter ./app
