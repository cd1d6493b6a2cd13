//! What goes up to the street office: the figures of the people on the last evening of a period, how they are set out, and
//! the checks that they must stand.
//!
//! Source: `shared/domain/reports.md` 1 and 3. What of a person was counted is told by the caller; nothing is read here.

mod bands;
mod form;
mod period;
mod visits;

pub use bands::{AgeBand, bands_cover_all, usual_bands};
pub use form::{FormSection, LateEntries, ReportForm, SIGNATURES};
pub use period::{Period, Rhythm, titled};
pub use visits::{VisitRhythm, visits_due};

use crate::calendar::{PartialDate, age_on};
use crate::population::ResidenceState;
use crate::tables::{Cell, Column, ColumnKind};
use chrono::NaiveDate;

/// What is counted of a person who belongs to the community on a day.
#[derive(Debug, Clone, Copy)]
pub struct Counted<'a> {
    /// 人户状态
    pub state: ResidenceState,
    /// GB/T 2261.1
    pub sex: &'a str,
    /// Birth date, as far as it is known.
    pub birth: Option<PartialDate>,
    /// GB/T 3304; empty where not known.
    pub ethnic_group: &'a str,
    /// 流动人口
    pub is_floating: bool,
    /// 港澳台 or 外籍
    pub is_from_abroad: bool,
    /// Stands among the disabled on that day.
    pub is_disabled: bool,
    /// 中共党员, 预备党员 among them.
    pub is_party_member: bool,
}

/// Ages that laws and habits count from: 成年, 老年人, 65, 高龄, 百岁. Whatever bands an office has, these are told.
pub const LEGAL_AGES: [u16; 5] = [18, 60, 65, 80, 100];

/// The figures of some people.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures {
    /// 总户数
    pub households: u32,
    /// 户籍户数
    pub hukou_households: u32,
    /// 总人口
    pub people: u32,
    /// 男, 女, 未说明
    pub sexes: [u32; 3],
    /// In the order of [`ResidenceState::ALL`].
    pub states: [u32; 4],
    /// 流动人口
    pub floating: u32,
    /// 港澳台, 外籍
    pub from_abroad: u32,
    /// In the order of the bands.
    pub bands: Vec<u32>,
    /// Of an age that is not known.
    pub no_age: u32,
    /// In the order of [`LEGAL_AGES`]: so old or older, whatever the bands.
    pub at_least: [u32; 5],
    /// 少数民族
    pub minority: u32,
    /// 残疾人
    pub disabled: u32,
    /// 党员
    pub party_members: u32,
}

impl Figures {
    /// Counts a person.
    pub fn count(&mut self, person: &Counted, bands: &[AgeBand], on: NaiveDate) {
        self.bands.resize(bands.len(), 0);
        self.people += 1;
        self.sexes[match person.sex {
            "1" => 0,
            "2" => 1,
            _ => 2,
        }] += 1;
        let state = ResidenceState::ALL.iter().position(|s| *s == person.state).unwrap_or(0);
        self.states[state] += 1;
        let age = person.birth.map(|b| age_on(b.first_day(), on));
        for (count, from) in self.at_least.iter_mut().zip(LEGAL_AGES) {
            *count += u32::from(age.is_some_and(|age| age >= from));
        }
        match age.and_then(|age| bands.iter().position(|b| b.holds(age))) {
            Some(band) => self.bands[band] += 1,
            None => self.no_age += 1,
        }
        let is_minority = !matches!(person.ethnic_group, "" | "01" | "97" | "98" | "99");
        for (count, is) in [
            (&mut self.floating, person.is_floating),
            (&mut self.from_abroad, person.is_from_abroad),
            (&mut self.minority, is_minority),
            (&mut self.disabled, person.is_disabled),
            (&mut self.party_members, person.is_party_member),
        ] {
            *count += u32::from(is);
        }
    }

    /// 户籍人口: 人户一致 + 户在人不在 + 空挂.
    pub fn registered(&self) -> u32 {
        self.states[0] + self.states[2] + self.states[3]
    }

    /// 居住人口: 人户一致 + 人在户不在. Not 常住人口, which counts who stays half a year [rule: residents.md].
    pub fn living(&self) -> u32 {
        self.states[0] + self.states[1]
    }

    /// 未成年人: not yet eighteen.
    pub fn minors(&self) -> u32 {
        self.people.saturating_sub(self.no_age).saturating_sub(self.at_least[0])
    }
}

/// Whether a person is one of those whom a column of 人口统计表 counts; `None` where it counts households.
pub fn is_counted_in(column: usize, person: &Counted, bands: &[AgeBand], on: NaiveDate) -> Option<bool> {
    let mut one = Figures::default();
    one.count(person, bands, on);
    match population_row("", &one, bands).get(column)? {
        Cell::Whole(n) if !HOUSEHOLD_COLUMNS.contains(&column) => Some(*n > 0),
        _ => None,
    }
}

/// The heading over the age bands.
pub const AGES: &str = "年龄（岁）";

/// 总户数, 户籍户: they count no people.
const HOUSEHOLD_COLUMNS: [usize; 2] = [1, 6];

/// Where 未说明 stands in 人口统计表: with it 男 and 女 are the whole. It is taken out where everybody's sex is told.
pub const UNTOLD_SEX: usize = 5;

/// The columns of 人口统计表 (`reports.md` 3.1).
pub fn population_columns(bands: &[AgeBand]) -> Vec<Column> {
    let count = |title: &str| Column::new(title, ColumnKind::Whole, 3).summed();
    let mut all = vec![
        Column::new("网格", ColumnKind::Text, 6),
        count("总户数"),
        count("总人口"),
        count("男"),
        count("女"),
        count("未说明"),
        count("户").under("户籍"),
        count("人").under("户籍"),
        count("人户一致"),
        count("户在人不在"),
        count("人在户不在"),
        count("空挂"),
        count("流动人口"),
        count("港澳台外籍"),
    ];
    all.extend(bands.iter().map(|b| count(&b.label()).under(AGES)));
    all.extend([count("少数民族"), count("残疾人"), count("党员")]);
    all
}

/// A line of 人口统计表.
pub fn population_row(name: &str, figures: &Figures, bands: &[AgeBand]) -> Vec<Cell> {
    let whole = |n: u32| Cell::Whole(i64::from(n));
    let f = figures;
    let mut row = vec![
        Cell::of_text(name),
        whole(f.households),
        whole(f.people),
        whole(f.sexes[0]),
        whole(f.sexes[1]),
        whole(f.sexes[2]),
        whole(f.hukou_households),
        whole(f.registered()),
        whole(f.states[0]),
        whole(f.states[2]),
        whole(f.states[1]),
        whole(f.states[3]),
        whole(f.floating),
        whole(f.from_abroad),
    ];
    row.extend((0..bands.len()).map(|i| whole(f.bands.get(i).copied().unwrap_or(0))));
    row.extend([whole(f.minority), whole(f.disabled), whole(f.party_members)]);
    row
}

/// A check of a report: in words, and whether it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// `男 812 + 女 790 + 未说明 0 = 总人口 1602`
    pub words: String,
    /// Whether both sides are the same.
    pub is_right: bool,
}

impl Check {
    /// A sum against what it must be.
    pub fn of_sum(parts: &[(&str, u32)], whole: (&str, u32)) -> Self {
        let words: Vec<String> = parts.iter().map(|(name, n)| format!("{name} {n}")).collect();
        let sum: u64 = parts.iter().map(|(_, n)| u64::from(*n)).sum();
        let is_right = sum == u64::from(whole.1);
        Check::of_words(&words.join(" + "), &format!("{} {}", whole.0, whole.1), is_right)
    }

    /// Two sides in words: between those that are not the same stands no sign that says so.
    pub fn of_words(left: &str, right: &str, is_right: bool) -> Self {
        let sign = if is_right { "=" } else { "≠" };
        Check { words: format!("{left} {sign} {right}"), is_right }
    }
}

/// The checks of 人口统计表 (`reports.md` 3.1): 男 + 女 = 总, Σ bands = 总, Σ 网格 = 合计.
pub fn population_checks(whole: &Figures, by_grid: &[(String, Figures)]) -> Vec<Check> {
    let bands = whole.bands.iter().sum();
    let grids = by_grid.iter().map(|(_, f)| f.people).sum();
    vec![
        Check::of_sum(
            &[("男", whole.sexes[0]), ("女", whole.sexes[1]), ("性别未说明", whole.sexes[2])],
            ("总人口", whole.people),
        ),
        Check::of_sum(&[("各年龄段合计", bands), ("年龄不详", whole.no_age)], ("总人口", whole.people)),
        Check::of_sum(&[("各网格合计", grids)], ("总人口", whole.people)),
        Check::of_sum(
            &[
                ("人户一致", whole.states[0]),
                ("人在户不在", whole.states[1]),
                ("户在人不在", whole.states[2]),
                ("空挂", whole.states[3]),
            ],
            ("总人口", whole.people),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn people_are_counted_where_they_belong() {
        let bands = usual_bands();
        let mut figures = Figures::default();
        let man = Counted {
            state: ResidenceState::Together,
            sex: "1",
            birth: PartialDate::from_iso("1966-11-01"),
            ethnic_group: "03",
            is_floating: false,
            is_from_abroad: false,
            is_disabled: true,
            is_party_member: true,
        };
        let child = Counted {
            state: ResidenceState::LivingOnly,
            sex: "2",
            birth: PartialDate::from_iso("2019-11-01"),
            ethnic_group: "01",
            is_floating: true,
            is_disabled: false,
            is_party_member: false,
            ..man
        };
        figures.count(&man, &bands, day("2026-10-31"));
        figures.count(&child, &bands, day("2026-10-31"));
        // The day before his birthday he is 59, she is 6.
        assert_eq!(figures.bands, [1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
        let mut later = Figures::default();
        later.count(&man, &bands, day("2026-11-01"));
        later.count(&child, &bands, day("2026-11-01"));
        assert_eq!(later.bands, [0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0]);
        assert_eq!((later.at_least, later.minors()), ([1, 1, 0, 0, 0], 1));
        assert_eq!((figures.registered(), figures.living()), (1, 2));
        assert_eq!(
            (figures.minority, figures.floating, figures.disabled, figures.party_members),
            (1, 1, 1, 1)
        );
        assert_eq!(population_row("01", &figures, &bands).len(), population_columns(&bands).len());
    }

    #[test]
    fn a_check_that_fails_does_not_say_that_both_sides_are_the_same() {
        let of = |whole| Check::of_sum(&[("男", 2), ("女", 3)], ("总人口", whole));
        assert_eq!((of(5).words.as_str(), of(5).is_right), ("男 2 + 女 3 = 总人口 5", true));
        assert_eq!((of(6).words.as_str(), of(6).is_right), ("男 2 + 女 3 ≠ 总人口 6", false));
    }

    #[test]
    fn behind_a_figure_stand_those_whom_it_counts() {
        let bands = usual_bands();
        let on = day("2026-10-31");
        let person = Counted {
            state: ResidenceState::HukouOnly,
            sex: "2",
            birth: PartialDate::from_iso("1940-01-01"),
            ethnic_group: "01",
            is_floating: false,
            is_from_abroad: false,
            is_disabled: true,
            is_party_member: false,
        };
        let columns = population_columns(&bands);
        let counted: Vec<&str> = (0..columns.len())
            .filter(|i| is_counted_in(*i, &person, &bands, on) == Some(true))
            .map(|i| columns[i].title.as_str())
            .collect();
        assert_eq!(counted, ["总人口", "女", "人", "户在人不在", "80–89", "残疾人"]);
        assert_eq!(columns[UNTOLD_SEX].title, "未说明");
        let untold = Counted { sex: "9", ..person };
        assert_eq!(is_counted_in(UNTOLD_SEX, &untold, &bands, on), Some(true));
        assert_eq!(is_counted_in(UNTOLD_SEX - 1, &untold, &bands, on), Some(false));
        for households in HOUSEHOLD_COLUMNS {
            assert_eq!(is_counted_in(households, &person, &bands, on), None);
        }
    }

    proptest! {
        #[test]
        fn every_report_of_anybody_passes_its_checks(people in prop::collection::vec((0usize..4, 0u8..4, 0i32..120, any::<bool>()), 0..60)) {
            let bands = usual_bands();
            let on = day("2026-10-31");
            let (mut whole, mut grids) = (Figures::default(), vec![("一".to_owned(), Figures::default()), ("二".to_owned(), Figures::default())]);
            for (state, sex, age, second) in people {
                let sex = sex.to_string();
                let person = Counted {
                    state: ResidenceState::ALL[state], sex: &sex,
                    birth: PartialDate::from_iso(&format!("{}-05-01", 2026 - age)),
                    ethnic_group: "", is_floating: false, is_from_abroad: false, is_disabled: false, is_party_member: false,
                };
                whole.count(&person, &bands, on);
                grids[usize::from(second)].1.count(&person, &bands, on);
            }
            for check in population_checks(&whole, &grids) {
                prop_assert!(check.is_right, "{}", check.words);
            }
        }
    }
}
