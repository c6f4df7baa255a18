//! The tables landfall judges by. Data files are the truth: embedded as text, parsed when first
//! asked for, each row with its source.

mod actions;
mod baselines;
mod cgo_flags;
mod commands;
mod contents;
mod cpu;
mod crashes;
mod cross;
mod distros;
mod doors;
mod drivers;
mod files;
mod godebug;
mod images;
mod languages;
mod launchers;
mod libc;
mod libc_calls;
mod libraries;
mod limits;
mod named;
mod packed;
mod pipelines;
mod policy;
mod profiles;
mod releases;
mod runtimes;
mod services;
mod settings;
mod signatures;
mod standard;
mod syscalls;
mod table;
mod tabled;

pub use actions::pinned_action;
pub use baselines::{cpu_at_least, kernel_at_least, resolver_of_images};
pub use cgo_flags::{CgoFlag, CgoFlags, cgo_flag, exactly, is_whole};
pub use commands::{Does, ImageCommand, Leaves, does, image_command, installing_verb, leaves};
pub use contents::{Brings, Holds, packages_with, paths_with};
pub use cpu::{flags_of, is_highest};
pub use crashes::{CrashWord, Exception, crash_word, exception};
pub use cross::{CrossCompiler, cross_compilers};
pub use distros::{Distro, distros, loader_paths};
pub use doors::{Door, Reach, doors};
pub use drivers::{CgoDriver, WithoutCgo, cgo_driver, has_cgo_driver, writes_code};
pub use files::{DoneToFile, done_to_file};
pub use godebug::{Godebug, GodebugSetting, godebug};
pub use images::{GoImage, go_image};
pub use languages::{Catalogue, chinese};
pub use launchers::{Gain, capabilities, capabilities_of, launcher_calls};
pub use libc::{
    Feature, Packaged, Packages, comes_with, of_system, packages_for, since, zig_cc, zig_target,
};
pub use libc_calls::{
    LibcPackage, NoLibcCalls, calls_of, has_libc_calls, libc_calls, libc_calls_rows, libc_names,
    libc_packages,
};
pub use libraries::{NamedBy, installing};
pub use limits::{Least, least};
pub use named::{NoSuchTarget, meant, nearest, resolve};
pub use pipelines::{KnownAction, ReleaseSetting, Runner, known_action, release_setting, runner};
pub use policy::{BadProfile, Capabilities, Decided, Doubt, policy, policy_under};
pub use profiles::{KnownProfile, NoSuchProfile, seccomp_profile, seccomp_profiles};
pub use releases::{
    Architecture, GoDoes, GoRelease, Port, architecture, default_cc, default_level, go_does,
    go_release, importer, is_first_class, level_setting, links_externally, newest_go,
    platform_names, port, ports, tool_tags,
};
pub use runtimes::{SeccompRuntime, libseccomp_since};
pub use services::{
    FlagSays, GoCall, SystemdKey, flag_says, go_calls, is_other_program, kept_calls,
    systemd_directories, systemd_key, systemd_words,
};
pub use settings::{
    Sets, Taken, is_cpu_feature, is_flag, is_known_argument, is_linker_flag, is_variable,
    meant_variable, removed_before, taken, unknown_experiment, variable_sets,
};
pub use signatures::{
    Captures, Cause, DoNot, Pattern, Signature, Source, Text, filled, folded, replace_signatures,
    signatures, words_near,
};
pub use standard::{CgoMeans, CgoSwitch, is_standard_package, std_cgo};
pub use syscalls::{
    Asks, SeldomCall, enosys, implied_syscalls, looked_up_call, seldom_calls, syscall_name,
    syscall_number, syscall_since, syscalls_of,
};
pub use table::{BadTable, Row, extend, tables};
pub use tabled::{Platform, standard};
