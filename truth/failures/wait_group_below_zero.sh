# signature: wait_group_below_zero
# says: Done is called once too often
cat > main.go <<'END'
package main

import "sync"

func main() {
	var group sync.WaitGroup
	group.Done()
}
END
go run main.go
