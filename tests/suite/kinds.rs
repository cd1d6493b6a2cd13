//! Rows of every kind that offices write, each with what is right of it (`tests/fixtures/kinds`): written by hand from the
//! kinds, by somebody who had not seen the program.

use chrono::NaiveDate;
use domain::fields::Value;
use domain::import::Kind;
use domain::import::headers::header_at;
use domain::import::values::{self, Number, Reading};
use domain::people::PERSON_FIELDS;
use domain::rooms::parse_place;
use domain::sheets::{Cell, CellKind, Sheet};
use std::path::Path;

/// The rows of a table with a header, by the names of the columns; quoted cells may hold line breaks.
pub fn rows(name: &str) -> Vec<Vec<String>> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/kinds").join(name);
    let text = std::fs::read_to_string(file).unwrap();
    let (mut all, mut row, mut cell, mut is_quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if is_quoted && chars.peek() == Some(&'"') => cell.extend(chars.next()),
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => row.push(std::mem::take(&mut cell)),
            '\n' if !is_quoted => {
                row.push(std::mem::take(&mut cell).trim_end_matches('\r').to_owned());
                all.push(std::mem::take(&mut row));
            }
            c => cell.push(c),
        }
    }
    assert!(row.is_empty(), "the last line ends");
    all.remove(0);
    all
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 24).unwrap()
}

fn kind(word: &str) -> CellKind {
    match word {
        "number" => CellKind::Number,
        "date" => CellKind::Date,
        _ => CellKind::Text,
    }
}

/// Every row that is read in another way than was written down, at once.
fn hold(name: &str, read: impl Fn(&[String]) -> Option<String>) {
    let all = rows(name);
    assert!(all.len() > 60, "{name} has {} rows", all.len());
    let wrong: Vec<String> = all.iter().filter_map(|row| Some(format!("{row:?}: {}", read(row)?))).collect();
    assert!(wrong.is_empty(), "{name}, {} of {}:\n{}", wrong.len(), all.len(), wrong.join("\n"));
}

#[test]
fn addresses_are_dwellings_only_where_they_surely_are() {
    hold("addresses.csv", |row| {
        let read = parse_place(&row[0]).filter(|p| !p.building.is_empty() && !p.room.is_empty());
        let read = read.map(|p| [p.building, p.unit, p.room, p.estate]).unwrap_or_default();
        let wanted: [String; 4] = [&row[1], &row[2], &row[3], &row[4]].map(Clone::clone);
        // Which estate is meant is told where the row says one.
        let is_right = read[..3] == wanted[..3] && (wanted[3].is_empty() || read[3] == wanted[3]);
        (!is_right).then(|| format!("{read:?}"))
    });
}

#[test]
fn dates_of_birth_are_read_as_they_are_meant_or_refused() {
    let field = PERSON_FIELDS.iter().find(|f| f.key == "birth_date").unwrap();
    hold("dates.csv", |row| {
        let read = match values::read(field, Cell { text: &row[0], kind: kind(&row[1]) }, today()) {
            Ok(Reading::Value(Value::Text(text)) | Reading::Unsure(Value::Text(text), _)) => {
                let birth = domain::calendar::PartialDate::from_iso(&text);
                let is_old = birth.is_some_and(|b| domain::calendar::age_on(b.first_day(), today()) > 120);
                let is_to_come = birth.is_some_and(|b| b.first_day() > today());
                if is_old || is_to_come { "REFUSED".to_owned() } else { text }
            }
            _ => "REFUSED".to_owned(),
        };
        (read != row[2]).then_some(read)
    });
}

#[test]
fn numbers_are_kept_as_they_stand_or_told() {
    hold("numbers.csv", |row| {
        let read = match values::id_number(Cell { text: &row[0], kind: kind(&row[1]) }) {
            Ok(Number::Nothing) => "EMPTY".to_owned(),
            Ok(Number::Said(number)) if number.is_empty() => "EMPTY".to_owned(),
            Ok(Number::NotYet(_)) => "NOTYET".to_owned(),
            Ok(Number::Said(number)) => {
                let paper = values::kind_of_number(&number);
                match domain::identity::check_number(paper, &number, today()) {
                    Ok(_) => number,
                    Err(fault) if fault.code == domain::FaultCode::IdDamaged => "DAMAGED".to_owned(),
                    Err(_) => "WRONG".to_owned(),
                }
            }
            Err(_) => "DAMAGED".to_owned(),
        };
        (read != row[2]).then_some(read)
    });
}

#[test]
fn words_are_the_codes_that_they_mean() {
    hold("words.csv", |row| {
        let read = match row[0].as_str() {
            "relation" => values::relation(&values::cell_text(Cell { text: &row[1], kind: CellKind::Text }))
                .unwrap_or_else(|_| "UNKNOWN".into()),
            key => {
                let field = PERSON_FIELDS.iter().find(|f| f.key == key).unwrap();
                let said = match values::read(field, Cell { text: &row[1], kind: CellKind::Text }, today()) {
                    Ok(Reading::Value(value)) => field.accept(&value, today()).ok(),
                    _ => None,
                };
                match said {
                    Some(Value::Text(text)) => text,
                    Some(Value::Texts(all)) => all.join(" "),
                    _ => "UNKNOWN".into(),
                }
            }
        };
        (read != row[2]).then_some(read)
    });
}

#[test]
fn headings_mean_what_they_say_and_nothing_of_anybody_else() {
    hold("headings.csv", |row| {
        let read = match Kind::Residents.guess(&row[0], &row[1]) {
            None => "NONE",
            Some("") => "SKIP",
            Some(key) => key,
        };
        (read != row[2]).then(|| read.to_owned())
    });
}

#[test]
fn a_column_is_of_the_person_whose_name_stands_before_it() {
    hold("blocks.csv", |row| {
        let mut sheet = Sheet::named("表");
        for (column, heading) in row[0].split('|').enumerate() {
            sheet.push(0, column as u16, CellKind::Text, heading);
        }
        sheet.finish();
        let header = header_at(&sheet, Kind::Residents, 0, 0);
        let keys: Vec<&str> = header.columns.iter().map(|c| c.target.unwrap_or(".")).collect();
        let two = if header.side_by_side().is_some() { "yes" } else { "no" };
        let read = format!("{},{two}", keys.join("|"));
        (read != format!("{},{}", row[1], row[2])).then_some(read)
    });
}

#[test]
fn phones_of_others_in_brackets_are_told_and_left_out() {
    hold("phones.csv", |row| {
        let aside = values::aside(&row[0]);
        let own = aside.as_ref().map_or(row[0].clone(), |aside| aside.own.clone());
        let read = values::phones(&own).join(" ");
        let said = aside.map_or(String::new(), |aside| aside.said);
        (read != row[1] || said != row[2]).then(|| format!("{read} / {said}"))
    });
}

#[test]
fn an_origin_takes_the_longest_known_division_and_keeps_what_follows() {
    let field = PERSON_FIELDS.iter().find(|f| f.key == "hukou_division").unwrap();
    hold("origin.csv", |row| {
        let text = Cell { text: &row[0], kind: CellKind::Text };
        let (code, is_kept) = match values::read(field, text, today()) {
            Ok(Reading::Value(Value::Text(code))) => (code, false),
            Ok(Reading::Begins(code, _)) => (code.as_text().unwrap_or_default().to_owned(), true),
            other => return Some(format!("{other:?}")),
        };
        // The address keeps the whole text where more than the division stands in it.
        (code != row[1] || is_kept == row[2].is_empty()).then(|| format!("{code} {is_kept}"))
    });
}

/// README: whatever cannot be read as a dwelling is kept as text and told on its row, and the same words in columns are the same
/// place as in an address.
#[test]
fn rows_name_the_places_that_they_surely_mean() {
    use domain::import::person::{Around, KnownPlaces, PersonReader};
    let estates = ["幸福里", "锦绣花园"];
    let known = KnownPlaces::of_estates(estates.iter().map(|name| (*name).to_owned()));
    let known = std::sync::Arc::new(known);
    hold("place_rows.csv", |row| {
        let [title, headings, cells, estate, building, unit, room, told] = row else { panic!("{row:?}") };
        let keys: Vec<&str> = headings
            .split('|')
            .map(|h| Kind::Residents.guess(h, "").unwrap_or_else(|| panic!("{h}")))
            .collect();
        let columns: Vec<(u16, &str)> = (0..).zip(std::iter::once("name").chain(keys)).collect();
        let mut sheet = domain::sheets::Sheet::named(title);
        for (column, text) in (0..).zip(std::iter::once("王芳").chain(cells.split('|'))) {
            sheet.push(0, column, CellKind::Text, text);
        }
        sheet.finish();
        let around = Around {
            sheet: domain::rooms::place_in_title(title, estates.into_iter()).unwrap_or_default(),
            office: std::sync::Arc::new(domain::import::person::OfficeNames::new("330106", "", "")),
            known: std::sync::Arc::clone(&known),
            is_literal: false,
        };
        let draft = PersonReader::new(&columns, today()).amid(around).read(sheet.row(0).unwrap());
        let p = &draft.place;
        let read =
            if p.is_whole() { [&p.estate, &p.building, &p.unit, &p.room] } else { [""; 4].map(|_| &NONE) };
        let said: Vec<&str> = draft.faults.iter().map(|f| f.fault.code.as_str()).collect();
        let said: Vec<&str> = said.into_iter().filter(|code| code.starts_with("import.place_")).collect();
        // What stands there is kept, whatever becomes of it.
        let kept = domain::fields::text_of(&draft.values, "remark").unwrap_or_default();
        let is_kept = told.is_empty() || kept.contains("住址栏原文");
        let wanted: Vec<&str> = Some(told.as_str()).filter(|told| !told.is_empty()).into_iter().collect();
        let is_right = read == [estate, building, unit, room] && said == wanted && is_kept;
        (!is_right).then(|| format!("{read:?} {said:?} {kept}"))
    });
}

static NONE: String = String::new();
