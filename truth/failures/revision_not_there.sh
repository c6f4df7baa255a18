# signature: revision_not_there
# says: a version is asked for that the repository has no tag for
export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.com GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.com
git init -q repositories/acme/dep
printf 'module github.com/acme/dep\n' > repositories/acme/dep/go.mod
git -C repositories/acme/dep add go.mod
git -C repositories/acme/dep commit -q -m one
git config --global url."file://$PWD/repositories/".insteadOf https://github.com/
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
GOPROXY=direct GOSUMDB=off go get github.com/acme/dep@v1.9.0
