# signature: file_system_read_only
# says: a file is made on a file system that takes no writes
cat > main.go <<'END'
package main

import "os"

func main() {
	if err := os.WriteFile("/mnt/report", nil, 0o644); err != nil {
		panic(err)
	}
}
END
CGO_ENABLED=0 go build -o app main.go
unshare -r -m sh -c 'mount -t tmpfs -o ro none /mnt && ./app'
