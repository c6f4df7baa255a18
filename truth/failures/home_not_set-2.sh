# signature: home_not_set
# says: a program asks for the user's directories of settings and caches without HOME
cat > main.go <<'END'
package main

import (
	"fmt"
	"os"
)

func main() {
	_, err := os.UserConfigDir()
	fmt.Fprintln(os.Stderr, "could not read settings:", err)
	_, err = os.UserCacheDir()
	fmt.Fprintln(os.Stderr, "could not open the cache:", err)
	os.Exit(1)
}
END
CGO_ENABLED=0 go build -o app main.go
env -i ./app
