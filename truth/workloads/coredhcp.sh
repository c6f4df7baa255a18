# Gives addresses to clients on a pair of interfaces that it keeps in a file.
cat > c.yml <<YML
server4:
  listen: ["%d0:67"]
  plugins:
    - lease_time: 3600s
    - server_id: 10.7.0.1
    - dns: 8.8.8.8
    - router: 10.7.0.1
    - netmask: 255.255.255.0
    - range: leases.db 10.7.0.10 10.7.0.50 60s
    - file: static.txt autorefresh
server6:
  listen: ["[::]%d0"]
  plugins:
    - server_id: LL 00:de:ad:be:ef:00
    - dns: 2001:4860:4860::8888
    - prefix: 2001:db8::/48 64
YML
echo '00:11:22:33:44:55 10.7.0.9' > static.txt
sed -i 's/%d0:67/0.0.0.0%d0:67/' c.yml
ip link add d0 type veth peer name d1
ip addr add 10.7.0.1/24 dev d0
ip link set d0 up
ip link set d1 up
attempt $RUN "$PROGRAM" --help
attempt $RUN "$PROGRAM" --plugins
$RUN "$PROGRAM" --conf c.yml --logfile log -L debug > said 2>&1 &
server=$!
sleep 1.5
python3 - <<'PYTHON' || true
import socket, struct, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1); s.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b"d1"); s.bind(("0.0.0.0", 68))
for n, kind in enumerate((1, 3, 1, 1)):
    mac = bytes([2, 0, 0, 0, 0, n])
    p = struct.pack(">BBBBIHH4s4s4s4s16s64s128sI", 1, 1, 6, 0, 7, 0, 0x8000, b"\0" * 4, b"\0" * 4, b"\0" * 4, b"\0" * 4, mac + b"\0" * 10, b"", b"", 0x63825363) + bytes([53, 1, kind, 55, 2, 1, 3, 255])
    s.sendto(p, ("255.255.255.255", 67)); time.sleep(0.2)
t = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
t.sendto(b"\1\0\0\7" + struct.pack(">HH", 1, 10) + b"\0\3\0\1\2\0\0\0\0\1", ("ff02::1:2", 547, 0, socket.if_nametoindex("d1"))); time.sleep(0.5)
PYTHON
echo '00:11:22:33:44:56 10.7.0.8' >> static.txt
sleep 0.5
cat said
attempt stop $server
ip link del d0
