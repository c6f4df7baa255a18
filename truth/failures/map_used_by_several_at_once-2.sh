# signature: map_used_by_several_at_once
# says: one goroutine goes through a map while another writes it
cat > main.go <<'END'
package main

import "runtime"

func main() {
	runtime.GOMAXPROCS(2)
	seen := map[int]int{1: 1}
	go func() {
		for {
			seen[1]++
		}
	}()
	for {
		for key := range seen {
			_ = key
		}
	}
}
END
go run main.go
