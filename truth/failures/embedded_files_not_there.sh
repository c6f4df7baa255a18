# signature: embedded_files_not_there
# says: a pattern of //go:embed fits no file
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package m\n\nimport _ "embed"\n\n//go:embed dist/*\nvar Page string\n' > m.go
go build .
