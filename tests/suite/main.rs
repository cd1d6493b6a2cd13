//! Journeys through commands, and checks of the house itself. One binary; a file not listed here fails a test.

mod any_order;
mod backups;
mod dated;
mod directions;
mod disk;
mod families;
mod field_cases;
mod fourteen_months;
mod history;
mod hostile;
mod import_round;
mod imports;
mod kept_rows;
mod kills;
mod kinds;
mod lists;
mod migrations;
mod moves;
mod out_kills;
mod own_places;
mod packages;
mod people;
mod places;
mod plain_text;
mod population;
mod practice;
mod ready_made;
mod registers;
mod report_words;
mod reports;
mod rights;
mod rows_by_hand;
mod search;
mod sent_months;
mod session;
mod taken_back;
mod tidy;
mod told;
mod told_places;
mod trifles;

#[test]
fn every_file_is_listed() {
    let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("suite");
    let listed = std::fs::read_to_string(here.join("main.rs")).unwrap();
    for file in std::fs::read_dir(here).unwrap().flatten() {
        let name = file.file_name().to_string_lossy().trim_end_matches(".rs").to_owned();
        assert!(name == "main" || listed.contains(&format!("mod {name};")), "{name}.rs is not listed");
    }
}
