# signature: auth_setting_not_understood
# says: GOAUTH=off beside another way
# since: Go 1.24
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
GOAUTH="off;netrc" GOPROXY=https://127.0.0.1:9 go get example.com/dep@v1.0.0
