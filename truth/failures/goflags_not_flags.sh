# signature: goflags_not_flags
# says: GOFLAGS has a word that is no flag
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package m\n' > m.go
GOFLAGS='mod=mod' go build .
GOFLAGS='-tags a b' go build .
