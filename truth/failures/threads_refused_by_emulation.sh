# signature: threads_refused_by_emulation
# says: a filter answers clone as an emulator does that does not know its flags
cp "$PARTS/threads.go" main.go
gcc -DCALL=SYS_clone -DANSWER='SECCOMP_RET_ERRNO|22' -o filter "$PARTS/filter.c"
CGO_ENABLED=0 go build -o app main.go
./filter ./app
