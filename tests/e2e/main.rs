//! Journeys through the real window, driven by WebKit's own driver under Xvfb. Run by `check.sh`, which sets
//! `TAIZHANG_WINDOW_TESTS` and `TAIZHANG_BINARY`; without them the journeys are not asked for.

mod command_line;
mod imports;
mod journeys;
mod main_job;
mod office;
mod outgoing;
mod pictures;
mod rows;
mod window;

use journeys as j;

/// A journey that hangs (a driver that no longer answers) fails by itself instead of holding up the rest.
const AT_MOST: std::time::Duration = std::time::Duration::from_secs(420);

fn main_of(run: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let ended = runtime.block_on(async { tokio::time::timeout(AT_MOST, run).await });
    runtime.shutdown_background();
    assert!(ended.is_ok(), "the journey did not end within {} s", AT_MOST.as_secs());
}

fn is_asked_for() -> bool {
    std::env::var_os("TAIZHANG_WINDOW_TESTS").is_some()
}

#[test]
fn first_start_lock_and_recovery() {
    if is_asked_for() {
        main_of(j::first_start_lock_and_recovery());
    }
}

#[test]
fn thirty_people_in_nine_households_by_keyboard() {
    if is_asked_for() {
        main_of(office::thirty_people_in_nine_households());
    }
}

#[test]
fn five_tasks_by_keyboard_in_few_strokes() {
    if is_asked_for() {
        main_of(j::five_tasks_by_keyboard());
    }
}

#[test]
fn axe_finds_nothing_on_any_page_in_three_text_sizes() {
    if is_asked_for() {
        main_of(j::axe_on_every_page());
    }
}

#[test]
fn three_workbooks_from_the_drop_to_the_last_mended_refusal() {
    if is_asked_for() {
        main_of(imports::three_workbooks_to_the_last_mended_refusal());
    }
}

#[test]
fn books_sheets_labels_and_papers_leave_the_office() {
    if is_asked_for() {
        main_of(outgoing::books_sheets_labels_and_papers());
    }
}

#[test]
fn lists_are_looked_at_page_by_page_before_they_are_printed() {
    if is_asked_for() {
        main_of(outgoing::lists_are_looked_at_page_by_page());
    }
}

#[test]
fn nothing_is_missed_without_a_network() {
    if is_asked_for() {
        main_of(j::without_a_network());
    }
}

#[test]
fn the_command_line_does_all_and_tells_by_its_exit_code() {
    if is_asked_for() {
        command_line::every_command_and_its_exit_code();
    }
}

#[test]
fn a_second_start_leaves_the_first() {
    if is_asked_for() {
        command_line::a_second_start_leaves_the_first();
    }
}

#[test]
fn lists_show_enough_rows_on_the_first_screen() {
    if is_asked_for() {
        main_of(rows::lists_show_enough_rows());
    }
}

#[test]
fn pictures_for_the_manual() {
    if std::env::var_os("TAIZHANG_PICTURES").is_some() {
        main_of(pictures::take());
    }
}
