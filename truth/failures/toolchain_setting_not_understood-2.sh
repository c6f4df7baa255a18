# signature: toolchain_setting_not_understood
# says: GOTOOLCHAIN asks for a program that is not on PATH
# since: Go 1.21
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package m\n' > m.go
GOTOOLCHAIN=go1.99.9+path go build .
