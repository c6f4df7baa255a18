# Runs programs that read files, pipes and commands, write files and pipes, and end others.
seq 1 3000 > n
printf 'a,b\n1,"x,y"\n' > c.csv
$RUN "$PROGRAM" '{ s += $1 } END { print s, ENVIRON["HOME"], ARGV[1] }' n
$RUN "$PROGRAM" 'BEGIN { while (("ls /" | getline line) > 0) n++; close("ls /"); print n; system("echo hi; exit 3"); srand(); print rand() }'
$RUN "$PROGRAM" '{ print > ("out" $1 % 3); print | "sort -n | tail -1"; print >> "all" } END { close("all"); fflush(); while ((getline l < "all") > 0) k++; print k; print "x" > "/dev/stderr" }' n
$RUN "$PROGRAM" -i csv -H '{ print @"b" }' c.csv
$RUN "$PROGRAM" -F: -v x=1 -f /dev/stdin n <<'AWK'
function f(a) { return a + x }
NR < 5 { print f($1), substr($0, 1), sprintf("%05d", $1), toupper("a"), gsub(/1/, "2") }
AWK
attempt $RUN "$PROGRAM" -cpuprofile prof 'BEGIN { for (i = 0; i < 3000000; i++) x += i; print x }'
attempt $RUN "$PROGRAM" '{' n
attempt $RUN "$PROGRAM" 1 missing
attempt $RUN "$PROGRAM" 'BEGIN { print "x" | "cat 1>&2"; "date" | getline d; print d; exit 4 }'
attempt $RUN "$PROGRAM" -covermode count -coverprofile cover 'BEGIN { print 1 }'
attempt $RUN "$PROGRAM" -version
attempt $RUN "$PROGRAM" -h
yes | attempt timeout 1 $RUN "$PROGRAM" '{ print }' | head -1
