# signature: random_bytes_refused_to_go
# says: a filter refuses getrandom
# since: Go 1.24
cat > main.go <<'END'
package main

import "crypto/rand"

func main() {
	if _, err := rand.Read(make([]byte, 8)); err != nil {
		panic(err)
	}
}
END
gcc -DCALL=SYS_getrandom -DANSWER='SECCOMP_RET_ERRNO|1' -o filter "$PARTS/filter.c"
CGO_ENABLED=0 go build -o app main.go
./filter ./app
