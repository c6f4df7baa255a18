# signature: disk_full
# says: a file system of one page is written full
cat > main.go <<'END'
package main

import "os"

func main() {
	if err := os.WriteFile("/mnt/report", make([]byte, 1<<20), 0o644); err != nil {
		panic(err)
	}
}
END
CGO_ENABLED=0 go build -o app main.go
unshare -r -m sh -c 'mount -t tmpfs -o size=64k none /mnt && ./app'
