# signature: import_ambiguous
# says: two modules have the same package
mkdir -p a/b ab
printf 'module example.com/a\n' > a/go.mod
printf 'package b\n' > a/b/b.go
printf 'module example.com/a/b\n' > ab/go.mod
printf 'package b\n' > ab/b.go
printf 'module example.com/m\n\ngo 1.19\n\nrequire (\n\texample.com/a v1.0.0\n\texample.com/a/b v1.0.0\n)\n\nreplace (\n\texample.com/a => ./a\n\texample.com/a/b => ./ab\n)\n' > go.mod
printf 'package m\n\nimport _ "example.com/a/b"\n' > m.go
go build .
