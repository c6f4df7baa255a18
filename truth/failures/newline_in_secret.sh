# signature: newline_in_secret
# says: a token was stored with the newline behind it
echo secret > token
cat > main.go <<'END'
package main

import (
	"net/http"
	"os"
)

func main() {
	token, err := os.ReadFile("token")
	if err != nil {
		panic(err)
	}
	request, err := http.NewRequest("GET", "http://127.0.0.1:9/", nil)
	if err != nil {
		panic(err)
	}
	request.Header.Set("Authorization", "Bearer "+string(token))
	_, err = http.DefaultClient.Do(request)
	panic(err)
}
END
go run main.go
