# signature: relocation_target_not_defined
# says: assembly calls a Go function that is not there
printf 'module app\n\ngo 1.19\n' > go.mod
cat > main.go <<'GO'
package main

func called()

func main() { called() }
GO
for arch in amd64 arm64; do
cat > called_$arch.s <<'S'
TEXT ·called(SB), 4, $0-0
	CALL ·missing(SB)
	RET
S
done
CGO_ENABLED=0 go build
