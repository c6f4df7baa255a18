# signature: threads_refused_by_limit
# says: no thread more may be started (a filter answers as the limit does)
cp "$PARTS/threads.go" main.go
gcc -DCALL=SYS_clone -DANSWER='SECCOMP_RET_ERRNO|11' -o filter "$PARTS/filter.c"
CGO_ENABLED=0 go build -o app main.go
./filter ./app
