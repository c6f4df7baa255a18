# signature: proxy_is_off
# says: GOPROXY=off, and a package is asked for by go get
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
GOPROXY=off go get example.com/dep@v1.2.3
