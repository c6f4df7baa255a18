# signature: int_too_small
# says: a constant above 2^31 is an int, and the build is for 386
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package m\n\nvar Size int = 1 << 33\n' > m.go
GOARCH=386 go build .
