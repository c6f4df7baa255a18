# Makes, changes, dumps, waits for and drops a database by numbered scripts.
export DATABASE_URL="sqlite:$HOME/db.sqlite3"
attempt $RUN "$PROGRAM" --version
$RUN "$PROGRAM" new one
sleep 1.1
$RUN "$PROGRAM" new two
for file in db/migrations/*one.sql; do printf -- '-- migrate:up\ncreate table t (a integer);\ninsert into t values (1);\n-- migrate:down\ndrop table t;\n' > "$file"; done
for file in db/migrations/*two.sql; do printf -- '-- migrate:up transaction:false\ncreate index i on t (a);\n-- migrate:down\ndrop index i;\n' > "$file"; done
$RUN "$PROGRAM" create
$RUN "$PROGRAM" up
$RUN "$PROGRAM" status
$RUN "$PROGRAM" rollback
$RUN "$PROGRAM" migrate --verbose
$RUN "$PROGRAM" dump
attempt $RUN "$PROGRAM" load
$RUN "$PROGRAM" wait
echo "DATABASE_URL=$DATABASE_URL" > .env
attempt env -u DATABASE_URL $RUN "$PROGRAM" status
attempt $RUN "$PROGRAM" --url postgres://u@127.0.0.1:1/x?sslmode=disable up
attempt $RUN "$PROGRAM" --url mysql://u@127.0.0.1:1/x --wait-timeout 1s wait
attempt $RUN "$PROGRAM" --url clickhouse://127.0.0.1:1/x status
$RUN "$PROGRAM" drop
