# One agent that is server and client: keys, services with checks, DNS, a snapshot, a lock, events, a reload.
openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=localhost 2> /dev/null
mkdir conf logs
cat > conf/a.json <<'JSON'
{"service": {"name": "web", "port": 80, "checks": [{"name": "script", "args": ["true"], "interval": "1s"}, {"name": "tcp", "tcp": "127.0.0.1:8500", "interval": "1s"}, {"name": "http", "http": "http://127.0.0.1:8500/", "interval": "1s"}]},
 "enable_script_checks": true, "ui": true, "log_file": "logs/", "telemetry": {"statsd_address": "127.0.0.1:8125"}, "ports": {"https": 8501}, "cert_file": "cert.pem", "key_file": "key.pem"}
JSON
$RUN "$PROGRAM" version
attempt $RUN "$PROGRAM" validate conf
$RUN "$PROGRAM" keygen
attempt $RUN "$PROGRAM" tls ca create
attempt $RUN "$PROGRAM" tls cert create -server
$RUN "$PROGRAM" agent -server -bootstrap-expect 1 -data-dir data -config-dir conf -bind 127.0.0.1 -client 127.0.0.1 -node one -hcl "performance { raft_multiplier = 1 }" -pid-file pid -encrypt "$($PROGRAM keygen)" &
server=$!
wait_for curl -sf http://127.0.0.1:8500/v1/status/leader
wait_for $PROGRAM kv put a b
$RUN "$PROGRAM" kv put c @conf/a.json
$RUN "$PROGRAM" kv get -recurse
$RUN "$PROGRAM" kv export > exported
$RUN "$PROGRAM" kv import @exported
$RUN "$PROGRAM" members
$RUN "$PROGRAM" catalog services
$RUN "$PROGRAM" event -name deploy x
$RUN "$PROGRAM" exec -wait 200ms -wait-repl 200ms true || true
$RUN "$PROGRAM" lock l echo locked
$RUN "$PROGRAM" snapshot save snap
$RUN "$PROGRAM" snapshot inspect snap
$RUN "$PROGRAM" snapshot restore snap
attempt timeout -k 1 2 $RUN "$PROGRAM" watch -type key -key a cat
attempt $RUN "$PROGRAM" watch -http-addr 127.0.0.1:1 -type key -key a cat
attempt timeout -k 1 2 $RUN "$PROGRAM" monitor
attempt timeout -k 1 4 $RUN "$PROGRAM" debug -duration 1s -interval 1s
$RUN "$PROGRAM" rtt one || true
$RUN "$PROGRAM" services register -name x
$RUN "$PROGRAM" maint -enable
$RUN "$PROGRAM" info > info
$RUN "$PROGRAM" operator raft list-peers
$RUN "$PROGRAM" intention create a b || true
for page in agent/self health/service/web?passing agent/metrics ui/ internal/ui/nodes; do curl -s "http://127.0.0.1:8500/v1/$page" -o page; done
curl -s http://127.0.0.1:8500/ui/ -o page
curl -sk https://127.0.0.1:8501/v1/status/peers
python3 - <<'PYTHON'
import socket, struct
name = b"".join(bytes([len(p)]) + p for p in (b"web", b"service", b"consul")) + b"\0"
for kind in (1, 33, 255):
    q = struct.pack(">HHHHHH", 7, 0x100, 1, 0, 0, 0) + name + struct.pack(">HH", kind, 1)
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.settimeout(2)
    s.sendto(q, ("127.0.0.1", 8600)); print(len(s.recv(2000)))
    t = socket.create_connection(("127.0.0.1", 8600), 2); t.sendall(struct.pack(">H", len(q)) + q); print(len(t.recv(2000)))
PYTHON
$RUN "$PROGRAM" reload
kill -HUP $server
sleep 0.5
$RUN "$PROGRAM" leave
attempt stop $server
