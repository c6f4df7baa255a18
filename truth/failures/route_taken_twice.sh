# signature: route_taken_twice
# says: two handlers are registered for one path
cat > main.go <<'END'
package main

import "net/http"

func main() {
	http.HandleFunc("/health", http.NotFound)
	http.HandleFunc("/health", http.NotFound)
}
END
go run main.go
