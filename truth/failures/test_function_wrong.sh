# signature: test_function_wrong
# says: a test takes testing.T and not *testing.T
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package m\n\nimport "testing"\n\nfunc TestA(t testing.T) {}\n' > m_test.go
go test .
