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
# A proxy beside it that has one module.
mkdir -p "$HOME/proxy/example.com/dep/@v"
python3 - "$HOME/proxy/example.com/dep/@v" <<'PYTHON'
import sys, zipfile
place = sys.argv[1]
mod = "module example.com/dep\n\ngo 1.15\n"
open(place + "/v1.0.0.mod", "w").write(mod); open(place + "/list", "w").write("v1.0.0\n")
open(place + "/v1.0.0.info", "w").write('{"Version": "v1.0.0", "Time": "2020-01-01T00:00:00Z"}')
with zipfile.ZipFile(place + "/v1.0.0.zip", "w") as z:
    z.writestr("example.com/dep@v1.0.0/go.mod", mod); z.writestr("example.com/dep@v1.0.0/dep.go", "package dep\n\nconst V = 1\n")
PYTHON
(cd "$HOME/proxy" && exec python3 -m http.server --bind 127.0.0.1 8123 > /dev/null 2>&1) &
proxy=$!
wait_for listens 8123
export GOPROXY=http://localhost:8123 GONOSUMDB= GOSUMDB=off
attempt $RUN "$PROGRAM" get example.com/dep@v1.0.0
attempt $RUN "$PROGRAM" list -m -versions example.com/dep
attempt $RUN "$PROGRAM" get example.com/dep@latest
attempt env GOPROXY="file://$HOME/proxy" GOMODCACHE="$HOME/other" GOFLAGS= $RUN "$PROGRAM" mod download -x example.com/dep@v1.0.0
attempt env GOPROXY=direct GOFLAGS=-insecure $RUN "$PROGRAM" list -m example.com/missing@v1.0.0
kill $proxy
git init -q . && git add -A && git -c user.name=n -c user.email=e@e commit -q -m one
printf '#!/bin/sh\nexec "$@"\n' > "$HOME/around"
chmod +x "$HOME/around"
ln -s "$HOME/m/p" "$HOME/linked"
attempt $RUN "$PROGRAM" build -buildvcs=true -toolexec "$HOME/around" -a -trimpath -o "$HOME/out2" ./cmd
attempt $RUN "$PROGRAM" test -exec "$HOME/around" -race=false -count=1 -c -o "$HOME/p.test" ./p
(cd "$HOME/linked" && attempt $RUN "$PROGRAM" list .)
attempt $RUN "$PROGRAM" clean -modcache
attempt $RUN "$PROGRAM" mod download -json
attempt $RUN "$PROGRAM" clean -cache -testcache
attempt $RUN "$PROGRAM" bug < /dev/null
attempt $RUN "$PROGRAM" telemetry
attempt timeout 3 $RUN "$PROGRAM" help mod
