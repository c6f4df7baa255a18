# signature: proxy_wants_login
# says: the proxy answers 401
. "$PARTS/answer.sh" '401 Unauthorized' 'WWW-Authenticate: Basic realm="x"'
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
GOPROXY=http://127.0.0.1:$(cat port) GOSUMDB=off go get example.com/private/dep@v1.0.0
kill $!
