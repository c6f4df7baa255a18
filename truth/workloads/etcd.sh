# One node that is written, read, watched, snapshotted and compacted over HTTP, and started again on its data.
start() {
    $RUN "$PROGRAM" --name one --data-dir data --listen-client-urls http://127.0.0.1:2379 \
        --advertise-client-urls http://127.0.0.1:2379 --listen-peer-urls http://127.0.0.1:2380 \
        --initial-advertise-peer-urls http://127.0.0.1:2380 --initial-cluster one=http://127.0.0.1:2380 \
        --snapshot-count 20 --auto-compaction-retention 1 --enable-v2=true --enable-pprof --metrics extensive &
    server=$!
    wait_for curl -sf http://127.0.0.1:2379/health
}
ask() { attempt curl -s -m 2 -X POST "http://127.0.0.1:2379/v3$at/$1" -d "$2"; }
attempt $RUN "$PROGRAM" --version
start
for at in beta ""; do
    for n in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
        ask kv/put '{"key": "a2V5", "value": "dmFsdWU="}'
    done
    ask kv/range '{"key": "a2V5"}'
    ask lease/grant '{"TTL": 1, "ID": 0}'
    ask watch '{"create_request": {"key": "a2V5"}}' > watched || true
    ask kv/compaction '{"revision": 5}'
    ask maintenance/defragment '{}'
    ask maintenance/snapshot '{}' > snapshot
    ask maintenance/status '{}'
    ask auth/user/add '{"name": "root", "password": "secret"}'
    ask cluster/member/list '{}'
done
curl -s http://127.0.0.1:2379/v2/keys/a -XPUT -d value=1 -d ttl=1
curl -s http://127.0.0.1:2379/metrics -o metrics
curl -s http://127.0.0.1:2379/debug/pprof/heap -o heap
sleep 1
stop $server
# With certificates of its own making.
start
stop $server INT
$RUN "$PROGRAM" --auto-tls --peer-auto-tls --data-dir tls --listen-client-urls https://127.0.0.1:2379 --advertise-client-urls https://127.0.0.1:2379 &
server=$!
attempt wait_for curl -skf https://127.0.0.1:2379/health
stop $server
