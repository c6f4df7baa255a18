# Serves files, TLS with its own authority, a proxy and a log; is reloaded, asked by its API, and ended.
mkdir -p site/sub data
echo hello > site/index.html
head -c 3000000 /dev/urandom > site/big.bin
echo 'x' > site/sub/a.txt
cat > Caddyfile <<'CADDY'
{
    admin 127.0.0.1:2019
    storage file_system data
    skip_install_trust
    http_port 8080
    https_port 8443
}
:8081 {
    root * site
    encode gzip zstd
    file_server browse
    log {
        output file access.log
    }
}
:8082 {
    reverse_proxy 127.0.0.1:8081 127.0.0.1:8089 {
        health_uri /
        health_interval 1s
    }
}
https://localhost:8443 {
    tls internal
    respond "secret"
}
http://local:8084 {
    bind unix/caddy.sock
    respond "local"
}
CADDY
$RUN "$PROGRAM" version
attempt $RUN "$PROGRAM" fmt --overwrite Caddyfile
attempt $RUN "$PROGRAM" validate --config Caddyfile --adapter caddyfile
attempt $RUN "$PROGRAM" adapt --config Caddyfile --pretty > adapted.json
attempt $RUN "$PROGRAM" list-modules
attempt $RUN "$PROGRAM" environ
echo secret | attempt $RUN "$PROGRAM" hash-password
$RUN "$PROGRAM" run --config Caddyfile --adapter caddyfile --watch --pidfile caddy.pid &
server=$!
wait_for curl -sf http://127.0.0.1:8081/
curl -s --compressed http://127.0.0.1:8081/sub/
curl -s http://127.0.0.1:8081/big.bin -o big
curl -s -r 100-200 http://127.0.0.1:8081/big.bin -o part
attempt curl -s --unix-socket caddy.sock http://local:8084/
sleep 1.2
attempt curl -s http://127.0.0.1:8082/
attempt wait_for curl -skf https://localhost:8443/
attempt curl -sk --http2 https://localhost:8443/
attempt curl -s http://127.0.0.1:2019/config/ -o config.json
attempt curl -s http://127.0.0.1:2019/metrics -o metrics
attempt curl -s http://127.0.0.1:2019/debug/pprof/goroutine -o goroutines
printf ':8085 {\nrespond "more"\n}\n' >> Caddyfile
sleep 1.5
attempt $RUN "$PROGRAM" reload --config Caddyfile --adapter caddyfile
kill -HUP $server || true
kill -USR1 $server || true
sleep 0.5
curl -s http://127.0.0.1:8081/
attempt stop $server
$RUN "$PROGRAM" file-server --listen 127.0.0.1:8086 --root site --browse &
server=$!
wait_for curl -sf http://127.0.0.1:8086/
attempt stop $server INT
attempt $RUN "$PROGRAM" start --config Caddyfile --adapter caddyfile < /dev/null > start.log 2>&1
attempt $RUN "$PROGRAM" stop
