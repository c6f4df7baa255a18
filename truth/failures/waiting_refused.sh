# signature: waiting_refused
# says: a filter refuses epoll_create1
cp "$PARTS/listens.go" main.go
gcc -DCALL=SYS_epoll_create1 -DANSWER='SECCOMP_RET_ERRNO|1' -o filter "$PARTS/filter.c"
CGO_ENABLED=0 go build -o app main.go
./filter ./app
