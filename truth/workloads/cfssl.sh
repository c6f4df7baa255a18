# Makes authorities, keys and certificates, signs, shows, scans, and serves its API.
echo '{"CN": "ca", "key": {"algo": "ecdsa", "size": 256}, "names": [{"O": "o"}]}' > ca.json
echo '{"CN": "host", "hosts": ["localhost", "127.0.0.1"], "key": {"algo": "rsa", "size": 2048}}' > host.json
echo '{"signing": {"default": {"expiry": "24h", "usages": ["server auth"]}}}' > config.json
split() { python3 -c 'import json, sys; d = json.load(open(sys.argv[1])); [open(sys.argv[2] + "-" + k + ".pem", "w").write(v) for k, v in d.items()]' "$1" "$2"; }
$RUN "$PROGRAM" version
$RUN "$PROGRAM" gencert -initca ca.json > ca.out
split ca.out ca
$RUN "$PROGRAM" gencert -ca ca-cert.pem -ca-key ca-key.pem -config config.json host.json > host.out
split host.out host
$RUN "$PROGRAM" genkey host.json > key.out
$RUN "$PROGRAM" selfsign localhost host.json > self.out
$RUN "$PROGRAM" sign -ca ca-cert.pem -ca-key ca-key.pem -config config.json host-csr.pem > signed
$RUN "$PROGRAM" certinfo -cert host-cert.pem
attempt $RUN "$PROGRAM" bundle -cert host-cert.pem -ca-bundle ca-cert.pem -int-bundle ca-cert.pem
attempt $RUN "$PROGRAM" ocspsign -ca ca-cert.pem -responder ca-cert.pem -responder-key ca-key.pem -cert host-cert.pem
attempt $RUN "$PROGRAM" gencrl missing ca-cert.pem ca-key.pem
attempt $RUN "$PROGRAM" print-defaults config
$RUN "$PROGRAM" serve -address 127.0.0.1 -port 8888 -ca ca-cert.pem -ca-key ca-key.pem -config config.json -ca-bundle ca-cert.pem -int-bundle ca-cert.pem -loglevel 0 &
server=$!
wait_for listens 8888
attempt curl -s -d '{}' http://127.0.0.1:8888/api/v1/cfssl/info
attempt curl -s -d '{"request": {"CN": "x", "hosts": ["x"], "key": {"algo": "ecdsa", "size": 256}}}' http://127.0.0.1:8888/api/v1/cfssl/newcert -o newcert
attempt curl -s http://127.0.0.1:8888/ -o page
attempt $RUN "$PROGRAM" scan -family Connectivity 127.0.0.1:8888
attempt $RUN "$PROGRAM" info -remote 127.0.0.1:8888
attempt stop $server
$RUN "$PROGRAM" serve -address 127.0.0.1 -port 8889 -ca ca-cert.pem -ca-key ca-key.pem -tls-cert host-cert.pem -tls-key host-key.pem &
server=$!
attempt wait_for curl -sk https://127.0.0.1:8889/
attempt stop $server INT
