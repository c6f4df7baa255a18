//! What a machine gives besides its libraries and files: the tools that build Go there, what it lets
//! a process have, and how its kernel is set.

use crate::plain::facts;
use crate::{Arch, GoVersion};

/// Programs that see to orphans as the first process: made for that, or shells, which wait for whatever
/// falls to them.
pub const INITS: [&str; 18] = [
    "systemd",
    "init",
    "tini",
    "dumb-init",
    "docker-init",
    "podman-init",
    "catatonit",
    "s6-svscan",
    "runsvdir",
    "launchd",
    "sh",
    "bash",
    "dash",
    "ash",
    "busybox",
    "zsh",
    "pause",
    "supervisord",
];

facts! {
    /// The Go command of a machine, and what is said to it before it starts.
    pub struct Toolchain {
        /// The `go` that PATH leads to.
        go: String,
        /// The version of that, as its GOROOT says.
        version: GoVersion,
        /// The architecture that it is a program for, and so builds for by itself.
        arch: Arch,
        /// Every `go` on PATH and where installers put one, each with its version.
        all: Vec<String>,
        /// The GOROOT that belongs to that `go`: where it lies.
        goroot: String,
        /// `GOROOT` of the environment; `Absent` where it is not set.
        goroot_said: String,
        /// The version of what lies in that.
        goroot_said_version: GoVersion,
        /// `CGO_ENABLED`, by the environment or by `go env -w`.
        cgo_enabled: String,
        /// `GOOS`, where it is set.
        os_said: String,
        /// `GOARCH`, where it is set.
        arch_said: String,
        /// `GOBIN`, where it is set.
        bin_said: String,
        /// `GOTOOLCHAIN`, where it is set.
        toolchain_said: String,
        /// Whether the release that `GOTOOLCHAIN` names is on PATH or in the module cache.
        wanted_there: bool,
        /// `GO111MODULE`, where it is set.
        modules_said: String,
        /// `GOPROXY`, where it is set by somebody: `off`, `direct`, or that it is.
        proxy_said: String,
        /// The flags of `GOFLAGS`, without their values.
        flags_said: Vec<String>,
        /// The directory of the module cache; `Absent` where nothing tells Go of one.
        module_cache: String,
        /// The directory of the build cache; `Absent` where nothing tells Go of one.
        cache: String,
        /// The version that the compiler in that GOROOT is of.
        compiler: GoVersion,
        /// The minor release that the standard library in that GOROOT says it is of.
        library: GoVersion,
        /// Files of an older Go that lie in that GOROOT; `Absent` where it has none.
        leftovers: Vec<String>,
        /// `git`, where PATH has it.
        git: String,
        /// What `go env -w` has set, by name.
        kept: Vec<String>,
        /// Whether PATH has the directory that `go install` puts programs into.
        installs_on_path: bool,
    }
}

facts! {
    /// What is said to Go, to C's tools and to every program of Go. A directory, a file or a program is
    /// told by what it leads to: `there`, `not there` or `relative`.
    pub struct Settings {
        /// `GOAMD64`, the level of the CPU that is built for.
        goamd64: String,
        /// `GOARM`, the version of ARM.
        goarm: String,
        /// `GOARM64`, the version of ARM for 64 bits.
        goarm64: String,
        /// `GO386`, the instructions for floating point.
        go386: String,
        /// `GOMIPS`, by what floating point is done.
        gomips: String,
        /// `GOMIPS64`, the same for 64 bits.
        gomips64: String,
        /// `GOPPC64`, the level of POWER.
        goppc64: String,
        /// `GORISCV64`, the profile of RISC-V.
        goriscv64: String,
        /// `GOWASM`, the features of WebAssembly.
        gowasm: String,
        /// `GOEXPERIMENT`, the experiments of the toolchain.
        goexperiment: String,
        /// `GOFIPS140`, the module of cryptography.
        gofips140: String,
        /// `GOSUMDB`, the database of checksums.
        gosumdb: String,
        /// `GOWORK`, the workspace file, or `off`.
        gowork: String,
        /// `GOPATH`: `there` is absolute; also `goroot`, where it is the same as GOROOT, and `~`.
        gopath: String,
        /// `GOROOT_FINAL`, the directory that programs were to be told as GOROOT.
        goroot_final: String,
        /// The program of `GOCACHEPROG`.
        gocacheprog: String,
        /// `GOGC`, how much garbage may gather.
        gogc: String,
        /// `GOMAXPROCS`, how many processors a program uses.
        gomaxprocs: String,
        /// `GOTRACEBACK`, what a crash shows.
        gotraceback: String,
        /// `GODEBUG` of the environment.
        godebug: Vec<String>,
        /// Whether `CGO_CFLAGS` asks for an optimization: `optimized`, or `none`.
        cgo_cflags: String,
        /// The program of `CXX`, or of what Go takes by itself.
        cxx: String,
        /// What `LD_PRELOAD` names.
        ld_preload: String,
        /// The directories of `PKG_CONFIG_LIBDIR`: `there` if one of them is.
        pkg_config_libdir: String,
        /// The directory of `PKG_CONFIG_SYSROOT_DIR`.
        pkg_config_sysroot_dir: String,
        /// The flags of `GOFLAGS`, with the values that Go makes words for, and what files lead to.
        goflags: Vec<String>,
        /// The directory of `HOME`.
        home: String,
        /// The files that shells read and that set something of Go, with their lines: `GOFLAGS
        /// /etc/profile.d/go.sh:3`; `Absent` where nobody asked for them, or none does.
        shell_files: Vec<String>,
        /// The proxy of HTTPS: `understood`, `not understood`, or `differ` where the variable in
        /// capitals and the one in small letters do.
        https_proxy: String,
        /// The proxy of HTTP, in the same words.
        http_proxy: String,
    }
}

facts! {
    /// How a process there finds others: names, addresses, ports.
    pub struct Network {
        /// Whether 127.0.0.1 is there.
        loopback: bool,
        /// Whether ::1 is there.
        loopback6: bool,
        /// Ports that the kernel gives to connections by itself.
        ports: u64,
        /// The name servers of `/etc/resolv.conf`.
        name_servers: Vec<String>,
        /// A name server on this very machine where nothing listens.
        silent_name_server: String,
        /// What `/etc/nsswitch.conf` has host names looked up in, in order.
        host_lookups: Vec<String>,
        /// The file of names for ports.
        services: String,
        /// The file of media types.
        media_types: String,
        /// Whether the group of the process may send pings without further rights.
        may_ping: bool,
    }
}

facts! {
    /// What cgo compiles and links C with.
    pub struct Compiler {
        /// What cgo would call: `CC`, or what Go takes by itself.
        called: String,
        /// Whether `CC` says so: then cgo is on, whatever there is.
        is_said: bool,
        /// Where PATH has it.
        path: String,
        /// What it compiles for, as `-dumpmachine` says: `x86_64-linux-gnu`.
        target: String,
        /// The linker that it would call, `Absent` where it finds none.
        linker: String,
        /// The assembler that it would call, `Absent` where it finds none.
        assembler: String,
        /// A header of the C library (`stdlib.h`) where it would look for it.
        headers: String,
        /// What came of building a line of C: `built`, or the complaint; `Absent` where nobody asked for
        /// it.
        trial: String,
        /// The compiler proper of GCC (`cc1`), which its driver calls.
        proper: String,
        /// What compiles C for each platform that was asked for: `linux/arm64=aarch64-linux-gnu-gcc`, and
        /// nothing behind it where nothing does; `Absent` where nobody asked for any.
        cross: Vec<String>,
        /// What came of building a line of C for each of them: `linux/arm64=built`, or the complaint.
        cross_trial: Vec<String>,
        /// What came of starting a thread in C; `Absent` where nobody asked for it.
        thread: String,
        /// pkg-config, or what `PKG_CONFIG` names, where PATH has it.
        pkg_config: String,
    }
}

facts! {
    /// What a process that is started there may have. `Absent` is: as much as it likes.
    pub struct Limits {
        /// Open files, of which Go itself raises the soft limit to nearly this hard one.
        open_files: u64,
        /// The soft limit of open files, which other programs have.
        open_files_soft: u64,
        /// Processes and threads of the user.
        processes: u64,
        /// Address space, in bytes.
        address_space: u64,
        /// The stack of threads that C starts, in bytes.
        stack: u64,
        /// The largest file, in bytes.
        file_size: u64,
        /// Memory that is not of files, in bytes.
        data: u64,
        /// Processor time, in seconds.
        processor_time: u64,
        /// The largest core file, in bytes.
        core_size: u64,
        /// Memory of the control group and all around it, in bytes.
        group_memory: u64,
        /// Processes and threads of the control group and all around it.
        group_processes: u64,
        /// Processor time of the control group and all around it, in thousandths of a processor.
        group_processors: u64,
    }
}

facts! {
    /// How a kernel is set, under the names of sysctl with `_` for the dots.
    pub struct Sysctl {
        /// Memory maps of a process.
        vm_max_map_count: u64,
        /// Whether memory is only promised that is there: 2 is strict.
        vm_overcommit_memory: u64,
        /// How much of the memory may be promised where only that is promised that is there, in hundredths.
        vm_overcommit_ratio: u64,
        /// Open files of all processes together.
        fs_file_max: u64,
        /// The most that a hard limit of open files can be.
        fs_nr_open: u64,
        /// The highest number of a process or thread.
        kernel_pid_max: u64,
        /// Threads of all processes together.
        kernel_threads_max: u64,
        /// Who may attach to a process: 0 is any process of the same user.
        kernel_yama_ptrace_scope: u64,
        /// Who may use io_uring: 2 is nobody.
        kernel_io_uring_disabled: u64,
        /// Who may load programs of BPF: 1 and 2 are only those with rights.
        kernel_unprivileged_bpf_disabled: u64,
        /// Who may measure by perf: 2 is each his own programs, and higher is less.
        kernel_perf_event_paranoid: u64,
        /// Whether every user may make user namespaces, where a distribution asks.
        kernel_unprivileged_userns_clone: u64,
        /// The largest buffer that a program may ask for what it receives, in bytes.
        net_core_rmem_max: u64,
        /// The same for what it sends.
        net_core_wmem_max: u64,
        /// Connections that may be half open.
        net_ipv4_tcp_max_syn_backlog: u64,
        /// Connections that the firewall keeps in mind.
        net_netfilter_nf_conntrack_max: u64,
        /// The longest queue of connections that wait to be accepted.
        net_core_somaxconn: u64,
        /// Watches of files that a user may have (fsnotify).
        fs_inotify_max_user_watches: u64,
        /// Watchers that a user may have (fsnotify).
        fs_inotify_max_user_instances: u64,
        /// User namespaces that there may be.
        user_max_user_namespaces: u64,
        /// The first port that every user may listen on.
        net_ipv4_ip_unprivileged_port_start: u64,
    }
}

facts! {
    /// What else surrounds a process there.
    pub struct Surroundings {
        /// The distribution's `ID` of os-release.
        distribution: String,
        /// Its `VERSION_ID`.
        distribution_version: String,
        /// What kind of container it is: `docker`, `podman`, `kubernetes`, `lxc`, `wsl`; `Absent`
        /// where nothing says that it is one.
        container: String,
        /// What the first process is called, which those that lost their parent fall to.
        first_process: String,
        /// Memory, in bytes.
        memory: u64,
        /// Processors that are there.
        processors: u64,
        /// The size of a page of memory, in bytes.
        page_size: u64,
        /// What the kernel tells the time by.
        clock_source: String,
        /// When memory is put into large pages: `always`, `madvise` or `never`.
        huge_pages: String,
        /// Whether a filter of system calls (seccomp) stands between a process and the kernel.
        has_seccomp_filter: bool,
        /// Whether the process is of root of the machine itself, whom some limits do not bind.
        is_root: bool,
        /// Whether a process may not gain rights by starting a program (no_new_privs).
        no_new_privileges: bool,
        /// Whether SELinux refuses what its policy does not allow; `Absent` without SELinux.
        selinux_enforcing: bool,
        /// What the kernel is locked down for: `none`, `integrity` or `confidentiality`.
        lockdown: String,
        /// Whether AppArmor is there and on.
        apparmor: bool,
        /// `/dev/null`, which Go opens for a program that it starts.
        null_device: String,
        /// `/proc/self/exe`, by which a program finds itself.
        own_executable: String,
        /// How the directory for temporary files is mounted, those of `noexec`, `ro`, `nosuid` and
        /// `nodev` that count.
        temporary_mount: Vec<String>,
        /// The directory that Go builds in: `GOTMPDIR`, or that for temporary files.
        build_directory: String,
        /// How that is mounted.
        build_mount: Vec<String>,
        /// How much may still be written there, in bytes.
        build_space: u64,
        /// How many files may still be made there.
        build_files: u64,
        /// Whether this user may write there.
        build_writable: bool,
        /// Whether this user may write to the directory of the build cache, or the nearest above it.
        cache_writable: bool,
        /// Whether this user may write to that of the module cache, or the nearest above it.
        module_cache_writable: bool,
        /// How much may still be written to that of the module cache, in bytes.
        module_cache_space: u64,
        /// What of its rights a new file does not get, in octal digits.
        umask: String,
        /// Whether the user database has the user.
        user_known: bool,
        /// Whether `/etc/localtime` leads nowhere.
        local_time_dangles: bool,
        /// Certificate authorities in the bundle that Go reads.
        authorities: u64,
        /// Memory that may still be promised, in bytes, where the kernel promises only what it has.
        promise_left: u64,
        /// Emulators that are registered and whose program is not there.
        emulators_not_there: Vec<String>,
        /// Emulators that are looked for again in every container.
        emulators_not_kept: Vec<String>,
        /// Emulators that are registered and switched off.
        emulators_off: Vec<String>,
        /// Emulators that run a setuid program with the rights of whoever starts it.
        emulators_without_rights: Vec<String>,
        /// Emulators that no file here registers again when the machine is started.
        emulators_until_restart: Vec<String>,
        /// System calls and sockets that the kernel refuses, of those that programs of Go need:
        /// `epoll_create1`, `eventfd2`, `pipe2`, `getrandom`, `netlink`.
        refused: Vec<String>,
        /// The rights of the process, of those that programs of Go ask for most.
        capabilities: Vec<String>,
        /// What SELinux has refused lately: what, of which class and type, and whom.
        selinux_denials: Vec<String>,
        /// What AppArmor has refused lately: what, by which profile, and whom.
        apparmor_denials: Vec<String>,
        /// A go.mod above all temporary files, a home, or everything.
        stray_module: String,
        /// Whether root works in the home of somebody else.
        home_of_another: bool,
        /// How many bytes a socket's path may still have below the directory for temporary files.
        socket_path_left: u64,
        /// Whether the clock is behind the time at which the Go there was made.
        clock_behind: bool,
        /// The developer tools of macOS: their directory.
        developer_tools: String,
        /// Whether Rosetta translates this very process.
        translated: bool,
        /// Whether Windows lets programs have paths of more than 260 characters.
        long_paths: bool,
        /// Whether git refuses the repository around the working directory as of another user.
        repository_refused: bool,
        /// How the directory of the build cache is mounted, or the nearest above it that is there.
        cache_mount: Vec<String>,
        /// How the directory of the module cache is mounted, or the nearest above it that is there.
        module_cache_mount: Vec<String>,
        /// Whether `PATH` names a directory that is not absolute, or nothing between two colons.
        path_is_relative: bool,
        /// `GOMEMLIMIT` of the environment, where it is set.
        memory_limit_said: String,
        /// `TZ` of the environment, where it is set.
        time_zone_said: String,
        /// The file of that time zone.
        time_zone_file: String,
        /// The line of `/etc/hosts` that knows localhost.
        localhost: String,
    }
}
