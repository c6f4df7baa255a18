# signature: mod_flag_not_understood
# says: -mod with a word that is not one of three
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package m\n' > m.go
GOFLAGS=-mod=bogus go build .
