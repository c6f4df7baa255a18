# signature: not_comparable
# says: two interfaces that hold slices are compared
cat > main.go <<'END'
package main

func main() {
	var one, other any = []int{1}, []int{1}
	println(one == other)
}
END
go run main.go
