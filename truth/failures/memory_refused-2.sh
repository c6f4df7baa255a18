# signature: memory_refused
# says: the address space is used up while the program runs
cat > main.go <<'END'
package main

func main() {
	var kept [][]byte
	for {
		kept = append(kept, make([]byte, 64<<20))
	}
}
END
CGO_ENABLED=0 go build -o app main.go
ulimit -v 2000000
./app
