# signature: everything_waits
# says: main waits for a group whose worker forgot Done
cat > main.go <<'END'
package main

import "sync"

func main() {
	var group sync.WaitGroup
	group.Add(1)
	go func() {}()
	group.Wait()
}
END
go run main.go
