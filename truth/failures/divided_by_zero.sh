# signature: divided_by_zero
# says: a mean of nothing
cat > main.go <<'END'
package main

import "os"

func main() {
	println(10 / len(os.Args[1:]))
}
END
go run main.go
