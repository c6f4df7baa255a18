# Runs scripts with files, pipes, jobs and redirections, and a shell on a terminal with completion and history.
cat > a.elv <<'ELV'
use path
use os
use str
use math
use re
use runtime
echo hi > f; cat < f | wc -l
var x = (range 5 | each {|n| * $n $n })[3]
put $x (path:abs f) (path:is-dir .)
try { os:mkdir d; os:rename f g; os:chmod 0o600 g; os:symlink g s; os:stat g; os:remove-all d; put (os:temp-dir) (os:temp-file) } catch e { echo $e }
cd /tmp; cd -
peach {|n| sh -c 'exit 0' } [1 2 3]
try { sh -c 'exit 3' } catch e { put $e }
var f = (file:open f 2>/dev/null) ; echo
ELV
sed -i '$d' a.elv
cat > b.elv <<'ELV'
use unix
use file
echo words > w
var f = (file:open w); slurp < $f; file:close $f
var p = (file:pipe); echo piped > $p; file:close $p[w]; slurp < $p; file:close $p[r]
try { file:truncate w 2 } catch e { nop }
put $unix:umask; set unix:umask = 0o027
try { put (has-external ls) (search-external ls) (external ls) } catch e { nop }
e:sleep 0.1
time { nop }
sleep 0.1
put *.elv **.elv[nomatch-ok]
put $pid $pwd $E:HOME ~ ~root
try { exec sh -c 'echo replaced' } catch e { nop }
ELV
attempt $RUN "$PROGRAM" a.elv
attempt $RUN "$PROGRAM" b.elv
attempt $RUN "$PROGRAM" -c 'echo $args' x y
attempt $RUN "$PROGRAM" -compileonly a.elv
attempt $RUN "$PROGRAM" -version
attempt $RUN "$PROGRAM" -buildinfo -json
echo 'echo from input' | attempt $RUN "$PROGRAM"
on_terminal '$RUN "$PROGRAM"' 'echo hi\r' 'ls /u\t' '\r' '\x1b[A' '\x03' '\x0c' '\x0e' '\x1b' 'sleep 1 &\r' 'sleep 9\r' '\x03' 'cd /\r' 'vi nothing\x15' 'exit\r'
on_terminal 'env -u HOME $RUN "$PROGRAM" -norc' 'edit:command-history\r' '\x04'
