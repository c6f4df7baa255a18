# signature: name_server_answers_nonsense
# says: a name server answers what is no message of DNS
cp "$PARTS/name_server.go" .
cat > main.go <<'END'
package main

func main() {
	panic(ask("db.test.", func(question []byte) []byte {
		question[2], question[3], question[7], question[11] = 0x84, 0x80, 1, 0
		return append(question[:12+len("db.test")+2+4:12+len("db.test")+2+4], 0xff)
	}))
}
END
go run main.go name_server.go
