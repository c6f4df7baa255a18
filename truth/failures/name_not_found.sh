# signature: name_not_found
# says: a name server says that there is no such name
cp "$PARTS/name_server.go" .
cat > main.go <<'END'
package main

func main() {
	panic(ask("nosuch.test.", func(question []byte) []byte {
		question[2], question[3] = 0x84, 0x83
		return question
	}))
}
END
go run main.go name_server.go
