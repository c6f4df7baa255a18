# signature: two_go_archives_in_one_program
# says: a C program takes in two archives of Go, each with a runtime of its own
for one in one two; do
cat > $one.go <<GO
package main

import "C"

//export $one
func $one() C.int { return 1 }

func main() {}
GO
CGO_ENABLED=1 go build -buildmode=c-archive -o lib$one.a $one.go
done
echo 'int one(void); int two(void); int main(void) { return one() + two(); }' > main.c
gcc main.c libone.a libtwo.a -lpthread -o main
