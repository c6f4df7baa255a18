# signature: waiting_refused
# says: a filter refuses epoll_ctl
cp "$PARTS/listens.go" main.go
gcc -DCALL=SYS_epoll_ctl -DANSWER='SECCOMP_RET_ERRNO|1' -o filter "$PARTS/filter.c"
CGO_ENABLED=0 go build -o app main.go
./filter ./app
