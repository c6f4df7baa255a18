# Filters, and is used on a terminal with a preview, commands bound to keys and a port to listen on.
seq 1 3000 | sed 's/$/ some words/' > words
mkdir -p tree/a tree/b; touch tree/a/x tree/b/y; ln -s ../a tree/b/link
$RUN "$PROGRAM" --filter '12 word' < words
$RUN "$PROGRAM" -f '!12 ^3' --tac --read0 --print0 < words > out || true
attempt $RUN "$PROGRAM" --version
attempt $RUN "$PROGRAM" --filter nothing-like-it < words
attempt $RUN "$PROGRAM" --bash
attempt $RUN "$PROGRAM" --man | head -5
on_terminal '$RUN "$PROGRAM" -m --preview "cat words | head -20" --history past --bind "ctrl-e:execute(echo hi),ctrl-r:reload(seq 10),ctrl-t:execute-silent(true)" < words' 'so' '\x05' '\t\t' '\x12' '\x14' '\x10\x0e' '1' '\r'
(cd tree && on_terminal '$RUN "$PROGRAM" --height 40% --reverse --header h' 'x' '\x1b')
(cd tree && on_terminal 'env FZF_DEFAULT_COMMAND="find ." $RUN "$PROGRAM" --no-mouse' 'y' '\r')
on_terminal '$RUN "$PROGRAM" --listen 6266 --bind "start:reload(seq 5),ctrl-z:ignore" < words' 'a' '\x7f' '\r' &
terminal=$!
attempt wait_for curl -s -m 1 http://127.0.0.1:6266 -d 'change-query(3)'
attempt curl -s -m 1 http://127.0.0.1:6266
wait $terminal
on_terminal '$RUN "$PROGRAM" --with-nth 1 --ansi --cycle --tmux < words' '\x1b[A' '\x03'
