# signature: illegal_instruction_at_start
# says: a child of a program ends by an instruction that the processor does not know
cat > main.go <<'END'
package main

import (
	"log"
	"os/exec"
)

func main() {
	log.Fatal("the runner has terminated: ", exec.Command("sh", "-c", "kill -ILL $$").Run())
}
END
CGO_ENABLED=0 go build -o app main.go
./app
