# signature: proxy_lacks_version
# says: the proxy does not have the version
. "$PARTS/answer.sh" '410 Gone' 'X: y'
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
GOPROXY=http://127.0.0.1:$(cat port) GOSUMDB=off go get example.com/private/dep@v1.0.0
kill $!
