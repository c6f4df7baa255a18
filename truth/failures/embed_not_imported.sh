# signature: embed_not_imported
# says: //go:embed without the import of embed
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'x' > page.html
printf 'package m\n\n//go:embed page.html\nvar Page string\n' > m.go
go build .
