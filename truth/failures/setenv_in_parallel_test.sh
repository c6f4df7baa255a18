# signature: setenv_in_parallel_test
# says: t.Setenv after t.Parallel
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package m\n\nimport "testing"\n\nfunc TestA(t *testing.T) { t.Parallel(); t.Setenv("A", "b") }\n' > m_test.go
go test .
