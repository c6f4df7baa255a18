//! Every rule. Written by a test from the files beside it: `UPDATE=1 cargo test -p landfall-rules`.

use crate::rule::Rule;

mod cgo_flag_refused;
mod cplusplus_flag_for_c;
mod debug_setting_refused;
mod driver_is_stub;
mod go_pointer_handed_to_c;
mod host_source_not_asked;
mod interpreter_not_there;
mod library_not_there;
mod library_version_not_there;
mod newer_cpu_needed;
mod newer_glibc_needed;
mod newer_kernel_needed;
mod no_ca_certificates;
mod no_resolver_config;
mod no_temporary_directory;
mod no_time_zones;
mod no_user_database;
mod not_a_program;
mod os_older_than_go_supports;
mod packed_program;
mod relr_not_understood;
mod source_does_not_build;
mod started_program_not_there;
mod static_glibc_resolver;
mod symbol_missed_when_called;
mod symbol_not_there;
mod unsigned_for_apple_silicon;
mod user_source_not_asked;
mod wrong_architecture;
mod wrong_operating_system;

/// Every rule, by name.
pub const ALL: &[Rule] = &[
    cgo_flag_refused::RULE,
    cplusplus_flag_for_c::RULE,
    debug_setting_refused::RULE,
    driver_is_stub::RULE,
    go_pointer_handed_to_c::RULE,
    host_source_not_asked::RULE,
    interpreter_not_there::RULE,
    library_not_there::RULE,
    library_version_not_there::RULE,
    newer_cpu_needed::RULE,
    newer_glibc_needed::RULE,
    newer_kernel_needed::RULE,
    no_ca_certificates::RULE,
    no_resolver_config::RULE,
    no_temporary_directory::RULE,
    no_time_zones::RULE,
    no_user_database::RULE,
    not_a_program::RULE,
    os_older_than_go_supports::RULE,
    packed_program::RULE,
    relr_not_understood::RULE,
    source_does_not_build::RULE,
    started_program_not_there::RULE,
    static_glibc_resolver::RULE,
    symbol_missed_when_called::RULE,
    symbol_not_there::RULE,
    unsigned_for_apple_silicon::RULE,
    user_source_not_asked::RULE,
    wrong_architecture::RULE,
    wrong_operating_system::RULE,
];
