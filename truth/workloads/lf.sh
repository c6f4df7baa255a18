# A file manager on a terminal: moves about, marks, copies, renames, deletes, previews, runs commands, talks to its server.
export XDG_RUNTIME_DIR="$HOME" XDG_CONFIG_HOME="$HOME/conf" XDG_DATA_HOME="$HOME/data"
mkdir -p conf/lf tree/a tree/b
printf 'set previewer cat\nset hidden\nset dircounts\nset info size:time\nset period 1\nset drawbox\ncmd mk %%mkdir "$1"\nset icons\nset sortby time\n' > conf/lf/lfrc
for n in 1 2 3 4 5; do echo "$n" > "tree/f$n"; done
ln -s f1 tree/link; mkfifo tree/pipe
attempt $RUN "$PROGRAM" -version
attempt $RUN "$PROGRAM" -doc > doc
on_terminal '$RUN "$PROGRAM" -last-dir-path last -selection-path chosen tree' 'jj' ' ' 'y' 'k' 'l' 'p' 'h' 'G' 'gg' ':mk new\r' '$true\r' '%echo hi\r' '!true\r' 'r' 'x\r' ':delete\r' 'y' '/f3\r' 'n' 'd' 'zh' 'sn' '&sleep 0\r' ':cd /\r' ':reload\r' ':cd -\r' ':select f2\r' ':cut\r' ':paste\r' ':mark-save\r' 'a' 'q'
$RUN "$PROGRAM" -server &
server=$!
sleep 0.5
attempt $RUN "$PROGRAM" -remote 'send echo hi'
on_terminal '$RUN "$PROGRAM" -command "echo hi" tree' 'l' '\x1b' 'V' 'jj' ':rename q\r' 'q'
attempt $RUN "$PROGRAM" -remote 'quit'
attempt $RUN "$PROGRAM" -remote 'quit!'
kill $server 2> /dev/null || true
wait || true
