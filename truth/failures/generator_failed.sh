# signature: generator_failed
# says: the command of a //go:generate line fails
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package m\n\n//go:generate false\n' > m.go
go generate ./...
