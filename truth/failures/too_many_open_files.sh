# signature: too_many_open_files
# says: a program opens files and closes none
cat > main.go <<'END'
package main

import "os"

var kept []*os.File

func main() {
	for {
		file, err := os.Open("main.go")
		if err != nil {
			panic(err)
		}
		kept = append(kept, file)
	}
}
END
CGO_ENABLED=0 go build -o app main.go
ulimit -n 50
./app
