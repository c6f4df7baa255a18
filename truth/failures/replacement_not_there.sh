# signature: replacement_not_there
# says: a replace line names a directory that was not copied
printf 'module example.com/m\n\ngo 1.19\n\nrequire example.com/dep v1.0.0\n\nreplace example.com/dep => ../dep\n' > go.mod
printf 'package m\n\nimport _ "example.com/dep"\n' > m.go
go build .
