# signature: git_not_there_for_modules
# says: a module is fetched from its repository, and git is not there
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
go=$(go env GOROOT)/bin/go
PATH=/nonexistent GOPROXY=direct GOSUMDB=off $go get github.com/acme/dep@v1.0.0
