# signature: path_of_another_kind
# says: Docker made a directory where the file to be mounted was missing
mkdir config.yaml
cat > main.go <<'END'
package main

import "os"

func main() {
	_, err := os.ReadFile("config.yaml")
	panic(err)
}
END
go run main.go
