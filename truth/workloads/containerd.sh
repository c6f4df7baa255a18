# A daemon with its state in HOME that is asked over its socket, pulls from a registry of files, and is ended.
cat > config.toml <<TOML
version = 2
root = "$HOME/root"
state = "$HOME/state"
disabled_plugins = ["io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.zfs"]
[grpc]
  address = "$HOME/c.sock"
[ttrpc]
  address = "$HOME/t.sock"
[debug]
  address = "$HOME/d.sock"
  level = "debug"
[metrics]
  address = "127.0.0.1:1338"
TOML
attempt $RUN "$PROGRAM" --version
attempt $RUN "$PROGRAM" config default > default.toml
attempt $RUN "$PROGRAM" --config config.toml config dump > dumped.toml
attempt $RUN "$PROGRAM" --config config.toml oci-hook
$RUN "$PROGRAM" --config config.toml &
server=$!
wait_for test -S c.sock
sleep 1
attempt curl -s http://127.0.0.1:1338/v1/metrics -o metrics
attempt curl -s --unix-socket d.sock http://x/debug/pprof/goroutine?debug=1 -o goroutines
# The message is empty: five bytes say so.
printf '\0\0\0\0\0' > empty
for call in containerd.services.version.v1.Version/Version containerd.services.namespaces.v1.Namespaces/List containerd.services.introspection.v1.Introspection/Plugins containerd.services.introspection.v1.Introspection/Server containerd.services.images.v1.Images/List containerd.services.content.v1.Content/List containerd.services.containers.v1.Containers/List containerd.services.tasks.v1.Tasks/List containerd.services.leases.v1.Leases/List containerd.services.snapshots.v1.Snapshots/List runtime.v1alpha2.RuntimeService/Version runtime.v1.RuntimeService/Version runtime.v1.RuntimeService/Status runtime.v1.ImageService/ImageFsInfo grpc.health.v1.Health/Check; do
    attempt curl -s -m 0.5 --unix-socket c.sock --http2-prior-knowledge -X POST -H 'Content-Type: application/grpc' -H 'TE: trailers' -H 'containerd-namespace: default' --data-binary @empty "http://x/$call" -o answer
done
# A namespace named "n", a lease, a snapshot of overlayfs named "k".
post() { attempt curl -s -m 0.5 --unix-socket c.sock --http2-prior-knowledge -X POST -H 'Content-Type: application/grpc' -H 'TE: trailers' -H 'containerd-namespace: n' --data-binary @- "http://x/$1" -o answer; }
printf '\0\0\0\0\5\012\3\012\1n' | post containerd.services.namespaces.v1.Namespaces/Create
printf '\0\0\0\0\3\012\1l' | post containerd.services.leases.v1.Leases/Create
for kind in overlayfs native; do
    python3 -c 'import sys; k = sys.argv[1].encode(); b = b"\x0a" + bytes([len(k)]) + k + b"\x12\x01k"; sys.stdout.buffer.write(b"\0" + len(b).to_bytes(4, "big") + b)' $kind > prepare
    post containerd.services.snapshots.v1.Snapshots/Prepare < prepare
    post containerd.services.snapshots.v1.Snapshots/Usage < prepare
    post containerd.services.snapshots.v1.Snapshots/Remove < prepare
    post containerd.services.snapshots.v1.Snapshots/Cleanup < prepare
done
# Some bytes of content: action, reference, total, offset and data.
python3 - > write <<'PYTHON'
import hashlib, sys
data = b"content" * 100
def field(n, v): return bytes([n << 3 | 2]) + (bytes([len(v)]) if len(v) < 128 else bytes([len(v) & 127 | 128, len(v) >> 7])) + v
number = lambda n, v: bytes([n << 3]) + (bytes([v]) if v < 128 else bytes([v & 127 | 128, v >> 7]))
digest = b"sha256:" + hashlib.sha256(data).hexdigest().encode()
out = b""
for action in (1, 2):
    m = number(1, action) + field(2, b"ref") + number(3, len(data)) + field(4, digest) + (field(6, data) if action == 1 else b"")
    out += b"\0" + len(m).to_bytes(4, "big") + m
sys.stdout.buffer.write(out)
PYTHON
post containerd.services.content.v1.Content/Write < write
post containerd.services.content.v1.Content/List < empty
kill -USR1 $server || true
sleep 0.5
attempt stop $server
$RUN "$PROGRAM" --config config.toml --log-level debug &
server=$!
sleep 1
attempt stop $server INT
