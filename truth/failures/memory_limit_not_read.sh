# signature: memory_limit_not_read
# says: GOMEMLIMIT is written as Kubernetes writes sizes
cat > main.go <<'END'
package main

func main() {
	println("here")
}
END
go build -o app main.go
GOMEMLIMIT=512Mi ./app
