# Runs commands that are hooked to addresses, with arguments, files and rules, over HTTP and TLS; reloads its hooks.
cat > hooks.json <<'JSON'
[{"id": "hi", "execute-command": "/bin/cat", "command-working-directory": "/tmp", "include-command-output-in-response": true, "pass-arguments-to-command": [{"source": "payload", "name": "f"}], "pass-environment-to-command": [{"source": "payload", "name": "f"}]},
 {"id": "file", "execute-command": "/bin/ls", "include-command-output-in-response": true, "pass-file-to-command": [{"source": "payload", "name": "f", "envname": "F"}]},
 {"id": "fails", "execute-command": "/bin/false", "include-command-output-in-response": true, "trigger-rule": {"match": {"type": "value", "value": "x", "parameter": {"source": "url", "name": "k"}}}}]
JSON
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=localhost 2> /dev/null
attempt $RUN "$PROGRAM" -version
$RUN "$PROGRAM" -hooks hooks.json -ip 127.0.0.1 -port 9001 -verbose -hotreload -logfile log -pidfile pid -debug -header A=b -setuid 0 -setgid 0 &
server=$!
wait_for listens 9001
for n in 1 2 3; do curl -s -H 'Content-Type: application/json' -d '{"f": "/etc/hostname"}' http://127.0.0.1:9001/hooks/hi; done
curl -s -H 'Content-Type: application/json' -d '{"f": "text"}' http://127.0.0.1:9001/hooks/file
curl -s 'http://127.0.0.1:9001/hooks/fails?k=x'
curl -s 'http://127.0.0.1:9001/hooks/none'
sed -i 's/"hi"/"hello"/' hooks.json
sleep 0.5
mv hooks.json moved.json; cp moved.json hooks.json
sleep 0.5
kill -USR1 $server || true
kill -HUP $server || true
sleep 0.5
attempt stop $server
$RUN "$PROGRAM" -hooks hooks.json -ip 127.0.0.1 -port 9002 -secure -cert cert.pem -key key.pem -template &
server=$!
wait_for listens 9002
curl -sk -d f=/etc/hostname https://127.0.0.1:9002/hooks/hello
attempt stop $server
