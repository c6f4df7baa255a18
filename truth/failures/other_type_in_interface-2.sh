# signature: other_type_in_interface
# says: a pointer is taken for an interface whose method it lacks
cat > main.go <<'END'
package main

func main() {
	var value any = new(int)
	value.(interface{ Close() error }).Close()
}
END
go run main.go
