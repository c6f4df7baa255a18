# signature: several_fuzz_tests
# says: -fuzz fits more than one
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package m\n\nimport "testing"\n\nfunc FuzzA(f *testing.F) { f.Fuzz(func(t *testing.T, b []byte) {}) }\n\nfunc FuzzB(f *testing.F) { f.Fuzz(func(t *testing.T, b []byte) {}) }\n' > m_test.go
go test -fuzz Fuzz .
