# Answers names from a list, a block list and a cloak, forwards to a server beside it, writes logs, is asked, ended.
cat > proxy.toml <<'TOML'
listen_addresses = ['127.0.0.1:5300']
max_clients = 20
server_names = ['here']
require_nolog = false
log_level = 0
log_file = 'proxy.log'
fallback_resolvers = ['127.0.0.1:5301']
ignore_system_dns = true
netprobe_timeout = 0
cache = true
forwarding_rules = 'forward.txt'
cloaking_rules = 'cloak.txt'
user_name = 'nobody'
[query_log]
file = 'query.log'
[nx_log]
file = 'nx.log'
[blacklist]
blacklist_file = 'block.txt'
log_file = 'blocked.log'
[local_doh]
listen_addresses = ['127.0.0.1:3000']
path = '/dns-query'
cert_file = 'cert.pem'
cert_key_file = 'key.pem'
[static]
[static.'here']
TOML
# A server of DNS over HTTPS beside it, with a certificate that it trusts.
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost 2> /dev/null
export SSL_CERT_FILE="$HOME/cert.pem"
python3 - >> proxy.toml <<'PYTHON'
import base64
part = lambda data: bytes([len(data)]) + data
stamp = b"\x02" + (7).to_bytes(8, "little") + part(b"127.0.0.1:5443") + b"\0" + part(b"localhost:5443") + part(b"/dns-query")
print("stamp = 'sdns://%s'" % base64.urlsafe_b64encode(stamp).decode().rstrip("="))
PYTHON
chmod a+r key.pem; chmod 777 .; chmod a+rx ..
echo 'example.com 127.0.0.1:5301' > forward.txt
echo 'cloaked.test 10.1.1.1' > cloak.txt
echo '*.ads.test' > block.txt
python3 - <<'PYTHON' &
import socket, threading
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(("127.0.0.1", 5301))
t = socket.socket(); t.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); t.bind(("127.0.0.1", 5301)); t.listen()
def answer(q):
    end = 12
    while q[end]:
        end += q[end] + 1
    return q[:2] + b"\x81\x80" + q[4:6] + b"\0\1\0\0\0\0" + q[12:end + 5] + b"\xc0\x0c\0\1\0\1\0\0\0\5\0\4\1\2\3\4"
def streams():
    while True:
        c, _ = t.accept(); d = c.recv(2000); a = answer(d[2:]); c.sendall(len(a).to_bytes(2, "big") + a); c.close()
threading.Thread(target=streams, daemon=True).start()
import base64, http.server, ssl, urllib.parse
class H(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def reply(self, q):
        a = answer(q)
        self.send_response(200); self.send_header("Content-Type", "application/dns-message"); self.send_header("Content-Length", str(len(a))); self.end_headers(); self.wfile.write(a)
    def do_POST(self): self.reply(self.rfile.read(int(self.headers["Content-Length"])))
    def do_GET(self):
        q = urllib.parse.parse_qs(urllib.parse.urlparse(self.path).query)["dns"][0]
        self.reply(base64.urlsafe_b64decode(q + "=" * (-len(q) % 4)))
    def log_message(self, *a): pass
web = http.server.ThreadingHTTPServer(("127.0.0.1", 5443), H)
c = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER); c.load_cert_chain("cert.pem", "key.pem")
web.socket = c.wrap_socket(web.socket, server_side=True)
threading.Thread(target=web.serve_forever, daemon=True).start()
while True:
    q, a = s.recvfrom(2000); s.sendto(answer(q), a)
PYTHON
helper=$!
ask() {
    python3 - "$1" <<'PYTHON' || true
import socket, struct, sys
name = b"".join(bytes([len(p)]) + p.encode() for p in sys.argv[1].split(".")) + b"\0"
q = struct.pack(">HHHHHH", 7, 0x100, 1, 0, 0, 0) + name + struct.pack(">HH", 1, 1)
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.settimeout(1.5)
s.sendto(q, ("127.0.0.1", 5300)); print(sys.argv[1], s.recv(2000)[-4:])
t = socket.create_connection(("127.0.0.1", 5300), 2); t.settimeout(1.5); t.sendall(struct.pack(">H", len(q)) + q); print(len(t.recv(2000)))
PYTHON
}
attempt $RUN "$PROGRAM" -version
attempt $RUN "$PROGRAM" -config proxy.toml -check
attempt $RUN "$PROGRAM" -config proxy.toml -list -json
sed -i "/^user_name/d" proxy.toml
$RUN "$PROGRAM" -config proxy.toml -pidfile pid &
server=$!
attempt wait_for listens 5300
for name in example.com cloaked.test a.ads.test other.test other.test; do ask $name; done
attempt curl -sk -H 'Content-Type: application/dns-message' --data-binary @pid https://127.0.0.1:3000/dns-query
attempt $RUN "$PROGRAM" -config proxy.toml -resolve example.com
kill -HUP $server || true
sleep 0.3
attempt stop $server
echo "user_name = 'nobody'" | cat - proxy.toml > proxy2.toml
$RUN "$PROGRAM" -config proxy2.toml &
server=$!
attempt wait_for listens 5300
ask example.com
attempt stop $server INT
kill $helper
