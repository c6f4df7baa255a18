# signature: parallel_called_twice
# says: a test calls t.Parallel, and its helper too
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package m\n\nimport "testing"\n\nfunc help(t *testing.T) { t.Parallel() }\n\nfunc TestA(t *testing.T) {\n\tt.Parallel()\n\thelp(t)\n}\n' > m_test.go
go test .
