# signature: test_imports_in_a_circle
# says: a test imports what imports the package
mkdir a b
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package a\n' > a/a.go
printf 'package a\n\nimport _ "example.com/m/b"\n' > a/a_test.go
printf 'package b\n\nimport _ "example.com/m/a"\n' > b/b.go
go test ./a
