# signature: proxy_setting_not_understood
# says: GOPROXY is made of two variables that are empty
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
GOPROXY="$NONE,$NONE" GOSUMDB=off go get example.com/x@v1.0.0
