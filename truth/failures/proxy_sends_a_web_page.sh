# signature: proxy_sends_a_web_page
# says: what answers as a proxy sends a page
. "$PARTS/proxy.sh"
printf '<!DOCTYPE html>\n<title>Sign in</title>\n' > proxy/example.com/dep/@v/v1.0.0.mod
GOPROXY=file://$PWD/proxy GOSUMDB=off GOFLAGS=-mod=mod go list -m all
