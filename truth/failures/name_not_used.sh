# signature: name_not_used
# says: an import and a variable that nothing uses
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package m\n\nimport "os"\n\nfunc F() {\n\tx := 1\n}\n' > m.go
go build .
