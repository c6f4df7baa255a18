# signature: home_not_set
# says: a program asks for the user's directory without HOME
cat > main.go <<'END'
package main

import "os"

func main() {
	if _, err := os.UserHomeDir(); err != nil {
		panic(err)
	}
}
END
CGO_ENABLED=0 go build -o app main.go
env -i ./app
