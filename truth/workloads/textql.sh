# Asks SQL of tables from files and its input, in memory and in a database on disk.
printf 'a,b\n1,x\n2,y\n3,x\n' > t.csv
printf '1\tq\n2\tr\n' > u.tsv
$RUN "$PROGRAM" -header -sql 'select b, count(*), sum(a) from t group by b' t.csv
$RUN "$PROGRAM" -header -output-header -sql 'select * from t order by a desc limit 2' -pretty t.csv || $RUN "$PROGRAM" -header -output-header -sql 'select * from t' t.csv
$RUN "$PROGRAM" -dlm tab -sql 'select count(*)' u.tsv
$RUN "$PROGRAM" -header -sql 'select max(a)' < t.csv
$RUN "$PROGRAM" -header -save-to saved.db -sql 'select 1' t.csv
$RUN "$PROGRAM" -header -sql "create table z as select * from t" t.csv
seq 1 20000 | $RUN "$PROGRAM" -sql 'select sum(c0) from stdin' || true
attempt $RUN "$PROGRAM" -sql 'select from' t.csv
attempt $RUN "$PROGRAM" missing.csv
attempt $RUN "$PROGRAM" -version
on_terminal '$RUN "$PROGRAM" -console -header t.csv' 'select 1;\r' '.quit\r'
