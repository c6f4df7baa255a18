# Asks questions of JSON from its input, files, modules and arguments, and colours on a terminal.
seq 1 2000 | sed 's/.*/{"a": &, "b": [&, "x"]}/' > rows.json
printf 'def twice: . * 2;\n' > mod.jq
echo '{"k": 1}' > arg.json
$RUN "$PROGRAM" -s 'map(.a) | add' rows.json
$RUN "$PROGRAM" -c --slurpfile s arg.json --rawfile r arg.json --arg x 1 '[$s, $r, $x, env.HOME, now, (now | todate), input_filename]' arg.json
$RUN "$PROGRAM" -L . 'import "mod" as m; .a | m::twice' < rows.json > out
$RUN "$PROGRAM" -n '[limit(5; inputs)]' rows.json
$RUN "$PROGRAM" --yaml-output . arg.json || true
attempt $RUN "$PROGRAM" --yaml-input . arg.json
attempt $RUN "$PROGRAM" -e '.missing' arg.json
attempt $RUN "$PROGRAM" '.[' arg.json
attempt $RUN "$PROGRAM" . missing.json
attempt $RUN "$PROGRAM" 'halt_error' arg.json
attempt $RUN "$PROGRAM" -f mod.jq arg.json
attempt $RUN "$PROGRAM" --help
attempt $RUN "$PROGRAM" --version
echo '"a"' | $RUN "$PROGRAM" --stream -r .
on_terminal '$RUN "$PROGRAM" -C . arg.json'
on_terminal '$RUN "$PROGRAM" .' '{}\r' '\x04'
