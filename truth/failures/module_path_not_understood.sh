# signature: module_path_not_understood
# says: a package is asked for by the address of its page
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
go get 'https://github.com/acme/dep@v1.0.0'
