# signature: proxy_not_reached
# says: nothing listens where GOPROXY points
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
GOPROXY=https://127.0.0.1:1 GOSUMDB=off go get example.com/dep@v1.0.0
