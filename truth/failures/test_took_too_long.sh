# signature: test_took_too_long
# says: a test runs longer than -timeout
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package m\n\nimport "testing"\n\nfunc TestWait(t *testing.T) { <-make(chan int) }\n' > m_test.go
go test -timeout 200ms .
