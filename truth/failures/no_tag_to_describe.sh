# signature: no_tag_to_describe
# says: the version is asked of a clone without its tags
git init -q there
printf 'module example.com/m\n\ngo 1.19\n' >there/go.mod
printf 'package main\n\nvar version string\n\nfunc main() { println(version) }\n' >there/main.go
git -C there add .
git -C there -c user.email=a@example.com -c user.name=a commit -q -m one
git -C there tag v1.0.0
git -C there -c user.email=a@example.com -c user.name=a commit -q --allow-empty -m two
git clone -q --depth 1 "file://$PWD/there" here
cd here
set -x
version=$(git describe --tags)
go build -ldflags "-X main.version=$version" .
