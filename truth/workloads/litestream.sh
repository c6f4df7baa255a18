# Copies a database as it changes to a folder, and restores it.
sqlite3 db 'pragma journal_mode = wal; create table t (a); insert into t values (1);'
printf 'addr: 127.0.0.1:9090\ndbs:\n  - path: %s/db\n    replicas:\n      - type: file\n        path: %s/copy\n        sync-interval: 100ms\n        snapshot-interval: 1s\n' "$HOME" "$HOME" > l.yml
attempt $RUN "$PROGRAM" version
attempt $RUN "$PROGRAM" databases -config l.yml
$RUN "$PROGRAM" replicate -config l.yml &
server=$!
attempt wait_for listens 9090
for n in 1 2 3 4 5 6; do sqlite3 db "insert into t select a + $n from t;"; sleep 0.2; done
curl -s http://127.0.0.1:9090/metrics -o metrics || true
sqlite3 db 'delete from t where a % 2 = 0; vacuum;' || true
sleep 1
for sub in generations snapshots wal ltx; do attempt $RUN "$PROGRAM" $sub -config l.yml db; attempt $RUN "$PROGRAM" $sub -config l.yml "$HOME/db"; done
attempt stop $server
attempt $RUN "$PROGRAM" restore -config l.yml -o back "$HOME/db"
attempt $RUN "$PROGRAM" restore -if-replica-exists -o back2 "file://$HOME/copy"
attempt $RUN "$PROGRAM" replicate -exec 'sleep 1' db "file://$HOME/copy2"
sqlite3 back 'select count(*) from t' || true
