# signature: memory_mapping_denied
# says: the kernel denies memory, as SELinux does (a filter answers so)
printf 'package main\n\nfunc main() { println("here") }\n' > main.go
gcc -static -DCALL=SYS_mmap -DANSWER='SECCOMP_RET_ERRNO|13' -o filter "$PARTS/filter.c"
CGO_ENABLED=0 go build -o app main.go
./filter ./app
