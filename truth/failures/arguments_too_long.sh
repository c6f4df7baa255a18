# signature: arguments_too_long
# says: a program starts another with an argument of 200,000 letters
cat > main.go <<'END'
package main

import (
	"log"
	"os/exec"
	"strings"
)

func main() {
	log.Fatal(exec.Command("/bin/sh", "-c", ":", strings.Repeat("x", 200000)).Run())
}
END
CGO_ENABLED=0 go build -o app main.go
./app
