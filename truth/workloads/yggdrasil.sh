# Two nodes with an interface each that peer over TCP, TLS and a socket of this machine, and are asked over theirs.
for n in 1 2; do
    $RUN "$PROGRAM" -genconf -json > "n$n.json"
    python3 - $n <<'PYTHON'
import json, sys
n = int(sys.argv[1]); f = "n%d.json" % n; c = json.load(open(f))
c["IfName"] = "ygg%d" % n; c["AdminListen"] = "unix://%s/admin%d.sock" % (__import__("os").getcwd(), n)
c["Listen"] = ["tcp://127.0.0.1:%d" % (9000 + n), "tls://127.0.0.1:%d" % (9100 + n), "ws://127.0.0.1:%d" % (9200 + n), "quic://127.0.0.1:%d" % (9300 + n), "unix:///%s/peer%d.sock" % (__import__("os").getcwd(), n)]
c["Peers"] = ["tcp://127.0.0.1:9001", "tls://127.0.0.1:9101", "quic://127.0.0.1:9301"] if n == 2 else []
json.dump(c, open(f, "w"))
PYTHON
done
attempt $RUN "$PROGRAM" -version
attempt $RUN "$PROGRAM" -useconffile n1.json -normaliseconf > normal
attempt $RUN "$PROGRAM" -useconffile n1.json -address
attempt $RUN "$PROGRAM" -useconf -publickey < n1.json
attempt $RUN "$PROGRAM" -useconffile n1.json -exportkey
$RUN "$PROGRAM" -useconffile n1.json -logto one.log -loglevel trace &
one=$!
wait_for test -S admin1.sock
$RUN "$PROGRAM" -useconf < n2.json > two.log 2>&1 &
two=$!
wait_for test -S admin2.sock
sleep 2
ask() { python3 -c 'import socket, sys; s = socket.socket(socket.AF_UNIX); s.settimeout(1); s.connect(sys.argv[1]); s.sendall(sys.argv[2].encode()); print(s.recv(65536)[:300])' "$@" || true; }
for request in getself getpeers gettree getsessions gettun list getmulticastinterfaces; do ask admin1.sock "{\"request\": \"$request\"}"; done
ask admin1.sock '{"request": "addpeer", "arguments": {"uri": "tls://127.0.0.1:9102"}}'
address=$(ip -6 addr show dev ygg2 2> /dev/null | grep -o '2[0-9a-f:]*' | head -1) || true
python3 -c '
import socket, sys, time
s = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
for n in range(20): s.sendto(b"x" * 100, (sys.argv[1], 9)); time.sleep(0.05)' "${address:-200::1}" || true
kill -HUP $one || true
sleep 0.5
attempt stop $one
attempt stop $two
