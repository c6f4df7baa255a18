# signature: flag_defined_twice
# says: two places define the flag -port
cat > main.go <<'END'
package main

import "flag"

func main() {
	flag.Int("port", 80, "")
	flag.Int("port", 443, "")
}
END
go run main.go
