# signature: signals_refused
# says: a filter refuses rt_sigaction
printf 'package main\n\nfunc main() { println("here") }\n' > main.go
gcc -DCALL=SYS_rt_sigaction -DANSWER='SECCOMP_RET_ERRNO|1' -o filter "$PARTS/filter.c"
CGO_ENABLED=0 go build -o app main.go
./filter ./app
