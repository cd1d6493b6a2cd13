//! Code tables: national standards compiled in from `assets/codes`, each with its standard and edition in
//! `assets/codes/README.md`. A code is retired, never deleted: old records still point to it.

use std::collections::HashMap;
use std::sync::LazyLock;

/// One code of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// The code as text; leading zeros count.
    pub code: &'static str,
    /// The standard's name.
    pub name: &'static str,
    /// What office forms say instead, if they differ.
    pub form_label: Option<&'static str>,
    /// The code above it.
    pub parent: Option<&'static str>,
    /// Whether forms usually offer it; the others are found by search.
    pub is_common: bool,
}

impl Code {
    /// What lists and forms show.
    pub fn label(&self) -> &'static str {
        self.form_label.unwrap_or(self.name)
    }
}

/// A code table.
pub struct CodeTable {
    /// Its key, `ethnic_group`.
    pub key: &'static str,
    /// Its name on screen.
    pub title: &'static str,
    /// Its source.
    pub standard: &'static str,
    rows: Vec<Code>,
    by_code: HashMap<&'static str, usize>,
}

impl CodeTable {
    fn read(
        key: &'static str,
        title: &'static str,
        standard: &'static str,
        csv: &'static str,
        form: FormColumn,
    ) -> Self {
        let mut lines = csv.lines();
        let header: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
        let column = |name: &str| header.iter().position(|h| *h == name);
        let (parent, label, common) = (column("parent"), column(form.label), column("common_on_forms"));
        let rows: Vec<Code> = lines
            .filter(|line| !line.trim().is_empty() && !line.starts_with('#'))
            .map(|line| {
                let cells: Vec<&'static str> = line.split(',').collect();
                let cell =
                    |at: Option<usize>| at.and_then(|i| cells.get(i).copied()).filter(|c| !c.is_empty());
                Code {
                    code: cells[0],
                    name: cells[1],
                    form_label: cell(label),
                    parent: cell(parent),
                    is_common: match common {
                        Some(_) => cell(common) == Some("1"),
                        None => cell(parent).is_none(),
                    },
                }
            })
            .collect();
        let by_code = rows.iter().enumerate().map(|(i, row)| (row.code, i)).collect();
        CodeTable { key, title, standard, rows, by_code }
    }

    /// All codes in the standard's order.
    pub fn all(&self) -> &[Code] {
        &self.rows
    }

    /// The code's row.
    pub fn get(&self, code: &str) -> Option<&Code> {
        self.by_code.get(code).map(|i| &self.rows[*i])
    }

    /// What forms show for a code; the code itself where the table does not know it.
    pub fn label<'a>(&self, code: &'a str) -> &'a str
    where
        'static: 'a,
    {
        self.get(code).map_or(code, |row| row.label())
    }
}

struct FormColumn {
    label: &'static str,
}

macro_rules! table {
    ($(#[$doc:meta])* $name:ident, $key:literal, $title:literal, $standard:literal, $label:literal) => {
        $(#[$doc])*
        pub static $name: LazyLock<CodeTable> = LazyLock::new(|| {
            CodeTable::read(
                $key, $title, $standard,
                include_str!(concat!("../../../../assets/codes/", $key, ".csv")),
                FormColumn { label: $label },
            )
        });
    };
}

table!(/** 性别 */ SEX, "sex", "性别", "GB/T 2261.1-2003", "short");
table!(/** 民族 */ ETHNIC_GROUP, "ethnic_group", "民族", "GB/T 3304-1991", "form_label");
table!(/** 婚姻状况 */ MARITAL_STATUS, "marital_status", "婚姻状况", "GB/T 2261.2-2003", "form_label");
table!(/** 文化程度 */ EDUCATION, "education", "文化程度", "GB/T 4658-2006", "form_label");
table!(/** 与户主关系 */ RELATION_TO_HEAD, "relation_to_head", "与户主关系", "GB/T 4761-2008", "form_label");
table!(/** 政治面貌 */ POLITICAL_STATUS, "political_status", "政治面貌", "GB/T 4762-1984", "form_label");
table!(/** 残疾类别 */ DISABILITY_KIND, "disability_kind", "残疾类别", "GB/T 26341-2010", "form_label");
table!(/** 残疾等级 */ DISABILITY_GRADE, "disability_grade", "残疾等级", "GB/T 26341-2010", "form_label");

/// One present division of GB/T 2260 (省, 市 or 县 level).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Division {
    /// Six digits.
    pub code: &'static str,
    /// Its own name.
    pub name: &'static str,
    /// 1 province, 2 prefecture, 3 county.
    pub level: u8,
    /// The division above it.
    pub parent: Option<&'static str>,
}

static DIVISIONS: LazyLock<Vec<Division>> = LazyLock::new(|| {
    include_str!("../../../../assets/codes/division_current.csv")
        .lines()
        .skip(1)
        .filter_map(|line| {
            let mut cells = line.split(',');
            let (code, name) = (cells.next()?, cells.next()?);
            let level = cells.next()?.parse().ok()?;
            Some(Division { code, name, level, parent: cells.next().filter(|p| !p.is_empty()) })
        })
        .collect()
});

static DIVISION_BY_CODE: LazyLock<HashMap<&'static str, usize>> =
    LazyLock::new(|| DIVISIONS.iter().enumerate().map(|(i, d)| (d.code, i)).collect());

static RETIRED_DIVISIONS: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    include_str!("../../../../assets/codes/division_retired.csv")
        .lines()
        .skip(1)
        .filter_map(|line| {
            let mut cells = line.split(',');
            Some((cells.next()?, cells.next()?))
        })
        .collect()
});

/// The present division of that code.
pub fn division(code: &str) -> Option<&'static Division> {
    DIVISION_BY_CODE.get(code).map(|i| &DIVISIONS[*i])
}

/// Whether the code is or once was a division of GB/T 2260.
///
/// Retired codes stay valid in ID numbers: a person keeps the number for life.
pub fn division_ever_was(code: &str) -> bool {
    DIVISION_BY_CODE.contains_key(code) || RETIRED_DIVISIONS.contains_key(code)
}

/// The full name, `浙江省杭州市西湖区`; for a retired code its own last name only.
pub fn division_full_name(code: &str) -> Option<String> {
    let Some(found) = division(code) else {
        return RETIRED_DIVISIONS.get(code).map(|name| format!("{name}（已撤销）"));
    };
    let above = found.parent.and_then(division_full_name).unwrap_or_default();
    Some(above + found.name)
}

/// Names by which a division is meant at the beginning of an address: its full name, that without the province, without the
/// prefecture, and its own where no other has it.
static DIVISION_NAMES: LazyLock<HashMap<String, Option<&'static str>>> = LazyLock::new(|| {
    let mut names: HashMap<String, Option<&'static str>> = HashMap::new();
    for found in DIVISIONS.iter() {
        let mut above: Vec<&str> = Vec::new();
        let mut at = found.parent;
        while let Some(parent) = at.and_then(division) {
            above.insert(0, parent.name);
            at = parent.parent;
        }
        let mut own = vec![above.concat() + found.name, found.name.to_owned()];
        if let [province, .., last] = above.as_slice() {
            own.push(format!("{province}{}", found.name));
            own.push(format!("{last}{}", found.name));
        }
        own.sort();
        own.dedup();
        for name in own {
            names
                .entry(name)
                .and_modify(|code| {
                    if *code != Some(found.code) {
                        *code = None;
                    }
                })
                .or_insert(Some(found.code));
        }
    }
    names
});

/// The division that an address begins with, the longest known, and what follows it.
pub fn division_prefix(address: &str) -> Option<(&'static str, &str)> {
    let ends: Vec<usize> = address.char_indices().map(|(i, c)| i + c.len_utf8()).take(30).collect();
    let known = |end: &usize| {
        DIVISION_NAMES.get(&address[..*end]).copied().flatten().map(|code| (code, &address[*end..]))
    };
    ends.iter().rev().find_map(known)
}

/// Divisions whose code begins with the text, or whose full name holds every word of it; counties first.
///
/// At most `limit` rows.
pub fn search_divisions(text: &str, limit: usize) -> Vec<(&'static Division, String)> {
    let wanted = crate::text::trimmed(&crate::text::half_width(text));
    let words: Vec<&str> = wanted.split_whitespace().collect();
    let mut found: Vec<_> = DIVISIONS
        .iter()
        .filter_map(|d| {
            let full = division_full_name(d.code)?;
            let fits = d.code.starts_with(&wanted) || words.iter().all(|w| holds_in_order(&full, w));
            fits.then_some((d, full))
        })
        .collect();
    found.sort_by_key(|(d, _)| {
        (std::cmp::Reverse(d.name.starts_with(&wanted)), std::cmp::Reverse(d.level), d.code)
    });
    found.truncate(limit);
    found
}

/// Whether the characters stand in the text in that order: 杭州西湖 finds 浙江省杭州市西湖区.
fn holds_in_order(text: &str, wanted: &str) -> bool {
    let mut rest = text.chars();
    wanted.chars().all(|w| rest.any(|c| c == w))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_hold_what_their_standards_hold() {
        let standard = ETHNIC_GROUP.all().iter().filter(|c| c.code != "97" && c.code != "98").count();
        assert_eq!(standard, 56, "GB/T 3304 names 56 groups");
        assert_eq!(SEX.label("1"), "男");
        assert_eq!(POLITICAL_STATUS.label("01"), "中共党员");
        assert_eq!(MARITAL_STATUS.get("21").and_then(|c| c.parent), Some("20"));
        assert!(RELATION_TO_HEAD.get("02").is_some_and(|c| c.name == "户主" && c.is_common));
        assert!(RELATION_TO_HEAD.get("03").is_none(), "03 was deleted in 2008");
        assert_eq!(EDUCATION.label("20"), "大学本科");
        assert_eq!(EDUCATION.label("999"), "999", "an unknown code is shown as it is");
    }

    #[test]
    fn divisions_know_their_full_names() {
        assert_eq!(division_full_name("330106").as_deref(), Some("浙江省杭州市西湖区"));
        assert_eq!(division_full_name("110101").as_deref(), Some("北京市东城区"));
        assert!(division_ever_was("110103"), "崇文区 was merged in 2010; its numbers stay valid");
        assert!(!division_ever_was("990101"));
    }

    #[test]
    fn divisions_are_found_by_code_name_or_short_form() {
        assert_eq!(search_divisions("330106", 5)[0].0.code, "330106");
        assert_eq!(search_divisions("杭州西湖", 5)[0].0.code, "330106");
        assert_eq!(search_divisions("西湖区", 9).iter().filter(|(d, _)| d.name == "西湖区").count(), 2);
    }
}
