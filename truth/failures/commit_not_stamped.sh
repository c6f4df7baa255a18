# signature: commit_not_stamped
# says: git does not answer for a directory that belongs to somebody else
git init -q .
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package main\n\nfunc main() {}\n' > main.go
GIT_TEST_ASSUME_DIFFERENT_OWNER=1 go build .
