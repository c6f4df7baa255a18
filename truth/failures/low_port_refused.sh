# signature: low_port_refused
# says: a server without rights wants port 80
cat > main.go <<'END'
package main

import (
	"log"
	"net/http"
)

func main() {
	log.Fatal(http.ListenAndServe(":80", nil))
}
END
CGO_ENABLED=0 go build -o app main.go
chmod 755 . app
if [ "$(id -u)" = 0 ]; then
	unshare -n setpriv --reuid 65534 --clear-groups --inh-caps=-all timeout 5 ./app
else
	timeout 5 ./app
fi
