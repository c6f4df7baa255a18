# signature: file_too_large
# says: a limit stands on the size of files
cat > main.go <<'END'
package main

import "os"

func main() {
	if err := os.WriteFile("report", make([]byte, 1<<20), 0o644); err != nil {
		panic(err)
	}
}
END
CGO_ENABLED=0 go build -o app main.go
ulimit -f 100
./app
