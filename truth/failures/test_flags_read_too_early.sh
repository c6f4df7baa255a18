# signature: test_flags_read_too_early
# says: flags are parsed before the flags of testing are there
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package m\n\nimport (\n\t"flag"\n\t"testing"\n)\n\nfunc init() { flag.Parse() }\n\nfunc TestA(t *testing.T) {}\n' > m_test.go
go test .
