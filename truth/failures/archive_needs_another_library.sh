# signature: archive_needs_another_library
# says: an archive calls a library that stands before it on the linker's command line
printf 'int far(void);\nint near(void) { return far(); }\n' > near.c
printf 'int far(void) { return 1; }\n' > far.c
gcc -c near.c far.c && ar rc libnear.a near.o && ar rc libfar.a far.o && rm near.c far.c
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
cat > main.go <<'END'
package main

// #cgo LDFLAGS: -L${SRCDIR} -lfar -lnear
// int near(void);
import "C"

func main() { println(C.near()) }
END
CGO_ENABLED=1 go build -o app .
