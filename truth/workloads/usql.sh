# Works with a database in a file: tables, transactions, scripts, meta commands, and a terminal.
export USQL_HISTORY="$HOME/history" USQLRC=/dev/null
cat > a.sql <<'SQL'
create table t (a integer primary key, b text);
begin;
insert into t values (1, 'x'), (2, 'y');
commit;
select * from t order by a \g out.txt
\d
\d t
\pset format json
select count(*) from t;
\pset format csv
\o other.txt
select * from t;
\o
\! echo shell
\cd /tmp
\setenv A b
\getenv home HOME
\echo :home
\timing on
update t set b = 'z' where a = 1;
\copy sq:one.db sq:two.db 'select 1 as n' 'q'
pragma journal_mode = wal;
insert into t select a + 10, b from t;
vacuum;
\drivers
\conninfo
SQL
attempt $RUN "$PROGRAM" sq:one.db -f a.sql
attempt $RUN "$PROGRAM" -c 'select 1; select sqlite_version()' sq::memory: -J
attempt $RUN "$PROGRAM" -c 'select a, b from t' -o result --csv sq:one.db
attempt $RUN "$PROGRAM" --version
attempt $RUN "$PROGRAM" -c 'select 1' pg://127.0.0.1:1/x
attempt $RUN "$PROGRAM" -c 'select 1' my://127.0.0.1:1/x
attempt $RUN "$PROGRAM" -c 'select 1' /nowhere/x.db
echo 'select 2;' | attempt $RUN "$PROGRAM" sq:one.db
on_terminal 'env EDITOR=true PAGER=cat $RUN "$PROGRAM" sq:one.db' 'select * from t;\r' '\\e\r' 'sel\t\t' '\x03' '\x1b[A' '\x03' '\\q\r'
