// SPDX-License-Identifier: MIT OR Apache-2.0 OR GPL-2.0-only
//
// Counts the system calls of some threads, in the kernel. Built by clang and kept beside this file, so that
// nobody needs clang to build or run landfall: UPDATE=1 cargo test -p landfall-sandbox --test bytecode
//
// A thread is known by the address of its task: what the tracepoints hand over and what the kernel calls the
// current one are the same address, in every PID namespace, and nothing of what is there needs to be read.
// So no header of a kernel is needed, and no description of its types.

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;

#define SECTION(name) __attribute__((section(name), used))
#define INLINE static inline __attribute__((always_inline))

// include/uapi/linux/bpf.h
enum { HASH = 1, ARRAY = 2, PERCPU_ARRAY = 6, CGROUP_ARRAY = 8 };
enum { ANY = 0, NOEXIST = 1 };
static void *(*lookup)(void *map, const void *key) = (void *)1;
static long (*update)(void *map, const void *key, const void *value, u64 flags) = (void *)2;
static long (*erase)(void *map, const void *key) = (void *)3;
static u64 (*current_pid_tgid)(void) = (void *)14;
static u64 (*current_task)(void) = (void *)35;
static long (*current_under_cgroup)(void *map, u32 index) = (void *)37;
static long (*read_user)(void *into, u32 size, const void *from) = (void *)112;
static long (*read_kernel)(void *into, u32 size, const void *from) = (void *)113;

struct map {
    u32 type, key_size, value_size, max_entries, flags;
};

// Numbers below are counted for each processor by itself.
enum { USUAL = 1024 };

// By the address of a task: whether it waits for its execve(2), is outside of a call, has entered one, or the
// number of the one that it entered, with the bit INSIDE.
struct map SECTION("maps") followed = {HASH, 8, 8, 131072, 0};
#define WAITS 1ull
#define OUTSIDE 2ull
#define ENTERED 3ull
#define INSIDE (1ull << 32)

// By number: how often the call was made.
struct map SECTION("maps") counts = {PERCPU_ARRAY, 4, 8, USUAL, 0};

// By number, with this bit for calls of another architecture: how often; and so numbers that are unusual.
struct map SECTION("maps") others = {HASH, 8, 8, 8192, 0};
#define FOREIGN (1ull << 32)

// By their number, processes that are to be followed as soon as they call or have children.
struct map SECTION("maps") wanted = {HASH, 4, 4, 65536, 0};

// The control group that is followed.
struct map SECTION("maps") group = {CGROUP_ARRAY, 4, 4, 1, 0};

// What landfall is told besides.
struct map SECTION("maps") told = {ARRAY, 4, 8, 4, 0};
enum { LIVING, LOST, KNOCKED, STARTED };

// A number that no call has: who calls it is followed from its next execve(2) on. Landfall sets it.
const volatile u32 KNOCK = 0;
// Whose registers are looked at to tell calls of 32 bits.
const volatile u32 MACHINE = 0;
enum { AMD64 = 1, ARM64 = 2 };
// The numbers of the calls by which a seccomp filter is installed.
const volatile u32 SECCOMP = 0, PRCTL = 0;
enum { PR_SET_SECCOMP = 22 };
// Whether processes are wanted by their number.
const volatile u32 WANTS = 0;
// Whether there may be a seccomp filter from the beginning.
const volatile u32 FILTERED = 0;

// A filter decides before a call is entered, and what it refuses is only left. As long as there is no filter,
// nobody looks who leaves.
u32 filtered = 0;

// A number that landfall makes of this file.
const u64 SECTION("source") of_source = SOURCE;
// The clang that built it.
const u32 SECTION("clang") of_clang = __clang_major__;
const char SECTION("license") terms[] = "Dual MIT/GPL";

INLINE void tell(u32 what, u64 add) {
    u64 *value = lookup(&told, &what);
    if (value) __sync_fetch_and_add(value, add);
}

INLINE u64 asked(u32 what) {
    u64 *value = lookup(&told, &what);
    return value ? *value : 0;
}

INLINE void follow(u64 task, u64 state) {
    if (update(&followed, &task, &state, NOEXIST))
        tell(LOST, 1);
    else
        tell(LIVING, 1);
}

// What of the registers is looked at, and where it lies in struct pt_regs.
struct of_amd64 {
    u64 cx, dx, si, di, number, ip, cs;
};
enum { AT_CX = 88, AT_ORIG_AX = 120 };
struct of_arm64 {
    u64 pstate, orig_x0;
    u32 number, unused;
};
enum { AT_PSTATE = 264, AT_NUMBER = 280 };

// Whether the call is one of another architecture, whose numbers are others; and notes who installs a filter.
INLINE int is_foreign(const u8 *registers, u32 number) {
    u64 first = 0;
    int foreign = 0;
    if (MACHINE == AMD64) {
        struct of_amd64 of_user;
        u16 instruction = 0;
        if (read_kernel(&of_user, sizeof of_user, registers + AT_CX)) return 0;
        first = of_user.di;
        // A program of 32 bits.
        if ((u16)of_user.cs == 0x23) {
            foreign = 1;
        // `syscall` leaves the address of what follows it in rcx.
        } else if (of_user.cx != of_user.ip) {
            // A program of 64 bits may go through the door of 32 bits: int 0x80.
            read_user(&instruction, sizeof instruction, (void *)(of_user.ip - 2));
            foreign = instruction == 0x80cd;
        }
    } else if (MACHINE == ARM64) {
        struct of_arm64 of_user;
        if (read_kernel(&of_user, sizeof of_user, registers + AT_PSTATE)) return 0;
        first = of_user.orig_x0;
        // PSR_MODE32_BIT
        foreign = of_user.pstate >> 4 & 1;
    }
    // How another architecture installs a filter is not known: as if each of its calls did.
    if (foreign || number == SECCOMP || (number == PRCTL && (u32)first == PR_SET_SECCOMP))
        if (!filtered) filtered = 1;
    return foreign;
}

INLINE void count(const u8 *registers, u32 number) {
    u64 key = number, nothing = 0, *value;
    if (is_foreign(registers, number)) key |= FOREIGN;
    if (key < USUAL) {
        value = lookup(&counts, &number);
    } else {
        value = lookup(&others, &key);
        if (!value) {
            update(&others, &key, &nothing, NOEXIST);
            value = lookup(&others, &key);
        }
    }
    // In one step: on some kernels another thread may take the processor in between.
    if (value)
        __sync_fetch_and_add(value, 1);
    else
        tell(LOST, 1);
}

// One that leaves a call which it did not enter made one that a filter refused. A thread to which another
// one gave a filter may not have told of its last call before that it left it: then one call is not counted
// that has the number of the last one, and so is known.
INLINE void leave(u64 *state, const u8 *registers) {
    u32 number = 0;
    if (*state == WAITS) return;
    if (*state == ENTERED) {
        *state = OUTSIDE;
        return;
    }
    if (read_kernel(&number, sizeof number, registers + (MACHINE == AMD64 ? AT_ORIG_AX : AT_NUMBER))) {
        tell(LOST, 1);
    // rt_sigreturn brings back the registers of before, in which there is no call.
    } else if (number != -1u && *state != (INSIDE | number)) {
        count(registers, number);
    }
    *state = OUTSIDE;
}

INLINE int is_wanted(void) {
    u32 process = 0;
    // Everybody else pays for this: each call of the machine comes here.
    if (!WANTS) return 0;
    process = current_pid_tgid() >> 32;
    return lookup(&wanted, &process) != 0;
}

// Registers and the number of the call.
int SECTION("raw_tracepoint/sys_enter") entered(u64 *arguments) {
    u64 task = current_task();
    u32 number = arguments[1];
    u64 *state = lookup(&followed, &task);
    if (state) {
        if (*state == WAITS) return 0;
        *state = INSIDE | number;
        count((void *)arguments[0], number);
    } else if (number == KNOCK) {
        // Who knocks first is the one that was meant.
        if (asked(KNOCKED) == 0) {
            u64 waits = WAITS;
            tell(KNOCKED, current_pid_tgid() >> 32);
            update(&followed, &task, &waits, ANY);
        }
    } else if (is_wanted()) {
        follow(task, INSIDE | number);
        count((void *)arguments[0], number);
    }
    return 0;
}

// Registers and what the call gave.
int SECTION("raw_tracepoint/sys_exit") left(u64 *arguments) {
    u64 task, *state;
    if (!FILTERED && !filtered) return 0;
    task = current_task();
    state = lookup(&followed, &task);
    if (state)
        leave(state, (void *)arguments[0]);
    else if (is_wanted())
        // It may have entered before it was wanted.
        follow(task, OUTSIDE);
    return 0;
}

// The same of whoever is in a control group.
int SECTION("raw_tracepoint/sys_enter") entered_in_group(u64 *arguments) {
    if (current_under_cgroup(&group, 0) == 1) {
        u64 task = current_task();
        u32 number = arguments[1];
        u64 *state = lookup(&followed, &task);
        if (state)
            *state = INSIDE | number;
        else
            follow(task, INSIDE | number);
        count((void *)arguments[0], number);
    }
    return 0;
}

int SECTION("raw_tracepoint/sys_exit") left_in_group(u64 *arguments) {
    if (current_under_cgroup(&group, 0) == 1) {
        u64 task = current_task();
        u64 *state = lookup(&followed, &task);
        if (state)
            leave(state, (void *)arguments[0]);
        else
            follow(task, OUTSIDE);
    }
    return 0;
}

// The task that has become another program.
int SECTION("raw_tracepoint/sched_process_exec") became(u64 *arguments) {
    u64 task = current_task();
    u64 *state = lookup(&followed, &task);
    if (!state) return 0;
    if (*state == WAITS) {
        tell(STARTED, 1);
        tell(LIVING, 1);
    }
    // A program of 32 bits may become one of 64, and leave a call of another number than it entered.
    *state = ENTERED;
    return 0;
}

// A parent and its child, which has not run yet: a process or a thread.
int SECTION("raw_tracepoint/sched_process_fork") born(u64 *arguments) {
    u64 parent = arguments[0], child = arguments[1];
    u64 *state = lookup(&followed, &parent);
    // It leaves the call that its parent entered.
    if (state && *state != WAITS)
        follow(child, *state);
    else if (!state && is_wanted())
        follow(child, ENTERED);
    return 0;
}

// A task that makes no call any more.
int SECTION("raw_tracepoint/sched_process_exit") ended(u64 *arguments) {
    u64 task = arguments[0];
    u64 *state = lookup(&followed, &task);
    if (state) {
        if (*state != WAITS) tell(LIVING, -1);
        erase(&followed, &task);
    }
    return 0;
}
