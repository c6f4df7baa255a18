# signature: program_loaded_as_library
# says: what go build made is loaded as if it were a plugin
mkdir host part
printf 'package main\n\nfunc main() {}\n' > part/main.go
printf 'package main\n\nimport "plugin"\n\nfunc main() {\n\t_, err := plugin.Open("part.so")\n\tprintln(err.Error())\n}\n' > host/main.go
go build -buildmode=pie -o part.so part/main.go
CGO_ENABLED=1 CC=gcc go build -o app host/main.go
./app
