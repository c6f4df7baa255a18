# signature: memory_limit_not_read
# says: GOMEMLIMIT is written as Kubernetes writes sizes
printf 'package main\n\nfunc main() { println("here") }\n' > main.go
go build -o app main.go
GOMEMLIMIT=512Mi ./app
