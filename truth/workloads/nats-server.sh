# Two servers in a cluster with TLS, a monitor, JetStream on disk and a log file; clients, a reload, signals.
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1 2> /dev/null
cat > a.conf <<'NATS'
server_name: a
listen: 127.0.0.1:4222
http: 127.0.0.1:8222
log_file: "a.log"
logfile_size_limit: 1000
pid_file: "a.pid"
ports_file_dir: "."
debug: true
jetstream { store_dir: "store", max_mem: 10M, max_file: 10M }
websocket { listen: "127.0.0.1:8080", no_tls: true }
mqtt { listen: "127.0.0.1:1883" }
authorization { users: [ { user: u, password: p } ] }
accounts { SYS: { users: [ { user: s, password: s } ] } }
NATS
sed -i '/^authorization/d; s/^accounts.*/accounts { A: { jetstream: enabled, users: [ { user: u, password: p } ] }, SYS: { users: [ { user: s, password: s } ] } }\nsystem_account: SYS/' a.conf
cat > b.conf <<'NATS'
listen: 127.0.0.1:4333
tls { cert_file: "cert.pem", key_file: "key.pem" }
leafnodes { listen: "127.0.0.1:7422" }
NATS
client() {
    python3 - <<'PYTHON'
import socket, time
s = socket.create_connection(("127.0.0.1", 4222), 3)
s.settimeout(1)
s.sendall(b'CONNECT {"verbose":false,"user":"u","pass":"p","headers":true}\r\nSUB a 1\r\nSUB _I.* 2\r\n')
for n in range(50):
    s.sendall(b"PUB a 5\r\nhello\r\n")
body = b'{"name":"S","subjects":["j.*"],"storage":"file","num_replicas":1,"max_age":100000000}'
s.sendall(b"PUB $JS.API.STREAM.CREATE.S _I.1 %d\r\n%s\r\n" % (len(body), body))
time.sleep(0.5)
for n in range(200):
    s.sendall(b"PUB j.%d 100\r\n%s\r\n" % (n, b"x" * 100))
body = b'{"stream_name":"S","config":{"durable_name":"C","ack_policy":"explicit"}}'
s.sendall(b"PUB $JS.API.CONSUMER.DURABLE.CREATE.S.C _I.2 %d\r\n%s\r\n" % (len(body), body))
s.sendall(b"PUB $JS.API.CONSUMER.MSG.NEXT.S.C _I.3 2\r\n10\r\nPING\r\n")
time.sleep(0.5)
print(s.recv(65536)[-300:])
s.sendall(b"PUB $JS.API.STREAM.SNAPSHOT.S _I.4 25\r\n{\"deliver_subject\":\"_I.5\"}\r\n")
time.sleep(0.3)
body = b'{}'
s.sendall(b"PUB $JS.API.STREAM.PURGE.S _I.6 2\r\n{}\r\n")
time.sleep(0.2)
PYTHON
}
attempt $RUN "$PROGRAM" --version
attempt $RUN "$PROGRAM" -c a.conf -t
$RUN "$PROGRAM" -c a.conf &
one=$!
$RUN "$PROGRAM" -c b.conf -m 8333 &
two=$!
wait_for listens 4222
wait_for listens 4333
client
for page in varz connz routez subsz jsz accountz healthz gatewayz leafz stacksz; do
    curl -s "http://127.0.0.1:8222/$page" -o "$page"
done
echo | attempt timeout 2 openssl s_client -connect 127.0.0.1:4333 > /dev/null 2>&1
sed -i 's/debug: true/debug: false/' a.conf
kill -HUP $one
sleep 0.3
kill -USR1 $one
sleep 0.3
attempt $RUN "$PROGRAM" --signal stop=b.pid
kill -USR2 $two
attempt stop $one
kill -INT $two || true
wait || true
$RUN "$PROGRAM" -c a.conf &
one=$!
wait_for listens 4222
client
attempt stop $one INT
