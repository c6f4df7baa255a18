# signature: memory_refused
# says: a filter refuses mmap
printf 'package main\n\nfunc main() { println("here") }\n' > main.go
gcc -static -DCALL=SYS_mmap -DANSWER='SECCOMP_RET_ERRNO|12' -o filter "$PARTS/filter.c"
CGO_ENABLED=0 go build -o app main.go
./filter ./app
