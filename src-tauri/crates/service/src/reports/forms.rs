//! The office's report forms: the program's three and those it made itself.

use super::SECTIONS;
use crate::contract::{ById, Nothing, OfPeriod, ReportForms, SectionInfo, Written};
use crate::desk::Desk;
use crate::refusal::Reply;
use domain::reports::{Period, ReportForm};
use domain::{Fault, FaultCode};

/// The sections that a form has, in words, for the history.
pub(crate) fn section_words(json: &str) -> String {
    let all: Vec<domain::reports::FormSection> = serde_json::from_str(json).unwrap_or_default();
    let usual = |key: &str| SECTIONS.iter().find(|s| s.key == key).map_or("", |s| s.title);
    let word = |s: &domain::reports::FormSection| {
        if s.title.is_empty() { usual(&s.key).to_owned() } else { s.title.clone() }
    };
    all.iter().filter(|s| s.is_on).map(word).collect::<Vec<_>>().join("、")
}

fn complete(mut form: ReportForm) -> ReportForm {
    let known: Vec<&str> = SECTIONS.iter().map(|s| s.key).collect();
    // The checks are printed only where the office asked for them; the window always has them.
    let is_asked = form.sections.iter().any(|s| s.key == super::CHECKS && s.is_on);
    form.complete(&known);
    for section in form.sections.iter_mut().filter(|s| s.key == super::CHECKS) {
        section.is_on = is_asked;
    }
    // They stand under all that they check.
    form.sections.sort_by_key(|s| s.key == super::CHECKS);
    form
}

/// The form of a key, with every section that the program knows.
pub(crate) fn form_of(desk: &Desk, key: &str) -> Reply<ReportForm> {
    Ok(complete(store::report_forms::of_key(desk.ledger.conn(), key)?))
}

pub(crate) fn list_report_forms(desk: &mut Desk, _: Nothing) -> Reply<ReportForms> {
    let conn = desk.ledger.conn();
    let forms: Vec<ReportForm> = store::report_forms::all(conn)?.into_iter().map(complete).collect();
    let over = |form: &ReportForm| OfPeriod {
        form: form.key.clone(),
        period: Period::of(form.rhythm, desk.today()).before().word(),
    };
    let info = |s: &super::Section| SectionInfo {
        key: s.key.to_owned(),
        title: s.title.to_owned(),
        about: s.about.to_owned(),
    };
    Ok(ReportForms {
        periods: forms.iter().map(over).collect(),
        forms,
        sections: SECTIONS.iter().map(info).collect(),
    })
}

pub(crate) fn save_report_form(desk: &mut Desk, request: ReportForm) -> Reply<Written> {
    let form = complete(request).accept()?;
    let is_taken = store::report_forms::all(desk.ledger.conn())?
        .iter()
        .any(|other| other.id != form.id && other.title == form.title);
    if is_taken {
        return Err(Fault::at(FaultCode::ReportFormName, "title").with(&form.title).into());
    }
    let verb = if form.id == 0 { "新增" } else { "修改" };
    desk.write_record("report_forms", &[], |gate| {
        Ok((store::report_forms::put(gate, &form)?, format!("{verb}报表“{}”的格式", form.title)))
    })
}

pub(crate) fn delete_report_form(desk: &mut Desk, request: ById) -> Reply<Written> {
    let conn = desk.ledger.conn();
    let form = store::report_forms::all(conn)?.into_iter().find(|f| f.id == request.id);
    let form = form.ok_or_else(|| Fault::new(FaultCode::RowGone))?;
    let is_own = form.key.starts_with("own-");
    if !is_own || !store::reports::all(conn, &form.key)?.is_empty() {
        return Err(Fault::new(FaultCode::ReportFormKept).into());
    }
    desk.write_record("report_forms", &[], |gate| {
        store::report_forms::remove(gate, form.id)?;
        Ok((0, format!("删除报表“{}”", form.title)))
    })
}
