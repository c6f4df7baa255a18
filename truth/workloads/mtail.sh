# Follows log files that grow, are turned over and vanish, by a small program, and is asked what it counted.
mkdir progs logs
cat > progs/lines.mtail <<'MTAIL'
counter lines by file
gauge last
/^(?P<n>\d+) / {
    lines[getfilename()]++
    last = $n
}
MTAIL
echo '1 one' > logs/a.log
mkfifo logs/pipe
attempt $RUN "$PROGRAM" --version
attempt timeout 3 $RUN "$PROGRAM" --progs progs --logs "$PWD/logs/a.log" --one_shot
attempt timeout 3 $RUN "$PROGRAM" --progs progs --compile_only
$RUN "$PROGRAM" --progs progs --logs "$PWD/logs/*.log" --logs "$PWD/logs/pipe" --address 127.0.0.1 --port 3903 --poll_interval 250ms --log_dir "$HOME" --dump_bytecode &
server=$!
wait_for curl -sf http://127.0.0.1:3903/
for n in 2 3 4 5; do echo "$n more" >> logs/a.log; done
echo '6 other' > logs/b.log
echo '7 piped' > logs/pipe &
sleep 0.6
mv logs/a.log logs/a.log.1
echo '8 turned' > logs/a.log
sleep 0.6
: > logs/b.log
rm logs/b.log
sed -i 's/counter lines/counter rows/; s/lines\[/rows[/' progs/lines.mtail
kill -HUP $server
sleep 0.6
for page in metrics json varz graphite progz logz debug/pprof/heap; do attempt curl -s "http://127.0.0.1:3903/$page" -o page; done
attempt curl -s -X POST http://127.0.0.1:3903/quitquitquit
attempt stop $server
