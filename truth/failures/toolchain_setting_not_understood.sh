# signature: toolchain_setting_not_understood
# says: GOTOOLCHAIN without the letters go
# since: Go 1.21
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package m\n' > m.go
GOTOOLCHAIN=1.21.0 go build .
