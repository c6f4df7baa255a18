# signature: embed_line_misplaced
# says: a //go:embed line within a function
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package main\n\nimport _ "embed"\n\nfunc main() {\n\t//go:embed go.mod\n\tvar text string\n\t_ = text\n}\n' > main.go
go build .
