# signature: file_refused_to_user
# says: a file may not be read by anybody, and the program has not root's right to read it all the same
cat > main.go <<'END'
package main

import "os"

func main() {
	if _, err := os.ReadFile("data/app.db"); err != nil {
		panic(err)
	}
}
END
CGO_ENABLED=0 go build -o app main.go
mkdir data
touch data/app.db
chmod 0 data/app.db
setpriv --bounding-set -dac_override,-dac_read_search ./app 2> said || true
grep -q 'permission denied' said && cat said || ./app
