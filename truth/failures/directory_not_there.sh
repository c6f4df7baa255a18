# signature: directory_not_there
# says: a directory that is not there is built
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
go build -o app ./cmd/app
