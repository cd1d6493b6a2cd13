//! 设置: what the office is called, and the few things it may choose.

use crate::contract::{Nothing, OfficeFacts, Settings, Written};
use crate::desk::{Desk, written};
use crate::refusal::Reply;
use domain::calendar::{Precision, parse_typed_date};
use domain::codes::division;
use domain::text::trimmed;
use domain::{Fault, FaultCode};
use store::ActKind;
use store::office::OfficeRow;

pub(crate) fn get_settings(desk: &mut Desk, _: Nothing) -> Reply<Settings> {
    let row = desk.office.clone();
    Ok(Settings {
        office: OfficeFacts {
            community: row.community,
            street_office: row.street_office,
            division_code: row.division_code,
            party_branch: row.party_branch,
            term_from: row.term_from,
            term_to: row.term_to,
        },
        idle_minutes: row.idle_minutes,
        masks_phones: row.masks_phones,
        birthday_age: row.birthday_age,
        backup_folder: row.backup_folder,
        revision: row.revision,
    })
}

/// Tidies and checks what the office is called; all faults at once.
pub(crate) fn accept_office(facts: &OfficeFacts, today: chrono::NaiveDate) -> Reply<OfficeFacts> {
    let mut faults = Vec::new();
    let mut tidy = OfficeFacts {
        community: trimmed(&facts.community),
        street_office: trimmed(&facts.street_office),
        division_code: trimmed(&facts.division_code),
        party_branch: trimmed(&facts.party_branch),
        term_from: trimmed(&facts.term_from),
        term_to: trimmed(&facts.term_to),
    };
    if tidy.community.is_empty() {
        faults.push(Fault::at(FaultCode::Required, "community").with("社区名称"));
    }
    for (text, key, label) in [
        (&tidy.community, "community", "社区名称"),
        (&tidy.street_office, "street_office", "街道名称"),
        (&tidy.party_branch, "party_branch", "党组织名称"),
    ] {
        if text.chars().count() > 60 {
            faults.push(Fault::at(FaultCode::TooLong, key).with(label).with(60));
        }
    }
    if !tidy.division_code.is_empty() && division(&tidy.division_code).is_none() {
        faults.push(
            Fault::at(FaultCode::NotAChoice, "division_code").with("行政区划").with(&tidy.division_code),
        );
    }
    for (text, key) in [(&mut tidy.term_from, "term_from"), (&mut tidy.term_to, "term_to")] {
        if text.is_empty() {
            continue;
        }
        match parse_typed_date(text, today) {
            Ok(date) if date.precision() != Precision::Year => *text = date.first_day().to_string(),
            Ok(_) => faults.push(Fault::at(FaultCode::DateUnreadable, key).with(&*text)),
            Err(fault) => faults.push(fault.in_field(key)),
        }
    }
    if faults.is_empty() && !tidy.term_to.is_empty() && tidy.term_to < tidy.term_from {
        faults.push(Fault::at(FaultCode::DateOrder, "term_to").with("任期结束").with("任期开始"));
    }
    if faults.is_empty() { Ok(tidy) } else { Err(faults.into()) }
}

pub(crate) fn update_settings(desk: &mut Desk, request: Settings) -> Reply<Written> {
    let facts = accept_office(&request.office, desk.today())?;
    for (n, min, max, key, label) in [
        (request.idle_minutes, 0, 240, "idle_minutes", "自动锁定分钟数"),
        (request.birthday_age, 50, 120, "birthday_age", "生日提醒年龄"),
    ] {
        if n < min || n > max {
            return Err(Fault::at(FaultCode::OutOfRange, key).with(label).with(min).with(max).into());
        }
    }
    let row = OfficeRow {
        revision: request.revision,
        community: facts.community,
        street_office: facts.street_office,
        division_code: facts.division_code,
        party_branch: facts.party_branch,
        term_from: facts.term_from,
        term_to: facts.term_to,
        idle_minutes: request.idle_minutes,
        masks_phones: request.masks_phones,
        birthday_age: request.birthday_age,
        backup_folder: trimmed(&request.backup_folder),
        ..desk.office.clone()
    };
    let ((), done) = desk.write(ActKind::Edit, |gate| {
        store::office::put_office(gate, &row)?;
        Ok(((), "修改设置".to_owned()))
    })?;
    Ok(written(1, desk.office.revision, done, &[]))
}
