# signature: slice_bounds_out_of_range
# says: a string is cut behind its end
cat > main.go <<'END'
package main

import "strings"

func main() {
	line := strings.Repeat("a", 3)
	println(line[:len(line)+2])
}
END
go run main.go
