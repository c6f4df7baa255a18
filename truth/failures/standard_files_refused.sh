# signature: standard_files_refused
# says: a filter refuses fcntl
# since: Go 1.22
cat > main.go <<'END'
package main

import "os"

var _ = os.Args

func main() {
	println("here")
}
END
gcc -DCALL=SYS_fcntl -DANSWER='SECCOMP_RET_ERRNO|1' -o filter "$PARTS/filter.c"
CGO_ENABLED=0 go build -o app main.go
./filter ./app
