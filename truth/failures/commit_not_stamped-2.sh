# signature: commit_not_stamped
# says: .git is there, and git is not
git init -q .
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package main\n\nfunc main() {}\n' > main.go
go=$(go env GOROOT)/bin/go
PATH=/nonexistent $go build -buildvcs=true .
