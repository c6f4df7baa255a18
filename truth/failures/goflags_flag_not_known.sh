# signature: goflags_flag_not_known
# says: GOFLAGS has a flag that go build does not know
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package m\n' > m.go
GOFLAGS=-static go build .
