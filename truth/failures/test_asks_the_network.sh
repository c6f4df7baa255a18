# signature: test_asks_the_network
# says: a test that asks the network, in a network namespace of its own
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package m\n\nimport (\n\t"net"\n\t"testing"\n)\n\nfunc TestFetch(t *testing.T) {\n\tc, err := net.Dial("tcp", "192.0.2.1:443")\n\tif err != nil {\n\t\tt.Fatal(err)\n\t}\n\tc.Close()\n}\n' > m_test.go
unshare -rn go test ./...
