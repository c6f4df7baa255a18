# signature: cgo_in_tests
# says: a _test.go file imports "C"
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package m\n\nimport "C"\n' > m_test.go
printf 'package m\n' > m.go
go test .
