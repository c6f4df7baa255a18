# signature: build_line_not_understood
# says: a //go:build line that is none
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf '//go:build linux &&\n\npackage m\n' > m.go
go build .
go vet .
