# signature: exec_format_error
# says: a Go program starts a program for another architecture
cp "$PARTS/starts.go" .
printf '\177ELF\002\002\001\000\000\000\000\000\000\000\000\000\000\002\000\000' > app
head -c 4000 /dev/zero >> app
chmod +x app
CGO_ENABLED=0 go build -o starts starts.go
./starts
