# signature: vet_finds_fault
# says: a struct with a lock is copied, and go vet says so
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package m\n\nimport "sync"\n\ntype S struct{ mu sync.Mutex }\n\nfunc (s S) Lock() { s.mu.Lock() }\n' > m.go
go vet ./...
