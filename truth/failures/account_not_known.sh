# signature: account_not_known
# says: a user is looked up that does not exist here
cat > main.go <<'END'
package main

import "os/user"

func main() {
	if _, err := user.Lookup("nosuch"); err != nil {
		panic(err)
	}
}
END
CGO_ENABLED=0 go run main.go
