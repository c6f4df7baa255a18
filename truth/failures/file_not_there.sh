# signature: file_not_there
# says: a settings file is looked for where the program was started
cat > main.go <<'END'
package main

import "os"

func main() {
	if _, err := os.ReadFile("config/app.toml"); err != nil {
		panic(err)
	}
}
END
go run main.go
