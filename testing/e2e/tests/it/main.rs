//! The promises of Skein, each proven through the real binary. One file per promise; its name says it.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod a_broken_server_is_caught;
mod a_client_finds_its_way;
mod a_clock_that_is_set_keeps_nobody_out;
mod a_connection_ends_with_its_token;
mod a_log_that_fails_ends_the_server;
mod a_power_cut_loses_nothing_acknowledged;
mod a_restore_that_is_killed;
mod a_stranger_on_the_port_is_not_believed;
mod an_id_names_one_message;
mod an_identity_token_works_once;
mod backup_restore;
mod behind_a_proxy;
mod behind_nginx;
mod customers_are_not_left_alone;
mod desk_first_slice;
mod disk_full;
mod doctor_names_the_damage;
mod draining;
mod every_request_is_in_the_log;
mod few_files;
mod hostile_input;
mod keys_and_secrets_end;
mod long_poll_gives_the_same;
mod nobody_else_reads_the_files;
mod nothing_acknowledged_is_lost;
mod one_login_per_terminal;
mod signals_are_never_lost;
mod slow_start;
mod strangers_cost_little;
mod the_command_line_says_what_is_wrong;
mod the_contract_is_true;
mod the_demo_has_a_past;
mod the_log_stands_in_nobodys_way;
mod the_order_is_not_the_clocks;
mod what_is_missing_is_said;
