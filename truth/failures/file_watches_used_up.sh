# signature: file_watches_used_up
# says: more files are watched than one user may
cat > main.go <<'END'
package main

import (
	"os"
	"syscall"
)

func main() {
	watcher, err := syscall.InotifyInit1(0)
	if err != nil {
		panic(os.NewSyscallError("inotify_init1", err))
	}
	for at := 0; ; at++ {
		path := "file" + string(rune('a'+at))
		os.WriteFile(path, nil, 0o644)
		if _, err := syscall.InotifyAddWatch(watcher, path, syscall.IN_MODIFY); err != nil {
			panic(os.NewSyscallError("inotify_add_watch", err))
		}
	}
}
END
CGO_ENABLED=0 go build -o app main.go
unshare -r sh -c 'echo 10 > /proc/sys/user/max_inotify_watches; exec ./app'
