# signature: nil_map_written
# says: a value is put into a map that was never made
cat > main.go <<'END'
package main

func main() {
	var ages map[string]int
	ages["one"] = 1
}
END
go run main.go
