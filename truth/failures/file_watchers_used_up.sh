# signature: file_watchers_used_up
# says: more watchers of files are made than one user may have
cat > main.go <<'END'
package main

import (
	"os"
	"syscall"
)

func main() {
	for {
		if _, err := syscall.InotifyInit1(0); err != nil {
			panic(os.NewSyscallError("inotify_init1", err))
		}
	}
}
END
CGO_ENABLED=0 go build -o app main.go
unshare -r sh -c 'echo 10 > /proc/sys/user/max_inotify_instances; exec ./app'
