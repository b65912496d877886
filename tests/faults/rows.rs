//! Which test proves which row. `docs/reliability.md` says the same in words.

use std::{collections::BTreeSet, fs, path::Path};

/// A row: its number, and its tests, each a file and a function in it. A row without tests says why in the document.
type Row = (usize, &'static [(&'static str, &'static str)]);

const ROWS: [Row; 74] = [
    (1, &[(FRONT, "f01_billion_laughs_end_in_an_error"), (YAML, "bombs_are_refused")]),
    (2, &[(FRONT, "f02_deep_brackets_end_in_an_error"), (YAML, "hostile_nesting_is_refused")]),
    (3, &[(FRONT, "f03_deep_blocks_end_in_an_error_with_a_place"), (YAML, "hostile_nesting_is_refused")]),
    (4, &[(FRONT, "f04_a_front_matter_without_an_end_is_not_read")]),
    (5, &[(FRONT, "f05_an_anchor_inside_itself_ends_in_an_error")]),
    (6, &[(FRONT, "f06_a_key_that_stands_twice_is_told_with_both_lines"), MISTAKES]),
    (7, &[(FRONT, "f07_a_colon_in_a_title_is_told_and_the_others_are_built"), MISTAKES]),
    (8, &[(FRONT, "f08_what_may_be_a_draft_is_never_published"), (MATTER, "a_mistake_never_publishes")]),
    (
        9,
        &[
            (FRONT, "f09_what_yaml_takes_for_something_else_is_kept_as_written"),
            (YAML, "scalars_keep_their_text_kind_and_place"),
        ],
    ),
    (
        10,
        &[
            (YAML, "a_quoted_scalar_may_go_on_at_column_0"),
            ("tests/corpora.rs", "the_18f_blog_loses_nothing"),
        ],
    ),
    (
        11,
        &[
            (HOSTILE, "control_characters_are_in_no_page"),
            (HOSTILE, "feeds_are_well_formed_whatever_a_body_holds"),
            ("src/post/markdown/tests/left_behind.rs", "control_characters_are_dropped_with_one_warning"),
        ],
    ),
    (
        12,
        &[
            (FRONT, "f12_bytes_that_are_no_text_are_told_and_line_ends_change_nothing"),
            (MATTER, "line_ends_and_marks_change_nothing_but_bytes"),
        ],
    ),
    (
        13,
        &[
            (FRONT, "f13_dates_that_no_calendar_has_are_errors_and_others_the_same_everywhere"),
            ("src/post/date.rs", "the_date_zoo"),
            ("src/post/date.rs", "what_is_no_date"),
        ],
    ),
    (14, &[("tests/determinism.rs", "threads_zones_and_locales_change_nothing")]),
    (15, &[(AGREEMENT, "hostile_bodies_end"), (MARKDOWN, "f15_a_text_of_nothing_but_markup_is_told")]),
    (16, &[(MARKDOWN, "f16_deep_nesting_is_built_whole"), (AGREEMENT, "deep_nesting_costs_no_stack")]),
    (17, &[(AGREEMENT, "many_equal_headings_and_footnotes_are_told_apart")]),
    (
        18,
        &[
            (MARKDOWN, "f18_a_post_that_is_too_large_is_told"),
            (MARKDOWN, "f18_the_limits_of_a_site_are_its_own"),
        ],
    ),
    (
        19,
        &[
            (MARKDOWN, "f19_code_that_never_ends_and_of_unknown_languages_is_shown"),
            (HIGHLIGHT, "a_block_too_costly_is_plain_from_there"),
            (HIGHLIGHT, "every_grammar_survives_random_code"),
        ],
    ),
    (
        20,
        &[
            ("src/post/markdown/tests/left_behind.rs", "template_syntax_comes_out_as_written"),
            (AGREEMENT, "template_syntax_is_never_lost"),
        ],
    ),
    (21, &[(TEMPLATES, "f21_circles_are_told_with_their_chain"), MISTAKES]),
    (
        22,
        &[
            (TEMPLATES, "f22_a_template_that_writes_without_end_is_stopped"),
            (TEMPLATES, "f22_a_template_that_takes_ever_more_memory_is_stopped"),
            ("tests/cli.rs", "a_template_that_never_ends_is_stopped"),
            (DISK, "f39_a_signal_ends_a_build_and_the_next_is_not_in_its_way"),
        ],
    ),
    (23, &[(TEMPLATES, "f23_mistakes_of_templates_have_a_place"), MISTAKES]),
    (24, &[(TEMPLATES, "f24_a_template_that_is_no_text_is_named_with_the_pages_that_need_it"), MISTAKES]),
    (25, &[(PATHS, "f25_slugs_that_are_paths_are_errors"), ("src/paths/mod.rs", "nothing_leads_outside")]),
    (
        26,
        &[(PATHS, "f26_addresses_that_lead_elsewhere_are_errors"), (PATHS, "f26_f31_terms_are_never_paths")],
    ),
    (27, &[MISTAKES]),
    (28, &[("src/paths/mod.rs", "collisions_ignore_case_and_normal_form"), MISTAKES]),
    (
        29,
        &[
            (PATHS, "f29_names_that_windows_keeps_for_itself_are_changed"),
            ("tests/rim/names.rs", "files_keep_names_that_other_systems_do_not_take"),
        ],
    ),
    (30, &[(PATHS, "f30_long_names_are_cut_and_long_paths_are_errors")]),
    (
        31,
        &[
            (PATHS, "f26_f31_terms_are_never_paths"),
            (PATHS, "f31_any_number_of_tags_are_told_apart"),
            MISTAKES,
        ],
    ),
    (
        32,
        &[
            (CONTENT, "pipes_sockets_and_loops_are_passed_over"),
            (CONTENT, "links_never_bring_in_what_is_outside"),
        ],
    ),
    (33, &[]),
    (34, &[(CONTENT, "a_source_that_changes_during_the_build_gives_no_torn_page")]),
    (35, &[(CONTENT, "what_may_not_be_read_or_written_is_named")]),
    (
        36,
        &[
            ("tests/rim/disk.rs", "a_full_disk_leaves_the_output_as_it_was"),
            ("tests/rim/disk.rs", "a_disk_that_is_full_at_the_last_moment_leaves_the_files_as_they_were"),
            ("tests/rim/disk.rs", "a_cache_without_room_is_a_warning"),
        ],
    ),
    (
        37,
        &[
            ("tests/rim/faults.rs", "a_call_that_fails_anywhere_is_told_and_spoils_nothing"),
            ("tests/rim/faults.rs", "a_build_that_cannot_stage_changes_nothing"),
        ],
    ),
    (
        38,
        &[
            ("tests/rim/faults.rs", "a_build_that_is_killed_anywhere_leaves_each_file_old_or_new"),
            ("tests/rim/kill.rs", "after_any_kill_the_next_build_gives_the_clean_tree"),
        ],
    ),
    (
        39,
        &[
            (DISK, "f39_a_signal_ends_a_build_and_the_next_is_not_in_its_way"),
            ("tests/publish/faults.rs", "a_publisher_that_is_killed_anywhere_leaves_one_whole_release"),
        ],
    ),
    (
        40,
        &[
            (DISK, "f40_too_little_memory_is_told_before_anything_is_tried"),
            (DISK, "f40_a_file_larger_than_memory_is_published"),
            (DISK, "f40_little_of_everything_is_enough_or_told"),
            (DISK, "f40_without_threads_a_build_is_made_on_one"),
        ],
    ),
    (41, &[("tests/publish/power.rs", "without_power_readers_see_the_old_release_or_the_new_one_whole")]),
    (
        42,
        &[
            ("tests/rim/folder.rs", "builds_at_once_take_turns"),
            ("tests/rim/lock.rs", "a_killed_holder_leaves_no_lock"),
            ("tests/publish/dir.rs", "of_two_publishers_one_wins_and_the_other_says_who"),
            ("tests/watch/program.rs", "the_lock_is_held_only_while_it_builds"),
        ],
    ),
    (
        43,
        &[
            ("tests/rim/cache.rs", "a_damaged_cache_is_one_warning_and_a_clean_tree"),
            ("src/cache/tests.rs", "damage_never_gives_a_wrong_value_and_is_repaired"),
        ],
    ),
    (44, &[("tests/equality.rs", "incremental_builds_equal_clean_ones")]),
    (
        45,
        &[
            ("src/source/tests.rs", "what_was_just_changed_is_read_again"),
            ("tests/equality.rs", "incremental_builds_equal_clean_ones"),
        ],
    ),
    (
        46,
        &[
            ("tests/rim/folder.rs", "folders_with_another_use_are_refused_with_force_too"),
            ("tests/rim/folder.rs", "a_folder_with_files_of_others_needs_force_and_keeps_them"),
            ("tests/rim/folder.rs", "clean_takes_what_is_listed_and_nothing_that_a_link_leads_to"),
        ],
    ),
    (
        47,
        &[
            ("tests/faults/images.rs", "f47_images_that_lie_cost_no_memory_and_are_published_as_they_are"),
            ("tests/images.rs", "what_cannot_be_decoded_is_published_as_it_is_with_a_warning"),
        ],
    ),
    (
        48,
        &[
            ("tests/images.rs", "nothing_that_is_published_says_where_it_was_taken"),
            ("src/images/tests.rs", "all_eight_orientations_stand_upright"),
        ],
    ),
    (49, &[(HOSTILE, "no_element_and_no_attribute_is_new"), (HOSTILE, "the_text_is_the_same_on_every_page")]),
    (
        50,
        &[
            ("src/post/markdown/tests/strip.rs", "no_script_survives"),
            ("src/post/markdown/tests/markup.rs", "links_that_run_code_lead_nowhere"),
        ],
    ),
    (
        51,
        &[
            (HOSTILE, "no_element_and_no_attribute_is_new"),
            ("src/template/escape.rs", "json_in_a_script_keeps_its_meaning"),
        ],
    ),
    (
        52,
        &[
            ("tests/preview_http/paths.rs", "hostile_paths_are_refused_and_never_asked_for"),
            ("tests/preview_http/paths.rs", "a_long_target_is_refused"),
            ("src/preview/http/path.rs", "no_short_path_breaks_the_promise"),
        ],
    ),
    (53, &[(SERVER, "f53_links_show_nothing_that_lies_outside")]),
    (
        54,
        &[
            ("tests/preview_http/strangers.rs", "only_our_names_are_answered"),
            ("tests/preview_http/strangers.rs", "a_request_names_one_host"),
        ],
    ),
    (
        55,
        &[
            ("tests/preview_http/strangers.rs", "pages_of_other_sites_may_link_and_nothing_else"),
            ("tests/preview_http/events.rs", "who_is_not_ours_hears_nothing"),
        ],
    ),
    (56, &[(SERVER, "f56_who_opens_the_preview_to_others_is_warned")]),
    (
        57,
        &[
            ("tests/serve.rs", "five_hundred_slow_clients_do_not_stop_others"),
            ("tests/serve.rs", "a_taken_port_is_told_with_one_that_is_free"),
            ("tests/preview_http/limits.rs", "long_headers_are_refused"),
            ("tests/preview_http/events.rs", "so_many_may_listen"),
            ("tests/preview_http/answers.rs", "one_part_of_a_file"),
        ],
    ),
    (
        58,
        &[
            (SERVER, "f58_every_mistake_is_survived_and_every_repair_shows"),
            ("tests/serve.rs", "an_edit_shows_and_a_mistake_leaves_what_was_there"),
        ],
    ),
    (
        59,
        &[
            ("tests/watch/saving.rs", "files"),
            ("tests/watch/saving.rs", "folders"),
            ("tests/watch/saving.rs", "git_checkouts"),
            ("tests/watch/program.rs", "every_way_of_saving_is_followed"),
        ],
    ),
    (
        60,
        &[
            ("src/watch/events.rs", "after_an_overflow_or_an_error_nothing_is_sure"),
            ("tests/watch/program.rs", "f60_more_events_than_the_system_keeps_lose_no_edit"),
            ("tests/watch/saving.rs", "folders_that_come_faster_than_they_are_watched"),
        ],
    ),
    (61, &[("tests/watch/program.rs", "when_the_system_watches_no_more_files_are_looked_at")]),
    (
        62,
        &[
            ("tests/watch/telling.rs", "a_thousand_saves_are_told_a_few_times_and_the_last_is"),
            ("tests/watch/telling.rs", "builds_do_not_tell"),
        ],
    ),
    (63, &[(SWEEP, "whatever_fails_readers_see_a_whole_site_and_the_next_run_does_the_rest")]),
    (
        64,
        &[
            (SWEEP, "whatever_fails_readers_see_a_whole_site_and_the_next_run_does_the_rest"),
            (SWEEP, "a_first_publisher_that_is_killed_anywhere_leaves_no_half_site"),
        ],
    ),
    (
        65,
        &[
            ("src/publish/plan/tests.rs", "what_pages_need_comes_first_and_what_names_them_last"),
            ("src/publish/plan/tests.rs", "old_assets_stay_for_a_while"),
            (SWEEP, "whatever_fails_readers_see_a_whole_site_and_the_next_run_does_the_rest"),
        ],
    ),
    (
        66,
        &[
            ("tests/publish/refusals.rs", "builds_that_readers_may_not_have"),
            ("tests/publish/dir.rs", "deletes_beyond_the_limit_stop_before_anything_is_changed"),
            (KEPT, "what_is_refused_is_refused_before_anything_is_changed"),
        ],
    ),
    (
        67,
        &[
            ("tests/publish/object/races.rs", "of_two_publishers_one_wins_whole"),
            ("tests/publish/object/races.rs", "whoever_published_meanwhile_is_told_and_not_overwritten"),
        ],
    ),
    (68, &[(KEPT, "types_and_times_are_said_with_each_object_and_count_as_changes")]),
    (
        69,
        &[
            ("tests/publish/object/strange.rs", "names_and_sizes_of_all_kinds_arrive"),
            (KEPT, "a_second_run_of_a_thousand_files_reads_twice_and_writes_nothing"),
        ],
    ),
    (70, &[(KEPT, "a_secret_is_told_to_nobody"), ("src/publish/secrets.rs", "secrets_and_queries_go")]),
    (
        71,
        &[
            ("tests/faults/trust.rs", "f71_templates_reach_nothing_but_what_they_are_given"),
            ("tests/faults/trust.rs", "f71_a_build_needs_no_network"),
        ],
    ),
    (
        72,
        &[
            (SUPPLY, "f72_nothing_is_known_against_a_dependency"),
            (SUPPLY, "f72_a_dependency_with_a_known_fault_is_found"),
            (SUPPLY, "f72_the_copy_of_the_database_is_for_what_is_used"),
            (SUPPLY, "f72_licences_and_sources_are_allowed"),
            (SUPPLY, "f72_older_versions_beside_newer_ones_have_a_reason"),
            (SUPPLY, "f72_our_own_code_has_nothing_unsafe"),
        ],
    ),
    (
        73,
        &[
            (DISK, "f73_files_have_the_permissions_that_the_umask_says"),
            ("tests/rim/disk.rs", "sources_may_be_read_only_and_no_program_is_run_from_the_temporary_folder"),
        ],
    ),
    (74, &[]),
];

const FRONT: &str = "tests/faults/front_matter.rs";
const MARKDOWN: &str = "tests/faults/markdown.rs";
const TEMPLATES: &str = "tests/faults/templates.rs";
const PATHS: &str = "tests/faults/paths.rs";
const DISK: &str = "tests/faults/disk.rs";
const SERVER: &str = "tests/faults/server.rs";
const YAML: &str = "src/yaml/tests.rs";
const MATTER: &str = "src/post/front_matter/tests.rs";
const AGREEMENT: &str = "src/post/markdown/tests/agreement.rs";
const HIGHLIGHT: &str = "src/post/highlight/tests.rs";
const HOSTILE: &str = "tests/hostile.rs";
const CONTENT: &str = "tests/rim/content.rs";
const SUPPLY: &str = "tests/supply.rs";
const SWEEP: &str = "tests/publish/object/sweep.rs";
const KEPT: &str = "tests/publish/object/kept.rs";
/// Some sixty small sites with a mistake, each with its message.
const MISTAKES: (&str, &str) = ("tests/messages.rs", "every_mistake_is_told_with_its_place_and_what_to_type");

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn every_row_is_there_once() {
    let numbers: Vec<usize> = ROWS.iter().map(|(number, _)| *number).collect();
    assert_eq!(numbers, (1..=74).collect::<Vec<_>>());
}

#[test]
fn every_test_that_is_named_is_one() {
    let named: BTreeSet<(&str, &str)> = ROWS.iter().flat_map(|(_, tests)| *tests).copied().collect();
    for (file, name) in named {
        let text = read(file);
        let before = text.split(&format!("fn {name}()")).next().filter(|before| before.len() < text.len());
        let before = before.unwrap_or_else(|| panic!("{file} has no `{name}`"));
        let attributes = before.rsplit("\n\n").next().unwrap_or_default();
        assert!(attributes.contains("#[test]"), "{file}: `{name}` is no test");
    }
}

#[test]
fn every_row_has_its_line_in_the_document() {
    let page = read("docs/reliability.md");
    for (number, tests) in ROWS {
        let begin = format!("| F{number} | ");
        let lines: Vec<&str> = page.lines().filter(|line| line.starts_with(&begin)).collect();
        let [line] = lines.as_slice() else { panic!("F{number} has {} lines", lines.len()) };
        for (_, name) in tests {
            assert!(line.contains(&format!("`{name}`")), "F{number} does not name {name}");
        }
        let named = line.rsplit_once(" | ").map_or(0, |(_, cell)| cell.matches('`').count() / 2);
        assert!(
            named == tests.len() || tests.is_empty(),
            "F{number} names {named} tests, not {}",
            tests.len()
        );
        assert_eq!(tests.is_empty(), line.contains("no test: "), "F{number} does not say why it has no test");
    }
}

/// A test of this folder is of a row that names it.
#[test]
fn every_test_of_this_folder_is_of_a_row() {
    for file in ["disk", "front_matter", "images", "markdown", "paths", "server", "templates", "trust"] {
        let file = format!("tests/faults/{file}.rs");
        let names: Vec<String> = read(&file)
            .split("#[test]\nfn ")
            .skip(1)
            .map(|rest| rest.split('(').next().unwrap_or_default().to_owned())
            .collect();
        for name in names {
            let is_named = ROWS.iter().any(|(number, tests)| {
                name.contains(&format!("f{number:02}_"))
                    && tests.iter().any(|(path, test)| *path == file && *test == name)
            });
            let helps = name == "f04_a_good_site_is_built_in_the_same_bounds";
            assert!(is_named || helps, "{file}: {name} is in no row");
        }
    }
}
