# signature: threads_refused_by_profile
# says: a seccomp filter refuses the call by which Go starts threads
cp "$PARTS/threads.go" main.go
gcc -DCALL=SYS_clone -DANSWER='SECCOMP_RET_ERRNO|1' -o filter "$PARTS/filter.c"
CGO_ENABLED=0 go build -o app main.go
./filter ./app
