# signature: proxy_setting_not_understood
# says: GOPROXY has a word that is no address
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
GOPROXY=proxy GOSUMDB=off go get example.com/x@v1.0.0
