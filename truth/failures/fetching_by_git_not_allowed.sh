# signature: fetching_by_git_not_allowed
# says: GOVCS forbids git
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
GOVCS='*:off' GOPROXY=direct GOSUMDB=off go get github.com/acme/dep@v1.0.0
