# signature: name_server_refuses
# says: a name server answers REFUSED
cp "$PARTS/name_server.go" .
cat > main.go <<'END'
package main

func main() {
	panic(ask("db.test.", func(question []byte) []byte {
		question[2], question[3] = 0x80, 0x85
		return question
	}))
}
END
go run main.go name_server.go
