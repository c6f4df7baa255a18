# signature: race_not_on_platform
# says: -race for 386
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package m\n' > m.go
GOOS=linux GOARCH=386 CGO_ENABLED=1 go build -race .
