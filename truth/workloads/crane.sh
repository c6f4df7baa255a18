# Serves a registry, and pushes, pulls, copies, changes and validates images there.
$RUN "$PROGRAM" registry serve --address 127.0.0.1:5050 --disk "$HOME/disk" &
server=$!
attempt wait_for listens 5050
mkdir layer; echo hi > layer/f; tar -C layer -cf layer.tar .
c() { attempt $RUN "$PROGRAM" --insecure "$@"; }
at=127.0.0.1:5050
c version
c append --new_layer layer.tar --new_tag $at/aa:one --platform linux/amd64
c append --new_layer layer.tar --new_tag $at/aa:two -o out.tar
c manifest $at/aa:one
c config $at/aa:one
c digest $at/aa:one
c ls $at/aa
c catalog $at
c pull $at/aa:one pulled.tar
c pull --format oci $at/aa:one layout
c pull --format legacy $at/aa:one legacy.tar
c pull -c cache $at/aa:one cached.tar
c push pulled.tar $at/bb:one
c push layout $at/bb:two
c copy $at/aa:one $at/cc:one
c tag $at/aa:one three
c mutate $at/aa:one --label x=y --entrypoint /x --tag $at/aa:four
c flatten $at/aa:four -t $at/aa:five
c rebase $at/aa:four --old_base $at/aa:one --new_base $at/bb:one
c export $at/aa:one exported.tar
c export - - < layer.tar > out
c validate --remote $at/aa:one
c validate --tarball pulled.tar
c blob $at/aa@sha256:0000000000000000000000000000000000000000000000000000000000000000
c index append -t $at/ii:one -m $at/aa:one
c index filter $at/ii:one --platform linux/amd64 -t $at/ii:two
c delete $at/cc:one
echo p | c auth login $at -u u --password-stdin
c auth get $at
c auth logout $at
attempt stop $server
