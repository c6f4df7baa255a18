# signature: start_of_program_refused
# says: a filter refuses clone and vfork to a program that starts another
cp "$PARTS/must_start.go" main.go
printf 'package main\n\nimport "C"\n' > c.go
gcc -DCALL=SYS_clone -DANSWER='SECCOMP_RET_ERRNO|1' -o filter "$PARTS/filter.c"
CGO_ENABLED=1 go build -o app main.go c.go
./filter ./app
