# signature: length_not_possible
# says: a slice of a negative length is made
cat > main.go <<'END'
package main

import "os"

func main() {
	length := -len(os.Args)
	println(len(make([]int, length)))
}
END
go run main.go
