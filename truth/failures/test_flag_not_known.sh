# signature: test_flag_not_known
# says: a flag that the test program does not know
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package m\n\nimport "testing"\n\nfunc TestA(t *testing.T) {}\n' > m_test.go
go test . -args -update
go test -update .
