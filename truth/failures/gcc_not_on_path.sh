# signature: gcc_not_on_path
# says: a program starts gcc where there is none
cat > main.go <<'END'
package main

import "os/exec"

func main() {
	panic(exec.Command("gcc").Run())
}
END
CGO_ENABLED=0 go build -o app main.go
PATH=/nosuch ./app
