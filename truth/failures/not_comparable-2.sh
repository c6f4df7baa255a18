# signature: not_comparable
# says: a slice in an interface is a key of a map
cat > main.go <<'END'
package main

func main() {
	seen := map[any]bool{}
	seen[[]int{1}] = true
}
END
go run main.go
