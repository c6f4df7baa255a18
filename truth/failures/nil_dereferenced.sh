# signature: nil_dereferenced
# says: a field of a nil pointer is read
cat > main.go <<'END'
package main

func main() {
	var config *struct{ port int }
	println(config.port)
}
END
go run main.go
