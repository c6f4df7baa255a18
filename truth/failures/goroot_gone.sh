# signature: goroot_gone
# says: GOROOT names a directory that is gone
GOROOT=/usr/lib/go-9.9 go version
