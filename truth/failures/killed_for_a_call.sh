# signature: killed_for_a_call
# says: a filter kills who calls clone
cp "$PARTS/threads.go" main.go
gcc -DCALL=SYS_clone -DANSWER=SECCOMP_RET_KILL_PROCESS -o filter "$PARTS/filter.c"
CGO_ENABLED=0 go build -o app main.go
bash -c './filter ./app; exit $?'
