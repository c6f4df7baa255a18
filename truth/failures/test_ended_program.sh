# signature: test_ended_program
# says: what is tested calls os.Exit(0)
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package m\n\nimport (\n\t"os"\n\t"testing"\n)\n\nfunc TestA(t *testing.T) { os.Exit(0) }\n' > m_test.go
go test .
