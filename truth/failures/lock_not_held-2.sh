# signature: lock_not_held
# says: a lock for reading is given back that nobody holds
cat > main.go <<'END'
package main

import "sync"

func main() {
	var lock sync.RWMutex
	lock.RUnlock()
}
END
go run main.go
