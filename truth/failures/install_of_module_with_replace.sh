# signature: install_of_module_with_replace
# says: the program's go.mod has a replace line
git init -q repositories/acme/tool && cd repositories/acme/tool
git config user.email a@example.com && git config user.name a
printf 'module github.com/acme/tool\n\ngo 1.19\n\nreplace example.com/x => ./x\n' > go.mod
printf 'package main\n\nfunc main() {}\n' > main.go
git add . && git commit -qm first && git tag v1.0.0
cd ../../..
git config --global url."file://$PWD/repositories/".insteadOf https://github.com/
export GOPROXY=direct GOSUMDB=off
go install github.com/acme/tool@v1.0.0
