# signature: waiting_refused
# says: a filter that was made for an older Go lacks eventfd2
# since: Go 1.22
cp "$PARTS/listens.go" main.go
gcc -DCALL=SYS_eventfd2 -DANSWER='SECCOMP_RET_ERRNO|1' -o filter "$PARTS/filter.c"
CGO_ENABLED=0 go build -o app main.go
./filter ./app
