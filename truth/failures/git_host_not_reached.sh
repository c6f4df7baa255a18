# signature: git_host_not_reached
# says: nobody listens where git is sent
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
git config --global url.http://127.0.0.1:9/.insteadOf https://github.com/
GOPROXY=direct GOSUMDB=off go get github.com/example/dep@v1.0.0
