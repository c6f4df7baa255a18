// Talks TLS, and brings the authorities along that it trusts.
package main

import (
	"fmt"
	"net/http"

	_ "golang.org/x/crypto/x509roots/fallback"
)

func main() {
	_, err := http.Get("https://landfall.invalid/")
	fmt.Println(err)
}
