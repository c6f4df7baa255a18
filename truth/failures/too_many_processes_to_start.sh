# signature: too_many_processes_to_start
# says: no further process may be started (a filter answers as the limit does)
cp "$PARTS/must_start.go" main.go
printf 'package main\n\nimport "C"\n' > c.go
gcc -DCALL=SYS_clone -DANSWER='SECCOMP_RET_ERRNO|11' -o filter "$PARTS/filter.c"
CGO_ENABLED=1 go build -o app main.go c.go
./filter ./app
