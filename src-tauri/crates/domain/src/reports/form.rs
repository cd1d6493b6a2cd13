//! A report form of the office: which sections it has, in which order and under which titles, the age bands, who signs, and
//! by when it goes up. The same sections stand in 月报, 季报 and 年报.

use super::{AgeBand, Rhythm, bands_cover_all};
use crate::fault::{Fault, FaultCode};
use crate::tables::PaperSize;
use crate::text::trimmed;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Who signs under a report unless the office says otherwise (`reports.md` 2).
pub const SIGNATURES: [&str; 4] = ["填表人", "审核人", "单位负责人", "联系电话"];

/// What becomes of a movement that is entered after the report of its month was sent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LateEntries {
    /// 更正版: what was sent is corrected, and every paper after it that opens with another figure.
    #[default]
    Correction,
    /// 补报: it is counted in the period in which it was entered, in a column of its own; what was sent stays.
    Counted,
}

impl LateEntries {
    /// The word in the ledger.
    pub fn as_str(self) -> &'static str {
        match self {
            LateEntries::Correction => "correction",
            LateEntries::Counted => "counted",
        }
    }

    /// Reads the word of the ledger.
    pub fn from_word(word: &str) -> Option<Self> {
        [LateEntries::Correction, LateEntries::Counted].into_iter().find(|late| late.as_str() == word)
    }

    /// How the office says it.
    pub fn label(self) -> &'static str {
        match self {
            LateEntries::Correction => "做更正版",
            LateEntries::Counted => "计入登记的那一期（补报）",
        }
    }
}

/// A section of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FormSection {
    /// Which one.
    pub key: String,
    /// Its title; empty: the usual one.
    pub title: String,
    /// Whether the report has it.
    pub is_on: bool,
}

/// A form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReportForm {
    /// Its row; 0 for one to be added.
    pub id: u32,
    /// The revision it was read at.
    pub revision: u32,
    /// `monthly`, `quarterly`, `yearly`, or `own-4`.
    pub key: String,
    /// The day it was made, ISO; empty for one to be added.
    #[serde(default)]
    pub made_on: String,
    /// 社区月报
    pub title: String,
    /// How often it goes up.
    pub rhythm: Rhythm,
    /// By which day of the month after the period.
    pub due_day: u32,
    /// Whether the first page and the list of periods remind of it.
    pub is_due: bool,
    /// The age bands.
    pub bands: Vec<AgeBand>,
    /// Every section, in order.
    pub sections: Vec<FormSection>,
    /// The words before the lines to sign on.
    pub signatures: Vec<String>,
    /// Whether room is left for the seal under the last table.
    pub is_sealed: bool,
    /// What becomes of movements that are entered after their period was sent.
    #[serde(default)]
    pub late: LateEntries,
    /// What it is printed on.
    #[serde(default)]
    pub paper: PaperSize,
    /// Whether a section without cases still has its table, which says so (零报告); else it is left out.
    #[serde(default = "tells_zero")]
    pub is_zero_told: bool,
}

/// 零报告 unless the office says otherwise: a report without cases is still sent (`reports.md` 1).
fn tells_zero() -> bool {
    true
}

impl ReportForm {
    /// Tidies a form and checks it; all faults at once.
    ///
    /// # Errors
    ///
    /// `required`, `too_long`, `out_of_range`, `report.bands_odd`, `report.no_section`.
    pub fn accept(mut self) -> Result<Self, Vec<Fault>> {
        let mut faults = Vec::new();
        self.title = trimmed(&self.title);
        if self.title.is_empty() {
            faults.push(Fault::at(FaultCode::Required, "title").with("报表名称"));
        }
        if self.title.chars().count() > 30 {
            faults.push(Fault::at(FaultCode::TooLong, "title").with("报表名称").with(30));
        }
        if !(1..=28).contains(&self.due_day) {
            faults.push(Fault::at(FaultCode::OutOfRange, "due_day").with("上报日").with(1).with(28));
        }
        if !bands_cover_all(&self.bands) || self.bands.len() > 30 {
            faults.push(Fault::at(FaultCode::ReportBandsOdd, "bands"));
        }
        if !self.sections.iter().any(|s| s.is_on) {
            faults.push(Fault::at(FaultCode::ReportNoSection, "sections"));
        }
        let titles: Vec<&str> =
            self.sections.iter().filter(|s| !s.title.is_empty()).map(|s| s.title.trim()).collect();
        if titles.iter().enumerate().any(|(i, title)| titles[..i].contains(title)) {
            faults.push(Fault::at(FaultCode::ReportTitleTwice, "sections"));
        }
        for section in &mut self.sections {
            section.title = trimmed(&section.title);
            if section.title.chars().count() > 30 {
                faults.push(Fault::at(FaultCode::TooLong, "sections").with("标题").with(30));
            }
        }
        self.signatures = self.signatures.iter().map(|s| trimmed(s)).filter(|s| !s.is_empty()).collect();
        if self.signatures.len() > 6 || self.signatures.iter().any(|s| s.chars().count() > 12) {
            faults.push(Fault::at(FaultCode::TooLong, "signatures").with("签字栏").with(12));
        }
        if faults.is_empty() { Ok(self) } else { Err(faults) }
    }

    /// The sections that the report has, with those the program knows and the form does not yet: areas that came later.
    pub fn complete(&mut self, known: &[&str]) {
        self.sections.retain(|s| known.contains(&s.key.as_str()));
        for key in known {
            if !self.sections.iter().any(|s| s.key == *key) {
                self.sections.push(FormSection { key: (*key).to_owned(), title: String::new(), is_on: true });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reports::usual_bands;

    fn form() -> ReportForm {
        ReportForm {
            id: 1,
            revision: 1,
            key: "monthly".into(),
            made_on: String::new(),
            title: " 社区月报 ".into(),
            rhythm: Rhythm::Monthly,
            due_day: 5,
            is_due: true,
            bands: usual_bands(),
            sections: vec![FormSection {
                key: "population".into(), title: "人口情况 ".into(), is_on: true
            }],
            signatures: vec!["填表人".into(), " ".into()],
            is_sealed: false,
            late: LateEntries::Correction,
            paper: PaperSize::A4,
            is_zero_told: true,
        }
    }

    #[test]
    fn a_form_is_tidied_and_every_fault_is_told_at_once() {
        let tidy = form().accept().unwrap();
        assert_eq!((tidy.title.as_str(), tidy.signatures.len()), ("社区月报", 1));
        assert_eq!(tidy.sections[0].title, "人口情况");
        let mut odd = form();
        odd.title = " ".into();
        odd.due_day = 31;
        odd.bands = vec![AgeBand { from: 0, to: Some(14) }];
        odd.sections[0].is_on = false;
        let codes: Vec<FaultCode> = odd.accept().unwrap_err().into_iter().map(|f| f.code).collect();
        assert_eq!(
            codes,
            [
                FaultCode::Required,
                FaultCode::OutOfRange,
                FaultCode::ReportBandsOdd,
                FaultCode::ReportNoSection
            ]
        );
    }

    #[test]
    fn sections_that_came_later_join_a_form_and_those_that_went_leave_it() {
        let mut form = form();
        form.sections.push(FormSection { key: "gone".into(), title: String::new(), is_on: true });
        form.complete(&["changes", "population"]);
        let keys: Vec<&str> = form.sections.iter().map(|s| s.key.as_str()).collect();
        assert_eq!(keys, ["population", "changes"]);
    }
}
