# signature: coverage_not_built_in
# says: a test program without coverage is asked for a profile
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package m\n\nimport "testing"\n\nfunc TestX(t *testing.T) {}\n' > m_test.go
go test -c -o m.test .
./m.test -test.coverprofile=c.out
