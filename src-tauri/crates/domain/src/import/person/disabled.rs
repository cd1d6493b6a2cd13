//! What the columns of a row say of 残疾: kind and grade in one text or apart, and a plain no.

use super::GroupDraft;
use crate::codes::{DISABILITY_GRADE, DISABILITY_KIND};
use crate::fault::{Fault, FaultCode};
use crate::import::values;
use crate::text::half_width;

/// What was said so far in a row.
#[derive(Debug, Default)]
pub(super) struct DisabilitySaid {
    kind: Option<String>,
    grade: Option<String>,
    pub cert_no: Option<String>,
    /// 无 or 否, as it stands there.
    denied: Option<String>,
}

/// The column in which something is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    /// 残疾, where kind and grade may stand together.
    Both,
    Kind,
    Grade,
}

impl DisabilitySaid {
    /// Reads a cell: 肢体二级, 视力残疾壹级, 二级, 肢体（左腿）. What its own column says goes before what another says beside
    /// it. `false` where nothing of it is known; with a fault where it is taken otherwise than it stands there.
    pub fn read(&mut self, text: &str, of: Of) -> (bool, Option<Fault>) {
        let (kinds, grade) = kinds_and_grade(text);
        let kind = match kinds.as_slice() {
            [] => None,
            [one] => Some(one.clone()),
            // Several kinds are 多重. Source: GB/T 26341-2010.
            _ => Some(values::code_word("disability_kind", &DISABILITY_KIND, "多重")),
        };
        let is_known = kind.is_some() || grade.is_some();
        if kind.is_some() && (of != Of::Grade || self.kind.is_none()) {
            self.kind = kind;
        }
        if grade.is_some() && (of != Of::Kind || self.grade.is_none()) {
            self.grade = grade;
        }
        let several = || Fault::at(FaultCode::ImportDisabilitySeveral, "group.disability_kind").with(text);
        (is_known, (kinds.len() > 1).then(several))
    }

    /// A cell that says no.
    pub fn deny(&mut self, text: &str) {
        self.denied = Some(text.to_owned());
    }

    /// The membership that follows; a fault, and what the cells say, where they say yes and no. `is_said` tells whether a
    /// column says that somebody is one.
    pub fn settled(self, is_said: bool) -> (Option<GroupDraft>, Option<(Fault, String)>) {
        let DisabilitySaid { kind, grade, cert_no, denied } = self;
        if kind.is_none() && grade.is_none() && cert_no.is_none() {
            return (None, None);
        }
        let label = |table: &crate::codes::CodeTable, code: &Option<String>| {
            let code = code.as_deref().and_then(|code| table.get(code));
            code.map(|code| code.label().to_owned())
        };
        if let Some(denied) = denied.filter(|_| !is_said) {
            let said = [label(&DISABILITY_KIND, &kind), label(&DISABILITY_GRADE, &grade), cert_no];
            let said: Vec<String> = said.into_iter().flatten().collect();
            let said = said.join("、");
            let fault = Fault::at(FaultCode::ImportDisabilityDenied, "group.disability_kind");
            return (None, Some((fault.with(denied).with(&said), said)));
        }
        let group = GroupDraft { group: "disabled", disability_kind: kind, disability_grade: grade, cert_no };
        (Some(group), None)
    }
}

/// Codes of the kinds that a text names, in their order, and of the severest grade. What stands in brackets counts only where
/// the text outside of them says nothing.
fn kinds_and_grade(text: &str) -> (Vec<String>, Option<String>) {
    let narrow: String = half_width(text).chars().filter(|c| !c.is_whitespace()).collect();
    let bare = narrow.replace("残疾", "").replace("人", "");
    let (mut outside, mut inside, mut depth) = (String::new(), String::new(), 0_u32);
    for c in bare.chars() {
        match c {
            '(' | '[' | '【' => depth += 1,
            ')' | ']' | '】' => depth = depth.saturating_sub(1),
            c if depth == 0 => outside.push(c),
            c => inside.push(c),
        }
    }
    let mut kinds = kinds_of(&outside);
    if kinds.is_empty() {
        kinds = kinds_of(&inside);
    }
    (kinds, grade_of(&outside).or_else(|| grade_of(&inside)))
}

fn kinds_of(text: &str) -> Vec<String> {
    const KINDS: [&str; 8] = ["视力", "听力", "言语", "语言", "肢体", "智力", "精神", "多重"];
    let mut found: Vec<(usize, String)> = Vec::new();
    for word in KINDS {
        if let Some(at) = text.find(word) {
            let code = values::code_word("disability_kind", &DISABILITY_KIND, word);
            if !found.iter().any(|(_, known)| *known == code) {
                found.push((at, code));
            }
        }
    }
    found.sort();
    // 多重（听力、言语） says it itself.
    let several = values::code_word("disability_kind", &DISABILITY_KIND, "多重");
    let codes: Vec<String> = found.into_iter().map(|(_, code)| code).collect();
    if codes.contains(&several) { vec![several] } else { codes }
}

/// Of several grades the severest counts. Source: GB/T 26341-2010.
fn grade_of(text: &str) -> Option<String> {
    const GRADES: [(&str, &str); 4] = [("1", "一壹1"), ("2", "二贰2"), ("3", "三叁3"), ("4", "四肆4")];
    let grade = |c: char| GRADES.iter().find(|(_, words)| words.contains(c)).map(|(code, _)| *code);
    let marked = text.match_indices('级').filter_map(|(at, _)| grade(text[..at].chars().last()?)).min();
    let alone = || text.chars().next().filter(|_| text.chars().count() == 1).and_then(grade);
    let code = marked.or_else(alone)?;
    DISABILITY_GRADE.get(code).map(|_| code.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(cells: &[(&str, Of)]) -> (Option<String>, Option<String>) {
        let mut said = DisabilitySaid::default();
        for (text, of) in cells {
            said.read(text, *of);
        }
        let group = said.settled(false).0.unwrap();
        let label = |table: &crate::codes::CodeTable, code: Option<String>| {
            code.and_then(|code| table.get(&code).map(|c| c.name.to_owned()))
        };
        (label(&DISABILITY_KIND, group.disability_kind), group.disability_grade)
    }

    #[test]
    fn kind_and_grade_are_read_and_brackets_replace_neither() {
        use Of::{Both, Grade, Kind};
        for (cells, kind, grade) in [
            (&[("肢体二级", Both)][..], "肢体", "2"),
            (&[("视力残疾壹级", Both)], "视力", "1"),
            (&[("残疾（肢体二级）", Both)], "肢体", "2"),
            (&[("肢体（左眼视力差）", Kind), ("二级（2019年评）", Grade)], "肢体", "2"),
            (&[("肢体", Kind), ("视力二级", Grade)], "肢体", "2"),
            (&[("肢体（三级）", Kind), ("二级", Grade)], "肢体", "2"),
            (&[("听力、言语", Kind), ("一级", Grade)], "多重", "1"),
            (&[("视力三级、肢体二级", Both)], "多重", "2"),
            (&[("多重（听力、言语）", Kind), ("1", Grade)], "多重", "1"),
        ] {
            let (found, is) = read(cells);
            assert!(found.as_deref().is_some_and(|found| found.starts_with(kind)), "{cells:?}: {found:?}");
            assert_eq!(is.as_deref(), Some(grade), "{cells:?}");
        }
    }

    #[test]
    fn a_no_beside_a_grade_makes_nobody_disabled() {
        let mut said = DisabilitySaid::default();
        said.deny("无");
        said.read("一级", Of::Grade);
        let (group, fault) = said.settled(false);
        assert!(group.is_none() && fault.is_some());
    }
}
