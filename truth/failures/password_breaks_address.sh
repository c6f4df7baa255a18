# signature: password_breaks_address
# says: a password has a sign in it that ends the host
cat > main.go <<'END'
package main

import "net/url"

func main() {
	_, err := url.Parse("postgres://app:pa#ss@db:5432/app")
	panic(err)
}
END
go run main.go
