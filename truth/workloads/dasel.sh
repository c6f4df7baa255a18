# Selects, puts, deletes and converts in JSON, YAML, TOML, XML and CSV files.
echo '{"a": {"b": [1, 2, 3]}}' > f.json
printf 'x = 1\n[t]\ny = "z"\n' > f.toml
printf 'a: 1\n' > f.yaml
printf 'a,b\n1,2\n' > f.csv
$RUN "$PROGRAM" -f f.json 'a.b.[1]'
$RUN "$PROGRAM" -r json -w yaml < f.json
$RUN "$PROGRAM" -f f.toml -w json
$RUN "$PROGRAM" -f f.csv -w json
$RUN "$PROGRAM" put -f f.json -t int -v 5 'a.c'
$RUN "$PROGRAM" put -f f.yaml -o out.yaml -t string -v s 'b'
$RUN "$PROGRAM" delete -f f.json 'a.b.[0]'
attempt $RUN "$PROGRAM" -f missing.json a
attempt $RUN "$PROGRAM" -f f.json 'x.y.z'
attempt $RUN "$PROGRAM" validate
attempt $RUN "$PROGRAM" completion bash
attempt $RUN "$PROGRAM" man -o .
on_terminal '$RUN "$PROGRAM" -f f.json --colour'
