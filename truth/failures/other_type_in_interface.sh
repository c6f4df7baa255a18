# signature: other_type_in_interface
# says: a string is taken for a number
cat > main.go <<'END'
package main

func main() {
	var value any = "8080"
	println(value.(int))
}
END
go run main.go
