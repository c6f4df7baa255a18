//! Every rule. Written by a test from the files beside it: `UPDATE=1 cargo test -p landfall-rules`.

use crate::rule::Rule;

mod amd64_level_not_known;
mod another_kind_built;
mod another_libc_linked;
mod another_program_built;
mod apparmor_has_refused;
mod arm64_version_not_known;
mod arm_variant_not_passed_on;
mod arm_version_not_known;
mod bash_in_powershell;
mod bin_set_for_another_platform;
mod build_argument_not_asked_for;
mod build_cache_of_another_user;
mod build_directory_full;
mod build_directory_noexec;
mod build_directory_of_another_user;
mod build_directory_read_only;
mod build_failure_forgiven;
mod build_setting_lost;
mod build_settings_in_shipped_stage;
mod build_tags_outside_quotes;
mod build_tags_overwritten;
mod builder_glibc_newer;
mod builder_libc_not_pinned;
mod builder_older_than_module;
mod builder_tag_not_there;
mod built_by_another_go;
mod built_elsewhere_than_copied;
mod c_assembler_not_there;
mod c_compiler_for_another_target;
mod c_compiler_incomplete;
mod c_compiler_not_there;
mod c_compiler_without_c_library;
mod c_headers_not_there;
mod c_library_built_on_musl;
mod c_linker_not_there;
mod c_not_built;
mod c_not_built_for_platform;
mod c_not_optimized;
mod c_threads_refused;
mod ca_bundle_empty;
mod cache_key_file_not_there;
mod cache_noexec;
mod cache_not_writable;
mod cache_outside_of_project;
mod cache_program_not_there;
mod call_killed_by_profile;
mod call_newer_than_kernel;
mod call_refused_by_profile;
mod calls_of_go_refused_by_profile;
mod calls_of_go_refused_to_service;
mod cgo_fell_back;
mod cgo_flag_refused;
mod cgo_for_another_architecture;
mod cgo_left_on;
mod cgo_linked_unasked;
mod cgo_off_without_compiler;
mod cgo_on_static_base;
mod cgo_setting_not_understood;
mod cgo_switch_misspelt;
mod cgo_without_c_compiler;
mod changed_after_signing;
mod checksum_database_not_known;
mod checksums_not_asked;
mod checksums_not_copied;
mod clock_behind;
mod clock_is_slow;
mod clone3_refused_with_wrong_error;
mod collector_off;
mod collector_setting_not_understood;
mod command_after_shell_entrypoint;
mod command_line_tools_not_there;
mod commits_not_written_down;
mod compiled_under_emulation;
mod confinement_of_another_path;
mod copied_path_not_in_stage;
mod core_not_written;
mod cplusplus_compiler_not_there;
mod cplusplus_flag_for_c;
mod cpu_feature_not_known;
mod cpu_level_lost;
mod cross_compiler_not_installed;
mod cross_install_into_gobin;
mod debug_information_left;
mod debug_setting_refused;
mod debugger_not_allowed;
mod directory_lost_on_next_line;
mod directory_lost_with_its_line;
mod directory_of_service_absolute;
mod dns_not_asked;
mod driver_built_without_cgo;
mod driver_is_stub;
mod dynamic_by_musl_gcc;
mod emulator_gone_after_restart;
mod emulator_installed_without_privileges;
mod emulator_not_in_containers;
mod emulator_not_kept_open;
mod emulator_not_set_up;
mod emulator_not_there;
mod emulator_switched_off;
mod emulator_without_credentials;
mod environment_file_for_same_step;
mod environment_lost_by_sudo;
mod environment_of_service_torn;
mod environment_of_setup_alone;
mod experiment_not_known;
mod export_lost_on_next_line;
mod exported_for_a_later_step;
mod external_link_without_cgo;
mod failure_forgiven;
mod failure_lost_in_pipe;
mod failure_passed_over;
mod fetched_program_not_executable;
mod files_too_small;
mod fips_module_not_known;
mod fips_setting_not_understood;
mod first_process_is_no_init;
mod flag_behind_packages;
mod flag_file_not_there;
mod flag_not_known;
mod flag_value_not_understood;
mod foreign_platform_for_own_programs;
mod foreign_program_run;
mod forking_service_of_go;
mod gccgo_not_there;
mod gcompat_for_glibc;
mod get_outside_a_module;
mod git_not_there;
mod glibc_above_asked;
mod go_env_file_not_read;
mod go_for_another_architecture;
mod go_library_in_musl_program;
mod go_not_supported;
mod go_not_there;
mod go_of_the_runner;
mod go_pointer_handed_to_c;
mod go_run_in_service_without_home;
mod go_set_up_twice;
mod go_tools_not_there;
mod go_tools_of_another_go;
mod go_unpacked_over_another;
mod go_version_cut_short;
mod go_version_file_not_there;
mod go_version_not_understood;
mod go_version_said_twice;
mod goflags_not_understood;
mod gopath_is_goroot;
mod gopath_not_absolute;
mod goroot_final_ignored;
mod goroot_not_there;
mod goroot_of_another_go;
mod health_check_cannot_run;
mod history_not_fetched;
mod home_hidden_from_service;
mod home_of_another_user;
mod host_source_not_asked;
mod hosts_file_not_asked;
mod i386_instructions_not_known;
mod install_directory_not_absolute;
mod install_without_version;
mod installed_tools_not_on_path;
mod interfaces_refused;
mod interpreter_not_there;
mod kernel_older_than_go_supports;
mod latest_tool_for_pinned_go;
mod launchd_program_not_absolute;
mod library_not_there;
mod library_version_not_there;
mod linker_flag_outside_quotes;
mod linker_flags_overwritten;
mod loader_left_though_static;
mod loader_not_shipped;
mod local_time_leads_nowhere;
mod localhost_is_elsewhere;
mod localhost_not_known;
mod long_paths_off;
mod loopback_not_there;
mod loopback_without_ipv6;
mod low_port_of_unprivileged_service;
mod low_ports_not_allowed;
mod make_loses_failure_in_pipe;
mod make_passes_over_failed_build;
mod make_reference_cut_short;
mod make_variable_not_exported;
mod memory_limit_above_container;
mod memory_limit_above_group;
mod memory_limit_malformed;
mod memory_limit_not_told_to_go;
mod memory_limit_not_understood;
mod memory_limit_of_service_malformed;
mod memory_limit_of_service_not_told;
mod memory_promise_used_up;
mod memory_sanitizer_without_clang;
mod mips_float_not_known;
mod module_cache_full;
mod module_cache_not_absolute;
mod module_cache_not_writable;
mod module_cache_of_another_user;
mod modules_changed_by_builds;
mod modules_fetched_without_git;
mod modules_not_cached;
mod modules_off;
mod modules_setting_not_understood;
mod modules_without_certificates;
mod name_server_silent;
mod named_for_another_architecture;
mod needed_call_refused_by_profile;
mod network_interfaces_refused_to_service;
mod newer_cpu_needed;
mod newer_glibc_needed;
mod newer_kernel_needed;
mod no_build_cache;
mod no_build_directory;
mod no_c_compiler_for_platform;
mod no_ca_certificates;
mod no_files_left_to_build;
mod no_home_directory;
mod no_media_types;
mod no_module_cache;
mod no_name_server;
mod no_null_device;
mod no_proc;
mod no_resolver_config;
mod no_service_names;
mod no_temporary_directory;
mod no_time_zones;
mod no_user_database;
mod not_a_program;
mod nothing_checked_out;
mod nothing_is_built;
mod older_processors_left_out;
mod os_older_than_go_supports;
mod package_in_place_of_program;
mod packed_program;
mod packed_program_tells_nothing;
mod pie_without_loader;
mod pings_not_allowed;
mod pipes_refused;
mod pkg_config_looks_nowhere;
mod pkg_config_not_there;
mod pkg_config_root_not_there;
mod platform_argument_not_asked_for;
mod platform_argument_overridden;
mod platform_fixed_in_last_stage;
mod platform_left_set;
mod platform_not_known;
mod platform_pair_not_known;
mod plugins_opened_by_static_program;
mod polling_refused;
mod ppc64_level_not_known;
mod preloaded_library_not_there;
mod processor_quota_not_seen_by_go;
mod processors_limited_for_older_go;
mod processors_over_quota;
mod processors_setting_not_understood;
mod profile_allows_what_needs_rights;
mod program_hidden_by_private_tmp;
mod proxies_differ;
mod proxy_not_understood;
mod proxy_off;
mod proxy_setting_ignored;
mod race_detector_shipped;
mod race_without_c;
mod race_without_cgo;
mod random_bytes_refused;
mod relative_path_entry;
mod release_setting_removed;
mod release_setting_will_be_removed;
mod release_without_compilers;
mod released_with_glibc_of_runner;
mod relr_not_understood;
mod repository_of_another_user;
mod resolver_chosen_without_cgo;
mod revision_not_stamped;
mod riscv64_profile_not_known;
mod run_without_shell;
mod runner_retired;
mod runtime_directory_not_made;
mod seccomp_off;
mod selinux_has_refused;
mod service_check_cannot_run;
mod service_program_not_absolute;
mod service_writes_to_read_only_directory;
mod set_in_shell_files;
mod setting_of_service_not_understood;
mod settings_kept_by_go;
mod settings_written_for_good;
mod setup_go_before_checkout;
mod setup_go_input_not_known;
mod setup_go_older_than_module;
mod several_gos;
mod several_platforms_without_builder;
mod shared_library_without_cgo;
mod shell_not_shipped;
mod shell_syntax_for_launchd;
mod shell_syntax_in_service;
mod shell_words_in_exec_form;
mod shipped_for_another_architecture;
mod short_accept_queue;
mod signals_end_at_shell;
mod source_does_not_build;
mod sqlite_older_than_musl;
mod stack_too_small_for_c;
mod stage_misspelled;
mod standard_library_not_there;
mod standard_library_of_another_go;
mod start_failed;
mod started_file_not_shipped;
mod started_program_not_there;
mod static_flag_not_passed_on;
mod static_glibc_resolver;
mod static_link_of_glibc;
mod step_without_pipefail;
mod stray_module;
mod symbol_missed_when_called;
mod symbol_not_there;
mod symbols_left;
mod systemd_key_in_another_section;
mod systemd_key_misspelt;
mod systemd_value_not_understood;
mod target_is_a_directory;
mod target_stage_not_there;
mod temporary_path_too_long;
mod time_zone_not_there;
mod time_zone_set_without_database;
mod too_few_file_watchers;
mod too_few_file_watches;
mod too_few_memory_maps;
mod too_few_open_files;
mod too_few_open_files_for_service;
mod too_few_ports;
mod too_few_processes;
mod too_few_processes_of_group;
mod too_few_tasks_for_service;
mod too_little_address_space;
mod too_little_address_space_for_service;
mod too_little_data;
mod too_little_memory;
mod too_little_processor_time;
mod toolchain_fetched_after_setup;
mod toolchain_not_at_hand;
mod toolchain_not_understood;
mod traceback_hidden;
mod traces_left_on;
mod translated_by_rosetta;
mod umask_hides_programs;
mod unknown_call_answered_with_eperm;
mod unsigned_for_apple_silicon;
mod user_not_known;
mod user_not_shipped;
mod user_source_not_asked;
mod variable_lost_with_its_line;
mod variable_nobody_reads;
mod variable_not_exported;
mod vendoring_forced;
mod vendoring_forced_on_install;
mod verdict_belied_by_start;
mod version_of_built_package;
mod wasm_feature_not_known;
mod working_directory_of_service_relative;
mod workspace_left_set;
mod workspace_not_there;
mod written_code_refused_to_service;
mod wrong_architecture;
mod wrong_operating_system;

/// Every rule, by name.
pub const ALL: &[Rule] = &[
    amd64_level_not_known::RULE,
    another_kind_built::RULE,
    another_libc_linked::RULE,
    another_program_built::RULE,
    apparmor_has_refused::RULE,
    arm64_version_not_known::RULE,
    arm_variant_not_passed_on::RULE,
    arm_version_not_known::RULE,
    bash_in_powershell::RULE,
    bin_set_for_another_platform::RULE,
    build_argument_not_asked_for::RULE,
    build_cache_of_another_user::RULE,
    build_directory_full::RULE,
    build_directory_noexec::RULE,
    build_directory_of_another_user::RULE,
    build_directory_read_only::RULE,
    build_failure_forgiven::RULE,
    build_setting_lost::RULE,
    build_settings_in_shipped_stage::RULE,
    build_tags_outside_quotes::RULE,
    build_tags_overwritten::RULE,
    builder_glibc_newer::RULE,
    builder_libc_not_pinned::RULE,
    builder_older_than_module::RULE,
    builder_tag_not_there::RULE,
    built_by_another_go::RULE,
    built_elsewhere_than_copied::RULE,
    c_assembler_not_there::RULE,
    c_compiler_for_another_target::RULE,
    c_compiler_incomplete::RULE,
    c_compiler_not_there::RULE,
    c_compiler_without_c_library::RULE,
    c_headers_not_there::RULE,
    c_library_built_on_musl::RULE,
    c_linker_not_there::RULE,
    c_not_built::RULE,
    c_not_built_for_platform::RULE,
    c_not_optimized::RULE,
    c_threads_refused::RULE,
    ca_bundle_empty::RULE,
    cache_key_file_not_there::RULE,
    cache_noexec::RULE,
    cache_not_writable::RULE,
    cache_outside_of_project::RULE,
    cache_program_not_there::RULE,
    call_killed_by_profile::RULE,
    call_newer_than_kernel::RULE,
    call_refused_by_profile::RULE,
    calls_of_go_refused_by_profile::RULE,
    calls_of_go_refused_to_service::RULE,
    cgo_fell_back::RULE,
    cgo_flag_refused::RULE,
    cgo_for_another_architecture::RULE,
    cgo_left_on::RULE,
    cgo_linked_unasked::RULE,
    cgo_off_without_compiler::RULE,
    cgo_on_static_base::RULE,
    cgo_setting_not_understood::RULE,
    cgo_switch_misspelt::RULE,
    cgo_without_c_compiler::RULE,
    changed_after_signing::RULE,
    checksum_database_not_known::RULE,
    checksums_not_asked::RULE,
    checksums_not_copied::RULE,
    clock_behind::RULE,
    clock_is_slow::RULE,
    clone3_refused_with_wrong_error::RULE,
    collector_off::RULE,
    collector_setting_not_understood::RULE,
    command_after_shell_entrypoint::RULE,
    command_line_tools_not_there::RULE,
    commits_not_written_down::RULE,
    compiled_under_emulation::RULE,
    confinement_of_another_path::RULE,
    copied_path_not_in_stage::RULE,
    core_not_written::RULE,
    cplusplus_compiler_not_there::RULE,
    cplusplus_flag_for_c::RULE,
    cpu_feature_not_known::RULE,
    cpu_level_lost::RULE,
    cross_compiler_not_installed::RULE,
    cross_install_into_gobin::RULE,
    debug_information_left::RULE,
    debug_setting_refused::RULE,
    debugger_not_allowed::RULE,
    directory_lost_on_next_line::RULE,
    directory_lost_with_its_line::RULE,
    directory_of_service_absolute::RULE,
    dns_not_asked::RULE,
    driver_built_without_cgo::RULE,
    driver_is_stub::RULE,
    dynamic_by_musl_gcc::RULE,
    emulator_gone_after_restart::RULE,
    emulator_installed_without_privileges::RULE,
    emulator_not_in_containers::RULE,
    emulator_not_kept_open::RULE,
    emulator_not_set_up::RULE,
    emulator_not_there::RULE,
    emulator_switched_off::RULE,
    emulator_without_credentials::RULE,
    environment_file_for_same_step::RULE,
    environment_lost_by_sudo::RULE,
    environment_of_service_torn::RULE,
    environment_of_setup_alone::RULE,
    experiment_not_known::RULE,
    export_lost_on_next_line::RULE,
    exported_for_a_later_step::RULE,
    external_link_without_cgo::RULE,
    failure_forgiven::RULE,
    failure_lost_in_pipe::RULE,
    failure_passed_over::RULE,
    fetched_program_not_executable::RULE,
    files_too_small::RULE,
    fips_module_not_known::RULE,
    fips_setting_not_understood::RULE,
    first_process_is_no_init::RULE,
    flag_behind_packages::RULE,
    flag_file_not_there::RULE,
    flag_not_known::RULE,
    flag_value_not_understood::RULE,
    foreign_platform_for_own_programs::RULE,
    foreign_program_run::RULE,
    forking_service_of_go::RULE,
    gccgo_not_there::RULE,
    gcompat_for_glibc::RULE,
    get_outside_a_module::RULE,
    git_not_there::RULE,
    glibc_above_asked::RULE,
    go_env_file_not_read::RULE,
    go_for_another_architecture::RULE,
    go_library_in_musl_program::RULE,
    go_not_supported::RULE,
    go_not_there::RULE,
    go_of_the_runner::RULE,
    go_pointer_handed_to_c::RULE,
    go_run_in_service_without_home::RULE,
    go_set_up_twice::RULE,
    go_tools_not_there::RULE,
    go_tools_of_another_go::RULE,
    go_unpacked_over_another::RULE,
    go_version_cut_short::RULE,
    go_version_file_not_there::RULE,
    go_version_not_understood::RULE,
    go_version_said_twice::RULE,
    goflags_not_understood::RULE,
    gopath_is_goroot::RULE,
    gopath_not_absolute::RULE,
    goroot_final_ignored::RULE,
    goroot_not_there::RULE,
    goroot_of_another_go::RULE,
    health_check_cannot_run::RULE,
    history_not_fetched::RULE,
    home_hidden_from_service::RULE,
    home_of_another_user::RULE,
    host_source_not_asked::RULE,
    hosts_file_not_asked::RULE,
    i386_instructions_not_known::RULE,
    install_directory_not_absolute::RULE,
    install_without_version::RULE,
    installed_tools_not_on_path::RULE,
    interfaces_refused::RULE,
    interpreter_not_there::RULE,
    kernel_older_than_go_supports::RULE,
    latest_tool_for_pinned_go::RULE,
    launchd_program_not_absolute::RULE,
    library_not_there::RULE,
    library_version_not_there::RULE,
    linker_flag_outside_quotes::RULE,
    linker_flags_overwritten::RULE,
    loader_left_though_static::RULE,
    loader_not_shipped::RULE,
    local_time_leads_nowhere::RULE,
    localhost_is_elsewhere::RULE,
    localhost_not_known::RULE,
    long_paths_off::RULE,
    loopback_not_there::RULE,
    loopback_without_ipv6::RULE,
    low_port_of_unprivileged_service::RULE,
    low_ports_not_allowed::RULE,
    make_loses_failure_in_pipe::RULE,
    make_passes_over_failed_build::RULE,
    make_reference_cut_short::RULE,
    make_variable_not_exported::RULE,
    memory_limit_above_container::RULE,
    memory_limit_above_group::RULE,
    memory_limit_malformed::RULE,
    memory_limit_not_told_to_go::RULE,
    memory_limit_not_understood::RULE,
    memory_limit_of_service_malformed::RULE,
    memory_limit_of_service_not_told::RULE,
    memory_promise_used_up::RULE,
    memory_sanitizer_without_clang::RULE,
    mips_float_not_known::RULE,
    module_cache_full::RULE,
    module_cache_not_absolute::RULE,
    module_cache_not_writable::RULE,
    module_cache_of_another_user::RULE,
    modules_changed_by_builds::RULE,
    modules_fetched_without_git::RULE,
    modules_not_cached::RULE,
    modules_off::RULE,
    modules_setting_not_understood::RULE,
    modules_without_certificates::RULE,
    name_server_silent::RULE,
    named_for_another_architecture::RULE,
    needed_call_refused_by_profile::RULE,
    network_interfaces_refused_to_service::RULE,
    newer_cpu_needed::RULE,
    newer_glibc_needed::RULE,
    newer_kernel_needed::RULE,
    no_build_cache::RULE,
    no_build_directory::RULE,
    no_c_compiler_for_platform::RULE,
    no_ca_certificates::RULE,
    no_files_left_to_build::RULE,
    no_home_directory::RULE,
    no_media_types::RULE,
    no_module_cache::RULE,
    no_name_server::RULE,
    no_null_device::RULE,
    no_proc::RULE,
    no_resolver_config::RULE,
    no_service_names::RULE,
    no_temporary_directory::RULE,
    no_time_zones::RULE,
    no_user_database::RULE,
    not_a_program::RULE,
    nothing_checked_out::RULE,
    nothing_is_built::RULE,
    older_processors_left_out::RULE,
    os_older_than_go_supports::RULE,
    package_in_place_of_program::RULE,
    packed_program::RULE,
    packed_program_tells_nothing::RULE,
    pie_without_loader::RULE,
    pings_not_allowed::RULE,
    pipes_refused::RULE,
    pkg_config_looks_nowhere::RULE,
    pkg_config_not_there::RULE,
    pkg_config_root_not_there::RULE,
    platform_argument_not_asked_for::RULE,
    platform_argument_overridden::RULE,
    platform_fixed_in_last_stage::RULE,
    platform_left_set::RULE,
    platform_not_known::RULE,
    platform_pair_not_known::RULE,
    plugins_opened_by_static_program::RULE,
    polling_refused::RULE,
    ppc64_level_not_known::RULE,
    preloaded_library_not_there::RULE,
    processor_quota_not_seen_by_go::RULE,
    processors_limited_for_older_go::RULE,
    processors_over_quota::RULE,
    processors_setting_not_understood::RULE,
    profile_allows_what_needs_rights::RULE,
    program_hidden_by_private_tmp::RULE,
    proxies_differ::RULE,
    proxy_not_understood::RULE,
    proxy_off::RULE,
    proxy_setting_ignored::RULE,
    race_detector_shipped::RULE,
    race_without_c::RULE,
    race_without_cgo::RULE,
    random_bytes_refused::RULE,
    relative_path_entry::RULE,
    release_setting_removed::RULE,
    release_setting_will_be_removed::RULE,
    release_without_compilers::RULE,
    released_with_glibc_of_runner::RULE,
    relr_not_understood::RULE,
    repository_of_another_user::RULE,
    resolver_chosen_without_cgo::RULE,
    revision_not_stamped::RULE,
    riscv64_profile_not_known::RULE,
    run_without_shell::RULE,
    runner_retired::RULE,
    runtime_directory_not_made::RULE,
    seccomp_off::RULE,
    selinux_has_refused::RULE,
    service_check_cannot_run::RULE,
    service_program_not_absolute::RULE,
    service_writes_to_read_only_directory::RULE,
    set_in_shell_files::RULE,
    setting_of_service_not_understood::RULE,
    settings_kept_by_go::RULE,
    settings_written_for_good::RULE,
    setup_go_before_checkout::RULE,
    setup_go_input_not_known::RULE,
    setup_go_older_than_module::RULE,
    several_gos::RULE,
    several_platforms_without_builder::RULE,
    shared_library_without_cgo::RULE,
    shell_not_shipped::RULE,
    shell_syntax_for_launchd::RULE,
    shell_syntax_in_service::RULE,
    shell_words_in_exec_form::RULE,
    shipped_for_another_architecture::RULE,
    short_accept_queue::RULE,
    signals_end_at_shell::RULE,
    source_does_not_build::RULE,
    sqlite_older_than_musl::RULE,
    stack_too_small_for_c::RULE,
    stage_misspelled::RULE,
    standard_library_not_there::RULE,
    standard_library_of_another_go::RULE,
    start_failed::RULE,
    started_file_not_shipped::RULE,
    started_program_not_there::RULE,
    static_flag_not_passed_on::RULE,
    static_glibc_resolver::RULE,
    static_link_of_glibc::RULE,
    step_without_pipefail::RULE,
    stray_module::RULE,
    symbol_missed_when_called::RULE,
    symbol_not_there::RULE,
    symbols_left::RULE,
    systemd_key_in_another_section::RULE,
    systemd_key_misspelt::RULE,
    systemd_value_not_understood::RULE,
    target_is_a_directory::RULE,
    target_stage_not_there::RULE,
    temporary_path_too_long::RULE,
    time_zone_not_there::RULE,
    time_zone_set_without_database::RULE,
    too_few_file_watchers::RULE,
    too_few_file_watches::RULE,
    too_few_memory_maps::RULE,
    too_few_open_files::RULE,
    too_few_open_files_for_service::RULE,
    too_few_ports::RULE,
    too_few_processes::RULE,
    too_few_processes_of_group::RULE,
    too_few_tasks_for_service::RULE,
    too_little_address_space::RULE,
    too_little_address_space_for_service::RULE,
    too_little_data::RULE,
    too_little_memory::RULE,
    too_little_processor_time::RULE,
    toolchain_fetched_after_setup::RULE,
    toolchain_not_at_hand::RULE,
    toolchain_not_understood::RULE,
    traceback_hidden::RULE,
    traces_left_on::RULE,
    translated_by_rosetta::RULE,
    umask_hides_programs::RULE,
    unknown_call_answered_with_eperm::RULE,
    unsigned_for_apple_silicon::RULE,
    user_not_known::RULE,
    user_not_shipped::RULE,
    user_source_not_asked::RULE,
    variable_lost_with_its_line::RULE,
    variable_nobody_reads::RULE,
    variable_not_exported::RULE,
    vendoring_forced::RULE,
    vendoring_forced_on_install::RULE,
    verdict_belied_by_start::RULE,
    version_of_built_package::RULE,
    wasm_feature_not_known::RULE,
    working_directory_of_service_relative::RULE,
    workspace_left_set::RULE,
    workspace_not_there::RULE,
    written_code_refused_to_service::RULE,
    wrong_architecture::RULE,
    wrong_operating_system::RULE,
];
