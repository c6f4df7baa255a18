# signature: embed_pattern_refused
# says: patterns of //go:embed leave the package, and name an empty directory
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
mkdir empty
printf 'package m\n\nimport _ "embed"\n\n//go:embed ../page.html\nvar Page string\n' > m.go
go build .
printf 'package m\n\nimport "embed"\n\n//go:embed empty\nvar Page embed.FS\n' > m.go
go build .
