# signature: embedded_file_not_regular
# says: a symbolic link is embedded
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
ln -s go.mod page.html
printf 'package m\n\nimport _ "embed"\n\n//go:embed page.html\nvar Page string\n' > m.go
go build .
