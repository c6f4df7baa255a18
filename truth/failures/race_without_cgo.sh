# signature: race_without_cgo
# says: -race with cgo off
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package m\n' > m.go
CGO_ENABLED=0 go build -race .
