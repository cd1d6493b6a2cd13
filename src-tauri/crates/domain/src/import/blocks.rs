//! Several people in one row: whose a column is that says no more than 身份证号 or 联系电话.
//!
//! A column that names somebody (户主姓名, 监护人, 配偶姓名, a second 姓名) opens a block: what stands right of it is that
//! person's, as far as the row's own person has his own column of it. 户主姓名|身份证号|成员姓名|身份证号 holds two numbers,
//! and the first is the head's.

use super::headers::HeaderColumn;
use super::headings::{BEFORE, ROLES};
use super::targets::{Kind, is_about_own, plain};

/// Facts that everybody has for himself; of a place, a register or a household two people may share one column.
const OWN_FACTS: [&str; 17] = [
    "id_number",
    "id_kind",
    "sex",
    "birth_date",
    "ethnic_group",
    "former_name",
    "native_place",
    "population_kind",
    "marital_status",
    "education",
    "political_status",
    "health",
    "occupation_status",
    "occupation",
    "employer",
    "military",
    "phones",
];
/// What is so much one person's own that a second column of it is another's.
const TELLING: [&str; 5] = ["id_number", "sex", "birth_date", "phones", "employer"];

/// Whose lists name a husband too, and are lists of theirs; a child beside them is a second person of the list.
const MOTHERS: [&str; 3] = ["孕妇", "产妇", "孕产妇"];
const CHILDREN: [&str; 3] = ["宝宝", "婴儿", "孩子"];

/// A list of 孕妇姓名 or 产妇姓名 is one of theirs where no column says just 姓名.
pub(super) fn name_by_role(columns: &mut [HeaderColumn]) {
    if columns.iter().any(|c| c.said == Some("name")) {
        return;
    }
    let is_hers = |c: &&mut HeaderColumn| {
        let heading = plain(&c.heading);
        c.said.is_none() && heading.strip_suffix("姓名").is_some_and(|role| MOTHERS.contains(&role))
    };
    if let Some(hers) = columns.iter_mut().find(is_hers) {
        (hers.target, hers.said, hers.is_of_another, hers.is_exact) =
            (Some("name"), Some("name"), false, true);
    }
}

/// Gives the columns of other people back to them. Which column names the row's own person is settled here: the one that
/// says just 姓名, else the first.
pub(super) fn settle(columns: &mut [HeaderColumn]) {
    name_by_head(columns);
    take_back_own(columns);
    let Some(own) = own_name(columns) else { return };
    let openers: Vec<usize> =
        (0..columns.len()).filter(|at| *at != own && names_other(&columns[*at])).collect();
    for opener in openers {
        let theirs = if opener < own {
            facts_between(columns, opener, own)
        } else {
            until_last_double(columns, &run_behind(columns, opener, own), opener)
        };
        for at in theirs {
            give_away(&mut columns[at]);
        }
        if columns[opener].said == Some("name") {
            give_away_by_prefix(columns, opener, own);
        }
    }
}

/// A list of heads alone names nobody else: 户主|身份证号|手机|住址.
fn name_by_head(columns: &mut [HeaderColumn]) {
    let names_somebody = |c: &HeaderColumn| c.said == Some("name");
    let has_relation = columns.iter().any(|c| c.said == Some("relation"));
    let head = columns.iter().position(|c| c.said == Some("household.head"));
    if let Some(head) = head.filter(|_| !has_relation && !columns.iter().any(names_somebody)) {
        (columns[head].target, columns[head].said, columns[head].is_of_another) =
            (Some("name"), Some("name"), false);
    }
}

/// 租户电话 is the own phone in a list of 租户姓名.
fn take_back_own(columns: &mut [HeaderColumn]) {
    let Some(own) = own_name(columns) else { return };
    let heading = plain(&columns[own].heading);
    let Some(prefix) = heading.strip_suffix("姓名").filter(|prefix| !prefix.is_empty()) else { return };
    for column in columns.iter_mut().filter(|c| c.said.is_none() && c.parent.is_empty()) {
        let rest = plain(&column.heading).strip_prefix(prefix).map(str::to_owned);
        let meaning = rest.and_then(|rest| Kind::Residents.meaning(&rest, ""));
        if let Some(meaning) = meaning.filter(|m| OWN_FACTS.contains(&m.key)) {
            (column.target, column.said, column.is_of_another) =
                (Some(meaning.key), Some(meaning.key), false);
        }
    }
}

/// The column of the row's own name.
pub(super) fn own_name(columns: &[HeaderColumn]) -> Option<usize> {
    let names = || (0..columns.len()).filter(|at| columns[*at].said == Some("name"));
    names()
        .find(|at| plain(&columns[*at].heading) == "姓名" && columns[*at].parent.is_empty())
        .or_else(|| names().find(|at| columns[*at].is_exact).or_else(|| names().next()))
}

/// A second person in the row who is nobody's head, guardian or spouse by the heading: 姓名|…|姓名|…, 姓名1 and 姓名2. Such
/// rows are refused, for both are people of the list.
pub(super) fn second_person(columns: &[HeaderColumn]) -> Option<(usize, usize)> {
    let pair = pair_by_roles(columns);
    let Some(own) = own_name(columns).filter(|_| pair.is_none()) else { return pair };
    let unnumbered = |at: usize| {
        let is_count = |c: char| c.is_ascii_digit() || "一二三四五".contains(c);
        (plain(&columns[at].heading).trim_end_matches(is_count).to_owned(), plain(&columns[at].parent))
    };
    let is_second = |at: &usize| {
        let has_block = columns.get(at + 1).is_some_and(|next| next.is_of_another);
        unnumbered(*at) == unnumbered(own) || has_block
    };
    let mut others = (0..columns.len()).filter(|at| *at != own && columns[*at].said == Some("name"));
    others.find(is_second).map(|other| (own.min(other), own.max(other)))
}

/// Two people of each row by their roles, of whom neither is the row's own: 夫姓名|…|妻姓名|…, 男方|…|女方|…
fn pair_by_roles(columns: &[HeaderColumn]) -> Option<(usize, usize)> {
    const PAIRED: [&str; 21] = [
        "夫",
        "妻",
        "男方",
        "女方",
        "男",
        "女",
        "丈夫",
        "妻子",
        "新郎",
        "新娘",
        "产妇",
        "孕妇",
        "孕产妇",
        "宝宝",
        "婴儿",
        "孩子",
        "父亲",
        "母亲",
        "父",
        "母",
        "配偶",
    ];
    // Whom a column names by a role, with the role over it or before it.
    let named = |at: usize| {
        let (heading, parent) = (plain(&columns[at].heading), plain(&columns[at].parent));
        let role = match heading.as_str() {
            "姓名" => parent,
            other => other.strip_suffix("姓名").unwrap_or(other).to_owned(),
        };
        // 男 and 女 alone count people.
        let is_name = heading != role || role.chars().count() > 1 || "夫妻".contains(&role);
        (is_name && PAIRED.contains(&role.as_str())).then_some(role)
    };
    let is_alone = |c: &HeaderColumn| c.said == Some("name") && plain(&c.parent).is_empty();
    if columns.iter().any(|c| is_alone(c) && !PAIRED.iter().any(|role| plain(&c.heading).starts_with(role))) {
        return None;
    }
    let all: Vec<(usize, String)> =
        (0..columns.len()).filter_map(|at| named(at).map(|role| (at, role))).collect();
    // A list of mothers: the husband beside her is left out by name, as in any list.
    let is_hers = |at: usize, role: &str| MOTHERS.contains(&role) && columns[at].said == Some("name");
    if let Some((hers, _)) = all.iter().find(|(at, role)| is_hers(*at, role)) {
        let (child, _) = all.iter().find(|(_, role)| CHILDREN.contains(&role.as_str()))?;
        return Some(((*hers).min(*child), (*hers).max(*child)));
    }
    let (first, role) = all.first()?;
    let (second, _) = all.iter().find(|(_, other)| other != role)?;
    Some((*first, *second))
}

/// Whether a column names somebody else: 户主姓名, 监护人, a second 姓名, 宝宝姓名.
pub(super) fn names_other(column: &HeaderColumn) -> bool {
    if matches!(column.said, Some("name" | "household.head" | "dwelling.owner" | "emergency_name")) {
        return true;
    }
    let heading = plain(&column.heading);
    // 有无子女 and 是否户主 name nobody.
    if is_about_own(&heading) {
        return false;
    }
    // 填报人, 采集人: a column of its own, and what stands behind it is that person's.
    if column.said == Some("collected_by")
        || column.said.is_none() && !column.is_answer && is_somebody(&heading)
    {
        return true;
    }
    let rest =
        ROLES.iter().find_map(|role| heading.strip_suffix("姓名").unwrap_or(&heading).strip_suffix(role));
    column.said.is_none() && (rest.is_some() || heading.ends_with("姓名"))
}

/// 片警, 帮扶干部, 物业经理: a short heading that ends in a word for people.
pub(super) fn is_somebody(heading: &str) -> bool {
    const PEOPLE: [&str; 29] = [
        "人", "员", "长", "者", "警", "干部", "经理", "主任", "书记", "同学", "同事", "室友", "男友", "女友",
        "对象", "店主", "老板", "党员", "亲友", "朋友", "警官", "主管", "专干", "委员", "师傅", "医师",
        "护士", "教师", "律师",
    ];
    // 特长 is what somebody is good at.
    if heading.ends_with("特长") || heading.ends_with("专长") {
        return false;
    }
    let is_short = (2..=7).contains(&heading.chars().count());
    is_short && !heading.starts_with("是否") && PEOPLE.iter().any(|word| heading.ends_with(word))
}

/// What stands between one that names somebody and the row's own name, of what people have for themselves.
fn facts_between(columns: &[HeaderColumn], opener: usize, own: usize) -> Vec<usize> {
    let is_fact = |at: &usize| {
        let column = &columns[*at];
        column.said.is_some_and(|said| OWN_FACTS.contains(&said))
            && !plain(&column.heading).starts_with("本人")
            && plain(&column.parent) == plain(&columns[opener].parent)
    };
    (opener + 1..own).filter(is_fact).collect()
}

/// The columns right of one that names somebody, as far as they hold what people have for themselves.
fn run_behind(columns: &[HeaderColumn], opener: usize, own: usize) -> Vec<usize> {
    let name = plain(&columns[opener].heading);
    let whose = name.strip_suffix("姓名").unwrap_or(&name).to_owned();
    let same_group = |at: &usize| plain(&columns[*at].parent) == plain(&columns[opener].parent);
    let goes_on = |at: &usize| {
        let column = &columns[*at];
        let heading = plain(&column.heading);
        let is_fact = column.said.is_some_and(|said| OWN_FACTS.contains(&said));
        let is_theirs = column.said.is_none() && !whose.is_empty() && heading.starts_with(&whose);
        *at != own
            && (is_fact && !heading.starts_with("本人")
                || is_theirs
                || column.is_of_another && !names_other(column))
    };
    (opener + 1..columns.len()).take_while(|at| same_group(at) && goes_on(at)).collect()
}

/// Behind the row's own person a column is another's where it is a second one of its kind; with it what stands before it.
fn until_last_double(columns: &[HeaderColumn], run: &[usize], opener: usize) -> Vec<usize> {
    let is_double = |at: &usize| {
        let said = columns[*at].said.filter(|said| TELLING.contains(said));
        said.is_some_and(|said| columns[..opener].iter().any(|c| c.said == Some(said) && !c.is_of_another))
    };
    let Some(last) = run.iter().rposition(is_double) else { return Vec::new() };
    let tail =
        run.iter().skip(last + 1).take_while(|at| columns[**at].said.is_some_and(|s| TELLING.contains(&s)));
    run[..=last].iter().chain(tail).copied().collect()
}

/// 儿童身份证号 beside 姓名 and 儿童姓名 is the child's.
fn give_away_by_prefix(columns: &mut [HeaderColumn], opener: usize, own: usize) {
    let prefix_of = |at: usize| {
        let heading = plain(&columns[at].heading);
        heading.strip_suffix("姓名").map(str::to_owned).filter(|p| BEFORE.contains(&p.as_str()))
    };
    let Some(prefix) = prefix_of(opener).filter(|p| prefix_of(own).as_ref() != Some(p)) else { return };
    for (at, column) in columns.iter_mut().enumerate() {
        let is_theirs = at != own && at != opener && plain(&column.heading).starts_with(&prefix);
        if is_theirs && column.said.is_some_and(|said| OWN_FACTS.contains(&said)) {
            give_away(column);
        }
    }
}

fn give_away(column: &mut HeaderColumn) {
    (column.target, column.said, column.is_of_another) = (None, None, true);
}

#[cfg(test)]
mod tests {
    use super::super::headers::header_at;
    use super::*;
    use crate::sheets::{CellKind, Sheet};

    /// What each column is taken for, `.` for nothing, and whether the sheet is refused for two people in a row.
    fn read(headings: &str) -> (String, bool) {
        let mut sheet = Sheet::named("表");
        for (column, heading) in (0..).zip(headings.split('|')) {
            sheet.push(0, column, CellKind::Text, heading);
        }
        sheet.finish();
        let header = header_at(&sheet, Kind::Residents, 0, 0);
        let keys: Vec<&str> = header.columns.iter().map(|c| c.target.unwrap_or(".")).collect();
        (keys.join("|"), header.side_by_side().is_some())
    }

    #[test]
    fn a_list_of_one_sort_of_people_leaves_out_whom_it_names_beside_them() {
        for (headings, keys) in [
            ("姓名|丈夫姓名|身份证号|联系电话", "name|.|id_number|phones"),
            ("孕妇姓名|丈夫姓名|身份证号|联系电话", "name|.|id_number|phones"),
            ("孕妇姓名|身份证号|丈夫姓名|身份证号|住址", "name|id_number|.|.|place.whole"),
            ("丈夫姓名|身份证号|孕妇姓名|身份证号", ".|.|name|id_number"),
            ("产妇姓名|产妇身份证号|配偶姓名|配偶电话|住址", "name|id_number|.|.|place.whole"),
            ("孕产妇姓名|身份证号|男方姓名|身份证号", "name|id_number|.|."),
            ("孕妇姓名|联系电话|住址", "name|phones|place.whole"),
            ("户主姓名|孕妇姓名|身份证号", "household.head|name|id_number"),
            ("育龄妇女姓名|配偶姓名|身份证号", "name|.|id_number"),
            ("老人姓名|身份证号|监护人姓名|联系电话", "name|id_number|.|."),
            ("学生姓名|家长姓名|家长电话|住址", "name|.|.|place.whole"),
            ("残疾人姓名|监护人姓名|身份证号", "name|.|id_number"),
            ("姓名|身份证号|有无子女|联系电话", "name|id_number|.|phones"),
        ] {
            assert_eq!(read(headings), (keys.to_owned(), false), "{headings}");
        }
    }

    #[test]
    fn couples_and_a_mother_with_her_child_are_two_people() {
        for headings in [
            "夫姓名|夫身份证号|妻姓名|妻身份证号",
            "男方|男方身份证号|女方|女方身份证号",
            "产妇姓名|身份证号|宝宝姓名|宝宝性别",
            "产妇姓名|丈夫姓名|身份证号|宝宝姓名|宝宝性别",
            // Whose the first number is nobody says.
            "丈夫|身份证号|孕妇|身份证号",
        ] {
            assert!(read(headings).1, "{headings}");
        }
    }
}
