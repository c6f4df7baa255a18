# signature: waiting_for_program_refused
# says: a filter refuses waitid to a program that starts another
cp "$PARTS/must_start.go" main.go
gcc -DCALL=SYS_waitid -DANSWER='SECCOMP_RET_ERRNO|1' -o filter "$PARTS/filter.c"
CGO_ENABLED=0 go build -o app main.go
./filter ./app
