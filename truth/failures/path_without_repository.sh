# signature: path_without_repository
# says: a path with an owner and no repository
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
GOPROXY=direct GOSUMDB=off go get github.com/example@latest
