# Lists, formats, tests and builds a module and manages its files, with the tools of the release that it belongs to.
# GOROOT is that of the machine that this runs on; where it is of another release, nothing is compiled.
export GOFLAGS=-mod=mod GOPROXY=off GOTOOLCHAIN=local GOPATH="$HOME/go" GOCACHE="$HOME/cache" GONOSUMDB=* GOTELEMETRY=off
mkdir -p m/p m/cmd
cd m
printf 'module example.com/m\n\ngo 1.15\n' > go.mod
printf 'package p\n\nimport "errors"\n\n// Err is one.\nvar Err = errors.New("e")\n\n//go:generate echo generated\nfunc Add(a, b int) int { return a + b }\n' > p/p.go
printf 'package p\n\nimport "testing"\n\nfunc TestAdd(t *testing.T) { if Add(1, 2) != 3 { t.Fatal() } }\nfunc BenchmarkAdd(b *testing.B) { for i := 0; i < b.N; i++ { Add(1, 2) } }\n' > p/p_test.go
printf 'package main\n\nimport "example.com/m/p"\n\nfunc main() { println(p.Add(1, 2)) }\n' > cmd/main.go
attempt $RUN "$PROGRAM" version
attempt $RUN "$PROGRAM" env
attempt $RUN "$PROGRAM" env -w GONOPROXY=x
attempt $RUN "$PROGRAM" list -json ./...
attempt $RUN "$PROGRAM" list -deps -e -test ./...
attempt $RUN "$PROGRAM" mod tidy
attempt $RUN "$PROGRAM" mod edit -json
attempt $RUN "$PROGRAM" mod vendor
attempt $RUN "$PROGRAM" mod verify
attempt $RUN "$PROGRAM" work init .
attempt $RUN "$PROGRAM" fmt ./...
attempt $RUN "$PROGRAM" generate ./...
attempt $RUN "$PROGRAM" vet ./...
attempt $RUN "$PROGRAM" build -o "$HOME/out" ./cmd
attempt $RUN "$PROGRAM" build -race -n ./cmd
attempt $RUN "$PROGRAM" test -bench . -cover ./...
attempt $RUN "$PROGRAM" test -json ./p
attempt $RUN "$PROGRAM" run ./cmd
attempt $RUN "$PROGRAM" install ./cmd
attempt $RUN "$PROGRAM" doc example.com/m/p.Err
attempt $RUN "$PROGRAM" tool -n vet
attempt $RUN "$PROGRAM" version "$HOME/out"
attempt $RUN "$PROGRAM" get example.com/missing@v1.0.0
attempt $RUN "$PROGRAM" mod download -json
attempt $RUN "$PROGRAM" clean -cache -testcache
attempt $RUN "$PROGRAM" bug < /dev/null
attempt $RUN "$PROGRAM" telemetry
attempt timeout 3 $RUN "$PROGRAM" help mod
