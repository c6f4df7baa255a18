# Serves messages from a file of SQLite with attachments, users and a socket; publishes, subscribes, manages.
cat > server.yml <<YML
base-url: http://127.0.0.1:8400
listen-http: 127.0.0.1:8400
listen-unix: $HOME/n.sock
cache-file: $HOME/cache.db
auth-file: $HOME/user.db
auth-default-access: read-write
attachment-cache-dir: $HOME/files
smtp-server-listen: 127.0.0.1:2525
smtp-server-domain: localhost
log-level: trace
log-file: $HOME/n.log
enable-login: true
enable-metrics: true
YML
attempt $RUN "$PROGRAM" --help
$RUN "$PROGRAM" serve --config server.yml &
server=$!
wait_for curl -sf http://127.0.0.1:8400/v1/health
export NTFY_PASSWORD=secret
attempt $RUN "$PROGRAM" user --config server.yml add --role=admin phil
attempt $RUN "$PROGRAM" user --config server.yml list
attempt $RUN "$PROGRAM" access --config server.yml everyone t rw
attempt $RUN "$PROGRAM" token --config server.yml add phil
curl -s -m 4 http://127.0.0.1:8400/t/json > got &
listener=$!
for n in 1 2 3 4 5; do curl -s -d "message $n" -H 'Title: x' http://127.0.0.1:8400/t > out; done
head -c 50000 /dev/urandom > file
curl -s -T file -H 'Filename: f' http://127.0.0.1:8400/t > out
curl -s --unix-socket n.sock -d local http://x/t > out
attempt $RUN "$PROGRAM" publish http://127.0.0.1:8400/t words
attempt $RUN "$PROGRAM" publish --file file http://127.0.0.1:8400/t
attempt $RUN "$PROGRAM" publish --wait-cmd http://127.0.0.1:8400/t true
attempt timeout -k 1 2 $RUN "$PROGRAM" subscribe --poll http://127.0.0.1:8400/t 'echo got'
attempt timeout -k 1 2 $RUN "$PROGRAM" subscribe http://127.0.0.1:8400/t 'echo got'
curl -s http://127.0.0.1:8400/ -o page
curl -s http://127.0.0.1:8400/metrics -o metrics
attempt curl -s -u phil:secret http://127.0.0.1:8400/v1/account -o account
printf 'HELO x\r\nMAIL FROM:<a@b>\r\nRCPT TO:<ntfy-t@localhost>\r\nDATA\r\nSubject: s\r\n\r\nmail\r\n.\r\nQUIT\r\n' | attempt timeout 2 python3 -c 'import socket, sys, time; s = socket.create_connection(("127.0.0.1", 2525)); [(time.sleep(0.1), s.sendall(l)) for l in sys.stdin.buffer]'
kill -HUP $server
kill $listener 2> /dev/null || true
sleep 0.5
attempt stop $server
