# signature: no_login_for_private_module
# says: the server of a private repository wants a password
. "$PARTS/answer.sh" '401 Unauthorized' 'WWW-Authenticate: Basic realm="x"'
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
git config --global url."http://127.0.0.1:$(cat port)/".insteadOf https://github.com/
GOPROXY=direct GOSUMDB=off go get github.com/acme/private@v1.0.0
kill $!
