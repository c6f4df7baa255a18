# signature: user_of_process_not_known
# says: a program without cgo runs as a number that has no name
cat > main.go <<'END'
package main

import "os/user"

func main() {
	if _, err := user.Current(); err != nil {
		panic(err)
	}
}
END
CGO_ENABLED=0 go build -o app main.go
chmod 755 . && mkdir root && cp app root/
if [ "$(id -u)" = 0 ]; then
	env -u USER -u HOME setpriv --reuid 12345 --regid 12345 --clear-groups ./app
else
	env -u USER -u HOME unshare -r chroot root /app
fi
