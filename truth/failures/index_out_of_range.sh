# signature: index_out_of_range
# says: the sixth of three is asked for
cat > main.go <<'END'
package main

import "strings"

func main() {
	parts := strings.Split("a/b/c", "/")
	println(parts[len(parts)+2])
}
END
go run main.go
