# signature: test_used_after_its_end
# says: a goroutine logs to a test that is over
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
cat > m_test.go <<'G'
package m

import (
	"os"
	"testing"
	"time"
)

var over = make(chan bool)

func TestMain(m *testing.M) {
	code := m.Run()
	close(over)
	time.Sleep(time.Second)
	os.Exit(code)
}

func TestServer(t *testing.T) {
	go func() {
		<-over
		t.Log("late")
	}()
}
G
go test .
