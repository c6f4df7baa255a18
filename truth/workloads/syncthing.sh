# Two peers that find each other at home, share a folder, and copy, change, rename and delete in it.
serve() {
    if $PROGRAM serve --help > /dev/null 2>&1; then
        $RUN "$PROGRAM" serve --home "$1" --no-browser --no-restart --gui-address "127.0.0.1:$2" --logfile "$1.log" --verbose &
    else
        $RUN "$PROGRAM" -home "$1" -no-browser -no-restart -gui-address "127.0.0.1:$2" -logfile "$1.log" -verbose &
    fi
}
export STNOUPGRADE=1 STNODEFAULTFOLDER=1
make_home() {
    if $PROGRAM generate --help > /dev/null 2>&1; then $RUN "$PROGRAM" generate --home "$1"; else $RUN "$PROGRAM" -generate "$1"; fi
    python3 - "$1" "$2" <<'PYTHON'
import re, sys
file, port = sys.argv[1] + "/config.xml", sys.argv[2]
text = open(file).read()
text = re.sub(r"<listenAddress>default</listenAddress>", "<listenAddress>tcp://127.0.0.1:%s</listenAddress><listenAddress>quic://127.0.0.1:%s</listenAddress>" % (port, port), text)
for name in ("globalAnnounceEnabled", "relaysEnabled", "natEnabled"):
    text = re.sub("<%s>true" % name, "<%s>false" % name, text)
open(file, "w").write(text)
PYTHON
}
for one in a b; do mkdir "$one.files"; done
make_home a 22001
make_home b 22002
ids() { grep -o '<device id="[^"]*"' "$1/config.xml" | head -1 | cut -d'"' -f2; }
key() { grep -o '<apikey>[^<]*' "$1/config.xml" | cut -d'>' -f2; }
ida=$(ids a) idb=$(ids b)
python3 - "$ida" "$idb" <<'PYTHON'
import re, sys
for one, port in (("a", 22002), ("b", 22001)):
    file = one + "/config.xml"
    text = open(file).read()
    other = sys.argv[2] if one == "a" else sys.argv[1]
    device = '<device id="%s" name="x" compression="always"><address>tcp://127.0.0.1:%d</address><address>quic://127.0.0.1:%d</address></device>' % (other, port, port)
    folder = '<folder id="f" label="f" path="%s.files" type="sendreceive" rescanIntervalS="2" fsWatcherEnabled="true" fsWatcherDelayS="1"><filesystemType>basic</filesystemType><device id="%s"></device><device id="%s"></device><versioning type="simple"><param key="keep" val="2"></param></versioning></folder>' % (one, sys.argv[1], sys.argv[2])
    text = re.sub(r'(<configuration[^>]*>)', lambda m: m.group(1) + folder + device, text, count=1)
    open(file, "w").write(text)
PYTHON
mkdir a.files/.stfolder b.files/.stfolder
head -c 2000000 /dev/urandom > a.files/big
mkdir a.files/sub; echo x > a.files/sub/x; ln -s big a.files/link
serve a 8384
one=$!
serve b 8385
two=$!
attempt wait_for test -f b.files/big
ask() { attempt curl -s -m 3 -H "X-API-Key: $(key a)" "http://127.0.0.1:8384/rest/$1"; }
for page in system/status system/connections db/status?folder=f events?limit=1 system/log svc/report stats/folder system/browse?current=/tmp/ debug/support; do ask $page > page; done
curl -s http://127.0.0.1:8384/ -o index
echo changed >> a.files/big
mv a.files/sub/x a.files/moved
chmod 600 a.files/moved
rm a.files/link
attempt curl -s -m 3 -X POST -H "X-API-Key: $(key a)" "http://127.0.0.1:8384/rest/db/scan?folder=f"
sleep 4
attempt $RUN "$PROGRAM" cli --home a show system
attempt $RUN "$PROGRAM" --version
attempt $RUN "$PROGRAM" --paths --home a
attempt stop $one
attempt stop $two INT
