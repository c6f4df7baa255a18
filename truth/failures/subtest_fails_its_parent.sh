# signature: subtest_fails_its_parent
# says: a subtest uses the t of the test above it
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package m\n\nimport "testing"\n\nfunc TestA(t *testing.T) {\n\tt.Run("b", func(*testing.T) { t.FailNow() })\n}\n' > m_test.go
go test .
