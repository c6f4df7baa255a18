# signature: environment_variable_not_set
# says: .env is not where the program was started
cat > main.go <<'END'
package main

import (
	"log"
	"os"
)

func main() {
	if _, err := os.Open(".env"); err != nil {
		log.Fatal(err)
	}
}
END
go run main.go
