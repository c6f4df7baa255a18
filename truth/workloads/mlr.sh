# Converts, sorts, joins, splits and computes tables; runs commands and reads what is compressed.
seq 1 500 | awk 'BEGIN { print "a,b,c" } { print $1 "," $1 % 7 "," $1 / 3 }' > t.csv
gzip -k t.csv
zstd -q t.csv
bzip2 -k t.csv 2> /dev/null || true
echo 'b=3,d=x' > right.dkvp
attempt $RUN "$PROGRAM" --version
$RUN "$PROGRAM" --icsv --ojson sort -nr c then head -n 3 t.csv
$RUN "$PROGRAM" --icsv --oxtab stats1 -a mean,p50,count -f a,c -g b t.csv
$RUN "$PROGRAM" --icsv --opprint --gzin head t.csv.gz
attempt $RUN "$PROGRAM" --icsv --opprint head t.csv.zst
attempt $RUN "$PROGRAM" --icsv --opprint --prepipe 'gunzip <' head t.csv.gz
$RUN "$PROGRAM" --icsv --ojson join -j b -f right.dkvp -i dkvp t.csv
$RUN "$PROGRAM" --icsv --ocsv put -q 'tee > "out_".$b.".csv", $*; end { print | "sort -n", 3; print | "sort -n", 1; emit > stderr, {"x": 1} }' t.csv > printed 2> emitted
$RUN "$PROGRAM" --icsv --ojson put '$h = hostname(); $s = system("echo hi"); $t = strftime_local(systime(), "%Y", "Asia/Istanbul"); $e = exec("echo", ["x"]); $p = ENV["HOME"]; $r = urandint(1, 9)' then head -n 1 t.csv
$RUN "$PROGRAM" --icsv --ocsv split -g b t.csv
$RUN "$PROGRAM" -I --csv head -n 20 t.csv
$RUN "$PROGRAM" --icsv --ojson nothing missing.csv || true
$RUN "$PROGRAM" --icsv --c2p cat < t.csv
$RUN "$PROGRAM" --nr-progress-mod 5 --icsv --ojson case -u -k -f a t.csv > cased || true
attempt $RUN "$PROGRAM" --icsv --ojson nosuchverb t.csv
$RUN "$PROGRAM" help topics > help
on_terminal '$RUN "$PROGRAM" repl' 'y = 1 + 2\r' 'y\r' ':help\r' '\x03' ':quit\r'
