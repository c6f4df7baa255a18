# signature: sockets_refused
# says: a filter refuses sockets
cp "$PARTS/listens.go" main.go
gcc -DCALL=SYS_socket -DANSWER='SECCOMP_RET_ERRNO|1' -o filter "$PARTS/filter.c"
CGO_ENABLED=0 go build -o app main.go
./filter ./app
