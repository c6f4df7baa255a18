# signature: repository_not_there
# says: the repository of a module is not there
git config --global url."file://$PWD/repositories/".insteadOf https://github.com/
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
export GOPROXY=direct GOSUMDB=off
go get github.com/acme/gone@v1.9.0
go get github.com/acme/gone
