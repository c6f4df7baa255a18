# signature: length_not_possible
# says: a slice of a negative length is made
cat > main.go <<'END'
package main

import "os"

var kept []int

func main() {
	kept = make([]int, len(os.Args)-2)
}
END
go run main.go
