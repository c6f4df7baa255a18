//! Every rule. Written by a test from the files beside it: `UPDATE=1 cargo test -p landfall-rules`.

use crate::rule::Rule;

mod bin_set_for_another_platform;
mod build_directory_full;
mod build_directory_noexec;
mod build_directory_read_only;
mod c_assembler_not_there;
mod c_compiler_for_another_target;
mod c_compiler_not_there;
mod c_headers_not_there;
mod c_linker_not_there;
mod c_not_built;
mod cache_not_writable;
mod cgo_flag_refused;
mod cgo_off_without_compiler;
mod cgo_setting_not_understood;
mod cplusplus_flag_for_c;
mod debug_setting_refused;
mod driver_is_stub;
mod files_too_small;
mod go_for_another_architecture;
mod go_not_supported;
mod go_not_there;
mod go_pointer_handed_to_c;
mod goflags_not_understood;
mod goroot_not_there;
mod goroot_of_another_go;
mod host_source_not_asked;
mod interpreter_not_there;
mod kernel_older_than_go_supports;
mod library_not_there;
mod library_version_not_there;
mod localhost_not_known;
mod memory_limit_malformed;
mod module_cache_not_writable;
mod modules_off;
mod modules_without_certificates;
mod newer_cpu_needed;
mod newer_glibc_needed;
mod newer_kernel_needed;
mod no_build_cache;
mod no_build_directory;
mod no_ca_certificates;
mod no_module_cache;
mod no_null_device;
mod no_proc;
mod no_resolver_config;
mod no_temporary_directory;
mod no_time_zones;
mod no_user_database;
mod not_a_program;
mod os_older_than_go_supports;
mod packed_program;
mod pkg_config_not_there;
mod platform_left_set;
mod platform_not_known;
mod proxy_off;
mod relative_path_entry;
mod relr_not_understood;
mod several_gos;
mod source_does_not_build;
mod started_program_not_there;
mod static_glibc_resolver;
mod symbol_missed_when_called;
mod symbol_not_there;
mod time_zone_not_there;
mod too_few_open_files;
mod too_few_processes;
mod too_few_processes_of_group;
mod too_little_address_space;
mod too_little_memory;
mod toolchain_not_understood;
mod unsigned_for_apple_silicon;
mod user_source_not_asked;
mod wrong_architecture;
mod wrong_operating_system;

/// Every rule, by name.
pub const ALL: &[Rule] = &[
    bin_set_for_another_platform::RULE,
    build_directory_full::RULE,
    build_directory_noexec::RULE,
    build_directory_read_only::RULE,
    c_assembler_not_there::RULE,
    c_compiler_for_another_target::RULE,
    c_compiler_not_there::RULE,
    c_headers_not_there::RULE,
    c_linker_not_there::RULE,
    c_not_built::RULE,
    cache_not_writable::RULE,
    cgo_flag_refused::RULE,
    cgo_off_without_compiler::RULE,
    cgo_setting_not_understood::RULE,
    cplusplus_flag_for_c::RULE,
    debug_setting_refused::RULE,
    driver_is_stub::RULE,
    files_too_small::RULE,
    go_for_another_architecture::RULE,
    go_not_supported::RULE,
    go_not_there::RULE,
    go_pointer_handed_to_c::RULE,
    goflags_not_understood::RULE,
    goroot_not_there::RULE,
    goroot_of_another_go::RULE,
    host_source_not_asked::RULE,
    interpreter_not_there::RULE,
    kernel_older_than_go_supports::RULE,
    library_not_there::RULE,
    library_version_not_there::RULE,
    localhost_not_known::RULE,
    memory_limit_malformed::RULE,
    module_cache_not_writable::RULE,
    modules_off::RULE,
    modules_without_certificates::RULE,
    newer_cpu_needed::RULE,
    newer_glibc_needed::RULE,
    newer_kernel_needed::RULE,
    no_build_cache::RULE,
    no_build_directory::RULE,
    no_ca_certificates::RULE,
    no_module_cache::RULE,
    no_null_device::RULE,
    no_proc::RULE,
    no_resolver_config::RULE,
    no_temporary_directory::RULE,
    no_time_zones::RULE,
    no_user_database::RULE,
    not_a_program::RULE,
    os_older_than_go_supports::RULE,
    packed_program::RULE,
    pkg_config_not_there::RULE,
    platform_left_set::RULE,
    platform_not_known::RULE,
    proxy_off::RULE,
    relative_path_entry::RULE,
    relr_not_understood::RULE,
    several_gos::RULE,
    source_does_not_build::RULE,
    started_program_not_there::RULE,
    static_glibc_resolver::RULE,
    symbol_missed_when_called::RULE,
    symbol_not_there::RULE,
    time_zone_not_there::RULE,
    too_few_open_files::RULE,
    too_few_processes::RULE,
    too_few_processes_of_group::RULE,
    too_little_address_space::RULE,
    too_little_memory::RULE,
    toolchain_not_understood::RULE,
    unsigned_for_apple_silicon::RULE,
    user_source_not_asked::RULE,
    wrong_architecture::RULE,
    wrong_operating_system::RULE,
];
