# Imports an image, runs and asks containers and pods of it, and serves its API, in storage of its own.
mkdir -p .config/containers
echo '{"default": [{"type": "insecureAcceptAnything"}]}' > .config/containers/policy.json
cat > storage.conf <<CONF
[storage]
driver = "vfs"
runroot = "$HOME/run"
graphroot = "$HOME/graph"
CONF
printf '[engine]\ncgroup_manager = "cgroupfs"\nevents_logger = "file"\ntmp_dir = "%s/tmp"\nstatic_dir = "%s/static"\n[containers]\nnetns = "none"\ncgroups = "disabled"\n' "$HOME" "$HOME" > containers.conf
mkdir -p tmp root/bin root/etc root/tmp
export CONTAINERS_STORAGE_CONF="$HOME/storage.conf" CONTAINERS_CONF="$HOME/containers.conf"
for file in /bin/sh /bin/cat /bin/sleep; do
    cp "$file" root/bin/
    for library in $(ldd "$file" | grep -o '/[^ ]*'); do mkdir -p "root$(dirname "$library")"; cp -n "$library" "root$library"; done
done
tar -C root -cf root.tar .
p() { $RUN "$PROGRAM" --runtime /usr/bin/crun "$@"; }
attempt p version
attempt p --runtime /usr/bin/crun info
attempt p info
attempt p import root.tar localhost/image:one
attempt p images --format json
attempt p create --name c --network none --env A=b --volume "$HOME:/mnt" localhost/image:one /bin/cat /mnt/root.tar
attempt p start -a c > out
attempt p run --rm --network none localhost/image:one /bin/sh -c 'echo in'
attempt p run -d --name d --network none localhost/image:one /bin/sleep 8
attempt p ps -a
attempt p exec d /bin/cat /etc/hostname
attempt p logs d
attempt p inspect c
attempt p cp storage.conf c:/x
attempt p diff c
attempt p mount c
attempt p export c -o out.tar
attempt p commit c image:two
attempt p stop -t 0 d
attempt p rm -f d
attempt p volume create v
attempt p volume ls
attempt p secret create s storage.conf
attempt p pod create --name q --infra=false
attempt p generate kube c
attempt p healthcheck run c
attempt p events --stream=false
attempt p system df
attempt p tag localhost/image:one localhost/image:three
attempt p save -o saved.tar localhost/image:one
attempt p load -i saved.tar
attempt p network ls
attempt p wait c
$RUN "$PROGRAM" system service -t 3 "unix://$HOME/p.sock" &
server=$!
attempt wait_for test -S p.sock
attempt curl -s --unix-socket p.sock http://d/v1.40/containers/json?all=1
attempt curl -s --unix-socket p.sock http://d/v1.40/images/json
attempt curl -s --unix-socket p.sock http://d/v1.40/info -o info
attempt stop $server
attempt p rm -fa
attempt p rmi -fa
attempt p system prune -af
attempt p system renumber
