# Becomes other users by name, number and group, and looks them up in files.
attempt $RUN "$PROGRAM" --version
attempt $RUN "$PROGRAM" --help
$RUN "$PROGRAM" nobody id
$RUN "$PROGRAM" nobody:nogroup id
$RUN "$PROGRAM" 1234:5678 id
$RUN "$PROGRAM" root sh -c 'echo $HOME'
attempt $RUN "$PROGRAM" nosuchuser id
attempt $RUN "$PROGRAM" nobody nosuchcommand
attempt $RUN "$PROGRAM" nobody
