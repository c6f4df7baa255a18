//! Dumps of releases that are no longer at hand, as people quoted them in public threads, shortened.

use super::{Crash, Of, Reader, Said};

fn read(text: &str) -> Crash {
    let (mut reader, mut all) = (Reader::default(), Vec::new());
    reader.push(text.as_bytes(), |crash| all.push(crash));
    reader.finish(|crash| all.push(crash));
    assert_eq!(all.len(), 1, "{all:#?}");
    all.remove(0)
}

fn functions(crash: &Crash, group: usize) -> Vec<&str> {
    crash.groups[group].stack.frames.iter().map(|frame| &*frame.function).collect()
}

/// https://github.com/tidwall/digitalrain/issues/5
#[test]
fn go_1_13_on_windows() {
    let crash = read(
        "panic: runtime error: invalid memory address or nil pointer dereference\n\
         [signal 0xc0000005 code=0x0 addr=0x0 pc=0x456849]\n\n\
         goroutine 1 [running]:\n\
         github.com/gopherjs/gopherjs/js.(*Object).Get(0x0, 0x47d934, 0x8, 0x435b11)\n\
         \tpath/github.com/gopherjs/gopherjs/js/js.go:32 +0x29\n\
         main.main()\n\
         \tpath/digitalrain/digitalrain.go:24 +0x4d\n\
         exit status 2\n",
    );
    assert_eq!(
        functions(&crash, 0),
        ["github.com/gopherjs/gopherjs/js.(*Object).Get", "main.main"]
    );
    assert_eq!((crash.signal.unwrap().name.as_str(), crash.exit), ("0xc0000005", Some(2)));
}

/// https://github.com/sciter-sdk/go-sciter/issues/312, of a Go from before 1.17: the stack that crashed has no title
#[test]
fn an_exception_in_code_of_others_on_windows() {
    let crash = read(
        "Exception 0xc0000005 0x8 0x0 0x0\n\
         PC=0x0\n\
         signal arrived during external code execution\n\n\
         github.com/sciter-sdk/go-sciter._Cfunc_SciterCreateWindow(0x296, 0xa115f0, 0x9858c5, 0x0, 0x0, 0x0)\n\
         \t_cgo_gotypes.go:989 +0x53\n\
         main.main()\n\
         \te:/FLX-New/src/simple.go:12 +0x6a\n\
         rax     0x7ff832d2add0\n\
         rbx     0x296\n\
         rip     0x0\n",
    );
    let signal = crash.signal.as_ref().unwrap();
    assert_eq!(
        (signal.name.as_str(), signal.code, signal.address),
        ("0xc0000005", Some(8), Some(0))
    );
    assert!(crash.in_cgo);
    assert_eq!(
        functions(&crash, 0),
        ["github.com/sciter-sdk/go-sciter._Cfunc_SciterCreateWindow", "main.main"]
    );
    assert_eq!(crash.registers.len(), 3);
}

/// https://github.com/slackhq/nebula/issues/316, Go 1.14 or 1.15 for arm64
#[test]
fn a_throw_of_go_1_14() {
    let crash = read(
        "fatal error: concurrent map writes\n\n\
         goroutine 102 [running]:\n\
         runtime.throw(0x59f459, 0x15)\n\
         \truntime/panic.go:1116 +0x54 fp=0x40002b9470 sp=0x40002b9440 pc=0x42984\n",
    );
    assert_eq!(crash.said, [Said::Fatal("concurrent map writes".into())]);
    let frame = &crash.groups[0].stack.frames[0];
    assert_eq!((frame.line, frame.pc, crash.least), (1116, Some(0x42984), None));
}

/// https://github.com/golang/go/issues/48212, Go 1.17 on macOS: memory stands between title and frames
#[test]
fn memory_between_the_frames_of_go_1_17() {
    let row = "0x00007ffeefbff678:  0x01007ffeefbff698  0x0000000000000004\n";
    let crash = read(&format!(
        "fatal error: unexpected signal during runtime execution\n\
         [signal SIGSEGV: segmentation violation code=0x1 addr=0xb01dfacedebac1e pc=0x7fff204e9c9e]\n\n\
         runtime stack:\n\
         runtime: unexpected return pc for runtime.sigpanic called from 0x7fff204e9c9e\n\
         stack: frame={{sp:0x7ffeefbff778, fp:0x7ffeefbff7c8}} stack=[0x7ffeefb80818,0x7ffeefbff880)\n\
         {}\
         runtime.throw({{0x46cf002, 0x15}})\n\
         \t/usr/local/go/src/runtime/panic.go:1198 +0x71\n",
        row.repeat(40)
    ));
    assert_eq!(
        (crash.groups[0].stack.of, functions(&crash, 0)),
        (Of::Runtime, vec!["runtime.throw"])
    );
    assert_eq!(crash.least, Some(17));
}

/// https://github.com/awesome-fc/golang-runtime/issues/7, Go 1.18 or 1.19: a library wrote down what it recovered
#[test]
fn what_a_library_of_go_1_18_recovered() {
    let crash = read(
        "fatal error: concurrent map writes\n\
         goroutine 1529 [running]:\n\
         github.com/awesome-fc/golang-runtime.GetLoggerByRequestID({0xc000468571, 0x20})\n\
         \t/x/github.com/awesome-fc/golang-runtime@v0.0.0-20220629090431-93c1f92c7353/fc_logger.go:60 +0x13e\n\
         net/http.HandlerFunc.ServeHTTP(0xc000787180?, {0x10469c0?, 0xc000787180?}, 0xee3b34?)\n\
         \t/usr/local/go/src/net/http/server.go:2109 +0x2f\n",
    );
    assert_eq!(crash.groups[0].stack.frames.len(), 2);
    assert_eq!(crash.least, Some(18));
}

/// https://github.com/golang/go/issues/60783, Go 1.20: the error is said once for each thread, and tabs are lost
#[test]
fn an_error_of_many_threads_of_go_1_20() {
    let crash = read(
        "fatal error: unexpected signal during runtime execution\n\
         fatal error: unexpected signal during runtime execution\n\
         [signal SIGSEGV: segmentation violation code=0x1 addr=0xd0 pc=0x426356]\n\n\
         runtime stack:\n\
         runtime.throw({0xf1354a?, 0x16a7d40?})\n\
         /usr/local/go/src/runtime/panic.go:1047 +0x5d fp=0xc000069750 sp=0xc000069720 pc=0x43559d\n\
         runtime.(*lfstack).pop(...)\n\
         /usr/local/go/src/runtime/lfstack.go:47\n\
         runtime.getempty()\n\
         /usr/local/go/src/runtime/mgcwork.go:355 +0x1b6 fp=0xc000069810 sp=0xc0000697b0 pc=0x426356\n",
    );
    assert_eq!(
        functions(&crash, 0),
        ["runtime.throw", "runtime.(*lfstack).pop", "runtime.getempty"]
    );
    assert!(crash.groups[0].stack.frames[1].inlined);
}

/// https://github.com/wasilibs/go-re2/issues/136: an address that nobody knows, and the release in a path
#[test]
fn the_release_of_a_toolchain_that_was_fetched() {
    let crash = read(
        "SIGILL: illegal instruction\n\
         PC=0xffff610b01f4 m=0 sigcode=1\n\
         instruction bytes: 0xa 0xfd 0xeb 0x88\n\n\
         goroutine 1 [running, locked to thread]:\n\
         runtime: g 1: unknown pc 0xffff610b01f4\n\
         stack: frame={sp:0x4101231fa0, fp:0x0} stack=[0x41014a0000,0x41014b0000)\n\n\
         goroutine 2 [force gc (idle)]:\n\
         runtime.gopark(0x0?, 0x0?, 0x0?, 0x0?, 0x0?)\n\
         \t/root/go/pkg/mod/golang.org/toolchain@v0.0.1-go1.21.5.linux-amd64/src/runtime/proc.go:398 +0xc8\n",
    );
    assert_eq!(crash.go.as_deref(), Some("go1.21.5"));
    assert_eq!(crash.groups[0].stack.frames[0].pc, Some(0xffff_610b_01f4));
}

/// https://github.com/steeve/plugin.video.pulsar/issues/109: what a media player puts before each line
#[test]
fn a_prefix_that_nobody_else_writes() {
    let crash = read(
        "15:08:10 364.658051 T:1587278832  NOTICE: [plugin.video.pulsar] panic: runtime error: x\n\
         15:08:10 364.659393 T:1587278832  NOTICE: [plugin.video.pulsar] [signal 0xb code=0x1 addr=0x0 pc=0x2db9f0]\n\
         15:08:10 364.660645 T:1587278832  NOTICE: [plugin.video.pulsar]\n\
         15:08:10 364.661713 T:1587278832  NOTICE: [plugin.video.pulsar] goroutine 88 [running]:\n\
         15:08:10 364.662811 T:1587278832  NOTICE: [plugin.video.pulsar] github.com/steeve/pulsar/tmdb.func·007(0xd)\n\
         15:08:10 364.663901 T:1587278832  NOTICE: [plugin.video.pulsar]     /go/src/tmdb/movie.go:188 +0x2c8\n",
    );
    assert_eq!(functions(&crash, 0), ["github.com/steeve/pulsar/tmdb.func·007"]);
    assert!(matches!(&crash.said[..], [Said::Panic { value, .. }] if value == "runtime error: x"));
    assert_eq!(crash.signal.unwrap().pc, Some(0x2d_b9f0));
}

/// https://github.com/albus01/ibenchmark/pull/2, of Go 1.9: before 1.21 nobody said which goroutine began another
#[test]
fn the_newest_release_that_writes_so() {
    let old = "fatal error: concurrent map writes\n\n\
         goroutine 122 [running]:\n\
         runtime.throw(0x6df750, 0x15)\n\
         \t/usr/local/go/src/runtime/panic.go:605 +0x95 fp=0xc420055e50 sp=0xc420055e30 pc=0x42b5c5\n\
         main.handle_request(0xc42012fb00, 0xc420162000, 0xc42012a0f0, 0xc4200f6000)\n\
         \t/tmp/ibenchmark/iBench.go:142 +0xdd fp=0xc420055fc0 sp=0xc420055ed0 pc=0x63f4dd\n\
         created by main.worker\n\
         \t/tmp/ibenchmark/iBench.go:207 +0x379\n";
    let crash = read(old);
    assert_eq!((crash.least, crash.most), (None, Some(20)));
    assert_eq!(crash.groups[0].stack.creator.as_ref().unwrap().function, "main.worker");
    let crash = read(&old.replace("main.worker", "main.worker in goroutine 1"));
    assert_eq!((crash.least, crash.most), (Some(21), None));
    // Timers are begun by the runtime, which is no goroutine.
    assert_eq!(read(&old.replace("main.worker", "time.goFunc")).most, None);
}

/// The forms of Apple's ReportCrash, written by hand after its documentation ("Interpreting the JSON format of a
/// crash report").
#[test]
fn reports_of_macos() {
    let crash = read(
        "{\"app_name\":\"app\",\"timestamp\":\"2024-01-02 03:04:05.00 +0000\",\"bug_type\":\"309\"}\n\
         {\"procName\":\"app\",\"exception\":{\"type\":\"EXC_BAD_ACCESS\",\"signal\":\"SIGSEGV\",\n\
         \"subtype\":\"KERN_INVALID_ADDRESS at 0x0000000000000010\"},\"faultingThread\":1,\n\
         \"threads\":[{\"id\":1,\"frames\":[]},{\"id\":2,\"triggered\":true,\"frames\":[\n\
         {\"imageOffset\":256,\"symbol\":\"main.crash\",\"symbolLocation\":32,\"imageIndex\":0}]}],\n\
         \"usedImages\":[{\"base\":4294967296,\"name\":\"app\"}]}\n",
    );
    assert_eq!(crash.signal.as_ref().unwrap().address, Some(16));
    let frame = &crash.groups[0].stack.frames[0];
    assert_eq!(
        (&*frame.function, &*frame.file, frame.pc),
        ("main.crash", "app", Some(0x1_0000_0100))
    );
    let crash = read(
        "Process:               app [123]\n\
         Exception Type:        EXC_BAD_ACCESS (SIGSEGV)\n\
         Exception Codes:       KERN_INVALID_ADDRESS at 0x0000000000000010\n\n\
         Thread 0:\n\
         0   libsystem_kernel.dylib        0x00007fff2050bc9e __pthread_kill + 10\n\n\
         Thread 1 Crashed:\n\
         0   app                           0x0000000100003f20 main.crash + 32 (main.go:12)\n\n",
    );
    assert_eq!(functions(&crash, 0), ["main.crash"]);
    assert_eq!(crash.signal.unwrap().name, "SIGSEGV");
}

#[test]
fn a_hundred_megabytes_of_goroutines_are_kept_once() {
    let mut reader = Reader::default();
    let mut all = Vec::new();
    reader.push(b"panic: x\n\n", |crash| all.push(crash));
    for number in 0..40_000 {
        let text = format!(
            "goroutine {number} [select, {} minutes]:\nmain.f({number:#x})\n\t/src/main.go:7 +0x1\n\n",
            number % 50
        );
        reader.push(text.as_bytes(), |crash| all.push(crash));
    }
    reader.finish(|crash| all.push(crash));
    let crash = &all[0];
    assert_eq!((all.len(), crash.goroutines, crash.groups.len()), (1, 39_999, 2));
    assert_eq!((crash.groups[1].minutes, crash.groups[1].states[0].1), (49, 39_999));
    // Places that are all different are bounded.
    let mut reader = Reader::default();
    for number in 0..10_000 {
        let text = format!(
            "goroutine {} [select]:\nmain.f{number}()\n\t/src/main.go:7 +0x1\n\n",
            number + 1
        );
        reader.push(text.as_bytes(), |crash| all.push(crash));
    }
    reader.finish(|crash| all.push(crash));
    assert_eq!(all[1].goroutines, 10_000);
    assert_eq!(all[1].groups.len() as u64 + all[1].left_out, 10_000);
}
