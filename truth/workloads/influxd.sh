# Writes, queries, backs up and restores a database over HTTP and UDP; is started again on its data.
cat > influx.conf <<'TOML'
reporting-disabled = true
bind-address = "127.0.0.1:8088"
[meta]
  dir = "meta"
[data]
  dir = "data"
  wal-dir = "wal"
  cache-snapshot-write-cold-duration = "1s"
  index-version = "tsi1"
[http]
  bind-address = "127.0.0.1:8086"
  unix-socket-enabled = true
  bind-socket = "influx.sock"
  access-log-path = "access.log"
[monitor]
  store-interval = "1s"
[[udp]]
  enabled = true
  bind-address = "127.0.0.1:8089"
  database = "d"
[[graphite]]
  enabled = true
  bind-address = "127.0.0.1:2003"
[[collectd]]
  enabled = false
[continuous_queries]
  run-interval = "1s"
TOML
ask() { curl -s -G http://127.0.0.1:8086/query --data-urlencode db=d --data-urlencode "q=$1"; }
attempt $RUN "$PROGRAM" version
attempt $RUN "$PROGRAM" config > config
$RUN "$PROGRAM" -config influx.conf -pidfile pid -cpuprofile cpu &
server=$!
wait_for curl -sf http://127.0.0.1:8086/ping
curl -s -XPOST http://127.0.0.1:8086/query --data-urlencode 'q=CREATE DATABASE d'
for n in 1 2 3 4 5 6 7 8; do
    seq 1 500 | sed "s/.*/m,host=h$n,t=& v=&,w=$n/" | curl -s -XPOST 'http://127.0.0.1:8086/write?db=d' --data-binary @-
done
python3 -c 'import socket; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); [s.sendto(b"u v=%d" % n, ("127.0.0.1", 8089)) for n in range(50)]; socket.create_connection(("127.0.0.1", 2003)).sendall(b"a.b 1 1600000000\n")'
ask 'SELECT mean(v) FROM m GROUP BY host'
ask 'SHOW DIAGNOSTICS' > diagnostics
ask 'SHOW STATS' > stats
ask 'SHOW SHARDS' > shards
curl -s -XPOST http://127.0.0.1:8086/query --data-urlencode 'q=CREATE CONTINUOUS QUERY c ON d BEGIN SELECT mean(v) INTO mm FROM m GROUP BY time(1s) END'
curl -s -XPOST http://127.0.0.1:8086/query --data-urlencode 'q=DROP SERIES FROM m WHERE host = '"'h1'" --data-urlencode db=d
attempt curl -s --unix-socket influx.sock http://x/ping
curl -s http://127.0.0.1:8086/debug/vars -o vars
curl -s http://127.0.0.1:8086/debug/pprof/heap -o heap
attempt $RUN "$PROGRAM" backup -portable backup
sleep 2
attempt $RUN "$PROGRAM" restore -portable -db d -newdb e backup
curl -s -XPOST http://127.0.0.1:8086/query --data-urlencode 'q=DROP DATABASE e'
attempt stop $server
$RUN "$PROGRAM" -config influx.conf &
server=$!
wait_for curl -sf http://127.0.0.1:8086/ping
ask 'SELECT count(v) FROM m'
attempt stop $server
