# signature: map_used_by_several_at_once
# says: two goroutines write one map without a lock
cat > main.go <<'END'
package main

import "runtime"

func main() {
	runtime.GOMAXPROCS(2)
	seen := map[int]int{}
	for worker := 0; worker < 4; worker++ {
		go func() {
			for {
				for key := 0; key < 100; key++ {
					seen[key]++
				}
			}
		}()
	}
	select {}
}
END
go run main.go
