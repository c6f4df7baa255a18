# Runs jobs each second that speak, fail, take long and overlap; turns its table over and is ended while they run.
printf 'A=b\n* * * * * * * echo hi $A\n*/2 * * * * * * sh -c "echo bad >&2; exit 3"\n* * * * * * * sleep 2\n' > tab
attempt $RUN "$PROGRAM" -version
attempt $RUN "$PROGRAM" -test tab
attempt $RUN "$PROGRAM" missing
echo broken > bad
attempt $RUN "$PROGRAM" bad
$RUN "$PROGRAM" -json -overlapping -split-logs -prometheus-listen-address 127.0.0.1:9746 -inotify tab &
server=$!
wait_for listens 9746
sleep 2.2
curl -s http://127.0.0.1:9746/metrics -o metrics
echo '* * * * * * * echo again' > tab
sleep 1.5
attempt kill -USR2 $server
sleep 1
attempt stop $server
timeout -k 1 3 $RUN "$PROGRAM" -passthrough-logs -debug tab || true
