# signature: too_little_memory_to_start
# says: the kernel has no memory for another process (a filter answers so)
cp "$PARTS/must_start.go" main.go
printf 'package main\n\nimport "C"\n' > c.go
gcc -DCALL=SYS_clone -DANSWER='SECCOMP_RET_ERRNO|12' -o filter "$PARTS/filter.c"
CGO_ENABLED=1 go build -o app main.go c.go
./filter ./app
