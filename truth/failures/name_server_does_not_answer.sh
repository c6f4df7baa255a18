# signature: name_server_does_not_answer
# says: a name server says nothing
cp "$PARTS/name_server.go" .
cat > main.go <<'END'
package main

func main() {
	panic(ask("db.test.", func([]byte) []byte { return nil }))
}
END
go run main.go name_server.go
