# signature: lock_not_held
# says: a mutex is given back that nobody holds
cat > main.go <<'END'
package main

import "sync"

func main() {
	var lock sync.Mutex
	lock.Unlock()
}
END
go run main.go
