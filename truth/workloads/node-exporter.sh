# Reads what the machine tells with all collectors, and is asked for it.
mkdir texts
echo 'a_metric 1' > texts/a.prom
listeners="--web.listen-address=127.0.0.1:9100"
attempt $RUN "$PROGRAM" --version
$RUN "$PROGRAM" $listeners --collector.textfile.directory=texts --collector.processes --collector.interrupts --collector.tcpstat --collector.mountstats --collector.ksmd --collector.logind --collector.meminfo_numa --collector.ntp --collector.ntp.server=127.0.0.1 --collector.perf --collector.qdisc --collector.runit --collector.supervisord --collector.systemd --collector.wifi --collector.buddyinfo --collector.drm --collector.network_route --collector.sysctl --collector.zoneinfo --collector.cgroups --collector.ethtool --collector.slabinfo --collector.softirqs > said 2>&1 &
server=$!
sleep 0.5
if ! kill -0 $server 2> /dev/null; then
    cat said
    $RUN "$PROGRAM" $listeners --collector.textfile.directory=texts --collector.processes --collector.interrupts --collector.tcpstat --collector.systemd --collector.perf --collector.qdisc --collector.wifi --collector.buddyinfo &
    server=$!
fi
wait_for curl -sf http://127.0.0.1:9100/
curl -s http://127.0.0.1:9100/metrics -o metrics
curl -s 'http://127.0.0.1:9100/metrics?collect[]=cpu&collect[]=filesystem' -o some
curl -s --compressed http://127.0.0.1:9100/metrics -o again
curl -s http://127.0.0.1:9100/debug/pprof/goroutine?debug=1 -o goroutines
attempt stop $server
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=localhost 2> /dev/null
printf 'tls_server_config:\n  cert_file: cert.pem\n  key_file: key.pem\nbasic_auth_users:\n  u: $2y$04$abcdefghijklmnopqrstuuPGwHjnyTBfGR2pXjWGFDgTwqVXzxk7K\n' > web.yml
$RUN "$PROGRAM" $listeners --web.config.file=web.yml &
server=$!
attempt wait_for listens 9100
attempt curl -sk https://127.0.0.1:9100/ -u u:p
attempt stop $server INT
