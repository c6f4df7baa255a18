//! Faults of files, limits and the network.

use crate::{Fault, NONE};

pub(crate) const FAULTS: &[Fault] = &[
    Fault {
        rule: "no_build_directory",
        set: &[("TMPDIR", "/nowhere")],
        run: "go build -o /dev/null .",
        words: "creating work dir: stat /nowhere: no such file or directory",
        ..NONE
    },
    Fault {
        rule: "build_directory_noexec",
        set: &[("TMPDIR", "@/mount")],
        before: "mount -t tmpfs -o noexec none @/mount",
        run: "go run .",
        words: "permission denied",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "build_directory_read_only",
        set: &[("GOTMPDIR", "@/mount")],
        before: "mount -t tmpfs -o ro none @/mount",
        run: "go build -o /dev/null .",
        words: "read-only file system",
        ..NONE
    },
    Fault {
        rule: "no_null_device",
        before: "mount -t tmpfs none /dev",
        run: "go build -o @/out .",
        words: "open /dev/null: no such file or directory",
        ..NONE
    },
    Fault {
        rule: "no_proc",
        before: "mount -t tmpfs none /proc",
        run: "@/hello-program itself",
        words: "readlink /proc/self/exe: no such file or directory",
        code: 2,
        ..NONE
    },
    Fault {
        rule: "too_few_open_files",
        before: "ulimit -n 16",
        run: "go build -a -o /dev/null .",
        words: "too many open files",
        ..NONE
    },
    Fault {
        rule: "too_little_address_space",
        before: "ulimit -v 600000",
        run: "@/hello-program",
        words: "failed to reserve page summary memory",
        ..NONE
    },
    Fault {
        rule: "modules_without_certificates",
        set: &[("SSL_CERT_FILE", "/nowhere"), ("SSL_CERT_DIR", "/nowhere")],
        run: "@/hello-program authorities",
        words: "0 authorities",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "time_zone_not_there",
        set: &[("TZ", "Asia/Nowhere")],
        run: "@/hello-program zone",
        words: "UTC +0000",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "cache_not_writable",
        set: &[("GOCACHE", "@/mount")],
        before: "mount -t tmpfs -o ro none @/mount",
        run: "go build -o /dev/null .",
        words: "failed to initialize build cache",
        ..NONE
    },
    Fault {
        rule: "localhost_not_known",
        before: "mount --bind @/hosts /etc/hosts",
        run: "@/hello-program localhost",
        words: "localhost: lookup localhost",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "files_too_small",
        before: "ulimit -f 2000",
        run: "go build -a -o /dev/null .",
        words: "file too large",
        ..NONE
    },
    Fault {
        rule: "build_directory_full",
        set: &[("TMPDIR", "@/mount")],
        before: "mount -t tmpfs -o size=5m none @/mount",
        run: "go build -a -o /dev/null .",
        words: "no space left on device",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "module_cache_not_writable",
        set: &[("GOMODCACHE", "@/mount"), ("GOFLAGS", "-mod=mod"), ("GOPROXY", "file:///nowhere")],
        before: "mount -t tmpfs -o ro none @/mount",
        run: "m:go build .",
        words: "read-only file system",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "no_files_left_to_build",
        set: &[("TMPDIR", "@/mount")],
        before: "mount -t tmpfs -o nr_inodes=30 none @/mount",
        run: "go build -a -o /dev/null .",
        words: "no space left on device",
        ..NONE
    },
    Fault {
        rule: "build_cache_of_another_user",
        set: &[("GOCACHE", "@/locked")],
        before: "chmod 555 @/locked",
        run: "go build -o /dev/null .",
        words: "permission denied",
        ..NONE
    },
    Fault {
        rule: "module_cache_of_another_user",
        set: &[("GOMODCACHE", "@/locked"), ("GOFLAGS", "-mod=mod"), ("GOPROXY", "file:///nowhere")],
        before: "chmod 555 @/locked",
        run: "m:go build .",
        words: "permission denied",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "build_directory_of_another_user",
        set: &[("TMPDIR", "@/locked")],
        before: "chmod 555 @/locked",
        run: "go build -o /dev/null .",
        words: "creating work dir: mkdir",
        ..NONE
    },
    Fault {
        rule: "umask_hides_programs",
        before: "umask 0177",
        run: "go build -o @/masked . && @/masked",
        words: "ermission denied",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "too_little_data",
        before: "ulimit -d 50000",
        run: "@/hello-program",
        words: "out of memory",
        ..NONE
    },
    Fault {
        rule: "too_little_processor_time",
        before: "ulimit -t 1",
        run: "go build -a -o /dev/null net/http",
        words: "signal: killed",
        ..NONE
    },
    Fault {
        rule: "stack_too_small_for_c",
        set: &[("CGO_ENABLED", "1")],
        before: "ulimit -s 64",
        run: "c:go build -a -o /dev/null .",
        words: "internal compiler error: Segmentation fault",
        ..NONE
    },
    Fault {
        rule: "loopback_not_there",
        before: "net true",
        run: "@/hello-program listen",
        words: "network is unreachable",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "loopback_without_ipv6",
        before: "net ip link set lo up && echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6",
        run: "@/hello-program listen6",
        words: "cannot assign requested address",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "too_few_ports",
        before: "net ip link set lo up && echo 40000 40020 > /proc/sys/net/ipv4/ip_local_port_range",
        run: "@/hello-program connections",
        words: "cannot assign requested address",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "short_accept_queue",
        before: "net ip link set lo up && echo 1 > /proc/sys/net/core/somaxconn",
        run: "@/hello-program burst",
        words: "i/o timeout",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "no_name_server",
        before: "mount --bind @/blank /etc/resolv.conf",
        run: "@/hello-program lookup",
        words: "lookup example.invalid",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "name_server_silent",
        before: "mount --bind @/resolv.conf /etc/resolv.conf",
        run: "@/hello-program lookup",
        words: "127.0.0.53:53: read: connection refused",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "dns_not_asked",
        before: "mount --bind @/only-files /etc/nsswitch.conf",
        run: "@/hello-program lookup",
        words: "lookup example.invalid: no such host",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "hosts_file_not_asked",
        before: "mount --bind @/only-dns /etc/nsswitch.conf",
        run: "@/hello-program localhost",
        words: "localhost: lookup localhost",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "no_service_names",
        before: "mount -t tmpfs none /etc",
        run: "@/hello-program port",
        words: "unknown port",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "no_media_types",
        before: "mount -t tmpfs none /etc && mount -t tmpfs none /usr/share/mime",
        run: "@/hello-program media",
        words: "media type: none",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "user_not_known",
        unset: &["USER"],
        before: "mount --bind @/blank /etc/passwd",
        run: "@/hello-program user",
        words: "Current requires cgo or $USER",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "local_time_leads_nowhere",
        before: "mount -t tmpfs none /etc && ln -s /nowhere /etc/localtime",
        run: "@/hello-program zone",
        words: "UTC +0000",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "ca_bundle_empty",
        before: "mount -t tmpfs none /etc/ssl/certs && : > /etc/ssl/certs/ca-certificates.crt",
        run: "@/hello-program authorities",
        words: "0 authorities",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "polling_refused",
        before: "@/refused 291",
        run: "@/hello-program listen",
        words: "epollcreate failed",
        ..NONE
    },
    Fault {
        rule: "pipes_refused",
        set: &[("PATH", "@/anothers/bin:/usr/bin:/bin")],
        before: "@/refused 293",
        run: "@/hello-program start",
        words: "operation not permitted",
        code: 2,
        ..NONE
    },
    Fault {
        rule: "interfaces_refused",
        before: "@/refused 41",
        run: "@/hello-program interfaces",
        words: "netlinkrib: operation not permitted",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "localhost_is_elsewhere",
        before: "mount --bind @/far-hosts /etc/hosts",
        run: "@/hello-program localhost",
        words: "localhost: [192.0.2.7]",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "cache_noexec",
        set: &[("GOCACHE", "@/mount")],
        before: "mount -t tmpfs -o noexec none @/mount",
        run: "go run . ; go run .",
        words: "permission denied",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "stray_module",
        set: &[("TMPDIR", "@/stray")],
        run: "cd @/stray/below && go build .",
        words: "ignoring go.mod in system temp root",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "temporary_path_too_long",
        set: &[(
            "TMPDIR",
            "@/a-directory-with-a-name-that-is-longer-than-anybody-would-ever-want-it-to-be",
        )],
        run: "@/hello-program socket",
        words: "bind: invalid argument",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "random_bytes_refused",
        before: "@/refused 318",
        run: "@/hello-program random",
        words: "failed to read random data",
        ..NONE
    },
];
