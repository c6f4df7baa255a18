# signature: program_found_not_executable
# says: a program is started whose x bit is missing
cat > main.go <<'END'
package main

import "os/exec"

func main() {
	_, err := exec.LookPath("./tool")
	panic(err)
}
END
printf '#!/bin/sh\n' > tool
go run main.go
