# signature: broken_pipe
# says: a program writes into a pipe whose reader has gone
cat > main.go <<'END'
package main

import "os"

func main() {
	reader, writer, _ := os.Pipe()
	reader.Close()
	if _, err := writer.WriteString("line"); err != nil {
		panic(err)
	}
}
END
go run main.go
