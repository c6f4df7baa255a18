# signature: vet_stops_tests
# says: a call of Errorf is wrong, and go vet says so before the tests
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package m\n\nimport "testing"\n\nfunc TestA(t *testing.T) { t.Errorf("%%d", "x") }\n' > m_test.go
go test .
