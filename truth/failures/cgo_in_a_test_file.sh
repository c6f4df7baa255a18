# signature: cgo_in_a_test_file
# says: a _test.go file of a package without C imports "C"
cat > go.mod <<'GO'
module app

go 1.19
GO
echo 'package app' > app.go
cat > app_test.go <<'GO'
package app

// int one(void) { return 1; }
import "C"
import "testing"

func TestOne(t *testing.T) { C.one() }
GO
CGO_ENABLED=1 go test
