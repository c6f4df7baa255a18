# signature: program_only_in_working_directory
# says: a program lies in the working directory, and PATH says "."
cat > main.go <<'END'
package main

import "os/exec"

func main() {
	panic(exec.Command("tool").Run())
}
END
printf '#!/bin/sh\n' > tool && chmod +x tool
PATH=.:$PATH go run main.go
