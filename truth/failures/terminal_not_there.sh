# signature: terminal_not_there
# says: a program asks for its terminal in a session that has none
cat > main.go <<'END'
package main

import "os"

func main() {
	if _, err := os.OpenFile("/dev/tty", os.O_RDWR, 0); err != nil {
		panic(err)
	}
}
END
CGO_ENABLED=0 go build -o app main.go
setsid -w ./app
