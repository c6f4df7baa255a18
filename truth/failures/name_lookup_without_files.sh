# signature: name_lookup_without_files
# says: a name is looked up when all files are in use
cat > main.go <<'END'
package main

import (
	"net"
	"os"
)

var kept []*os.File

func main() {
	for {
		file, err := os.Open("main.go")
		if err != nil {
			break
		}
		kept = append(kept, file)
	}
	_, err := net.LookupHost("localhost")
	panic(err)
}
END
CGO_ENABLED=0 go build -o app main.go
ulimit -n 50
./app
