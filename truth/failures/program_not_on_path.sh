# signature: program_not_on_path
# says: a program is started that is not there
cat > main.go <<'END'
package main

import "os/exec"

func main() {
	panic(exec.Command("nosuchtool", "--version").Run())
}
END
go run main.go
