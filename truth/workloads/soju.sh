# A bouncer with users in SQLite that a client of IRC logs into, with a log on disk and a certificate.
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=localhost 2> /dev/null
cat > soju.conf <<CONF
listen irc+insecure://127.0.0.1:6667
listen ircs://127.0.0.1:6697
listen unix+admin://$HOME/admin.sock
listen ws+insecure://127.0.0.1:8067
listen http+prometheus://localhost:8068
tls cert.pem key.pem
hostname localhost
db sqlite3 $HOME/soju.db
message-store fs $HOME/logs
file-upload fs $HOME/uploads
title x
CONF
sed '/file-upload/d' soju.conf > other.conf
attempt $RUN "$PROGRAM" -help
$RUN "$PROGRAM" -config soju.conf -debug > said 2>&1 &
server=$!
sleep 0.5
kill -0 $server 2> /dev/null || { cat said; $RUN "$PROGRAM" -config other.conf -debug > said 2>&1 & server=$!; }
wait_for listens 6667
python3 - <<'PYTHON' || true
import socket, ssl, time
a = socket.socket(socket.AF_UNIX); a.settimeout(2); a.connect("admin.sock")
for command in ("user create -username u -password p -admin", "user status", "server status", "server notice hi"):
    a.sendall(b"BOUNCERSERV :" + command.encode() + b"\r\n"); time.sleep(0.5)
print(a.recv(4000)[-500:])
up = socket.socket(); up.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); up.bind(("127.0.0.1", 6660)); up.listen()
c = socket.create_connection(("127.0.0.1", 6667)); c.settimeout(2)
c.sendall(b"PASS p\r\nNICK u\r\nUSER u 0 * :u\r\n"); time.sleep(0.7); print(c.recv(4000)[-200:])
for line in ("PRIVMSG BouncerServ :network create -addr irc+insecure://127.0.0.1:6660 -name n", "PRIVMSG BouncerServ :network status", "PRIVMSG BouncerServ :certfp generate -network n", "PRIVMSG BouncerServ :user update -realname x"):
    c.sendall(line.encode() + b"\r\n"); time.sleep(0.2)
up.settimeout(3)
u, _ = up.accept(); u.settimeout(1); time.sleep(0.3); print(u.recv(4000))
u.sendall(b":s CAP * LS :\r\n:s 001 u :hi\r\n:s 005 u CASEMAPPING=ascii :are\r\n:s 422 u :no\r\n:u!u@h JOIN #c\r\n:x!x@h PRIVMSG #c :words\r\n:x!x@h PRIVMSG u :words\r\n"); time.sleep(0.7)
t = ssl._create_unverified_context().wrap_socket(socket.create_connection(("127.0.0.1", 6697))); t.settimeout(2)
t.sendall(b"CAP LS 302\r\nPASS p\r\nNICK u\r\nUSER u/n 0 * :u\r\nCAP REQ :sasl draft/chathistory\r\nCAP END\r\n"); time.sleep(0.5); print(t.recv(4000)[-200:])
t.sendall(b"CHATHISTORY LATEST #c * 10\r\nPRIVMSG #c :mine\r\nQUIT\r\n"); time.sleep(0.5)
PYTHON
curl -s http://127.0.0.1:8068/metrics -o metrics || true
kill -HUP $server
sleep 0.5
tail -3 said
attempt stop $server
