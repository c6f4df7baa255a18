# signature: module_archive_not_possible
# says: a file of the module has a letter in its name that modules may not have
git init -q lib
cd lib
printf 'module github.com/example/lib\n' > go.mod
printf 'package lib\n' > lib.go
printf '' > 'what?.txt'
git add .
git -c user.name=a -c user.email=a@example.com commit -qm first
git tag v1.0.0
cd ..
git config --global url."file://$PWD/lib".insteadOf https://github.com/example/lib
mkdir app
cd app
printf 'module example.com/app\n\ngo 1.19\n' > go.mod
GOPROXY=direct GOSUMDB=off go get github.com/example/lib@v1.0.0
