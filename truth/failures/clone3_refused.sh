# signature: clone3_refused
# says: a filter answers clone3 with EPERM
cp "$PARTS/threads.go" main.go
printf 'package main\n\n// static int one(void) { return 1; }\nimport "C"\n\nfunc init() { println(C.one()) }\n' > c.go
gcc -DCALL=SYS_clone3 -DANSWER='SECCOMP_RET_ERRNO|1' -o filter "$PARTS/filter.c"
CGO_ENABLED=1 go build -o app main.go c.go
./filter ./app
