//! Coming and going: dated movements of a person, what they make of 户籍 and 居住, and the balance of a population.
//!
//! The movements are the only truth. Each says what it changes ([`Effect`]): the household where the person is
//! registered (户籍), the household where the person lives (居住), the dwelling. Everything else is computed here: the
//! standing after each of them in the order of their days, the two dated memberships, whether somebody belongs to the
//! community on a day, and why a month's figure changed. So `opening + in − out = closing` holds by construction: every
//! difference between two days *is* a movement, or another grid of the same place.
//!
//! Source: `shared/domain/residents.md` 2 (人户状态, two memberships), `reports.md` 3.2 (人口变动表).

mod balance;
mod effect;
mod whereto;

pub use balance::{Balance, Event, each_event, eve_of};
pub use effect::{Course, DwellingChange, Effect, HeadTime, SideChange, head_times};
pub use whereto::division_said;

use crate::fault::{Fault, FaultCode};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The kinds of movements.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum MovementKind {
    /// 建账登记: was already here when the ledger began.
    Opening,
    /// 出生
    Born,
    /// 迁入/搬入
    MovedIn,
    /// 社区内搬家、换户
    MovedWithin,
    /// 户内关系变更: a new head, another relation; nobody comes or goes.
    RelationChanged,
    /// 户口迁入
    HukouIn,
    /// 户口迁出
    HukouOut,
    /// 搬离（人走）
    MovedOut,
    /// 死亡
    Died,
    /// 注销
    Cancelled,
}

/// Why an import gives somebody a dwelling of whom none was known: nobody moved.
pub const DWELLING_TOLD: &str = "原来没有登记房屋，导入的表里写了住址";

impl MovementKind {
    /// All kinds.
    pub const ALL: &'static [MovementKind] = &[
        MovementKind::Opening,
        MovementKind::Born,
        MovementKind::MovedIn,
        MovementKind::MovedWithin,
        MovementKind::RelationChanged,
        MovementKind::HukouIn,
        MovementKind::HukouOut,
        MovementKind::MovedOut,
        MovementKind::Died,
        MovementKind::Cancelled,
    ];

    /// The name on screen.
    pub fn label(self) -> &'static str {
        match self {
            MovementKind::Opening => "建账登记",
            MovementKind::Born => "出生",
            MovementKind::MovedIn => "迁入",
            MovementKind::MovedWithin => "社区内搬家",
            MovementKind::RelationChanged => "户内关系变更",
            MovementKind::HukouIn => "户口迁入",
            MovementKind::HukouOut => "户口迁出",
            MovementKind::MovedOut => "搬离",
            MovementKind::Died => "死亡",
            MovementKind::Cancelled => "注销",
        }
    }

    /// The name on screen of a movement with that reason.
    pub fn label_for(self, reason: &str) -> &'static str {
        if self == MovementKind::MovedWithin && reason == DWELLING_TOLD {
            "补登记住址"
        } else {
            self.label()
        }
    }

    /// The word in the ledger.
    pub fn as_str(self) -> &'static str {
        match self {
            MovementKind::Opening => "opening",
            MovementKind::Born => "born",
            MovementKind::MovedIn => "moved_in",
            MovementKind::MovedWithin => "moved_within",
            MovementKind::RelationChanged => "relation_changed",
            MovementKind::HukouIn => "hukou_in",
            MovementKind::HukouOut => "hukou_out",
            MovementKind::MovedOut => "moved_out",
            MovementKind::Died => "died",
            MovementKind::Cancelled => "cancelled",
        }
    }

    /// Reads the word of the ledger.
    pub fn from_word(word: &str) -> Option<Self> {
        MovementKind::ALL.iter().copied().find(|k| k.as_str() == word)
    }
}

/// Where a person stands: registered in a household, living in a household and a dwelling, or neither.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
pub struct Standing {
    /// The household of the register (户籍).
    pub hukou_household_id: Option<u32>,
    /// The relation to its head, GB/T 4761.
    pub hukou_relation: Option<String>,
    /// The household lived in (居住).
    pub living_household_id: Option<u32>,
    /// The relation to its head, GB/T 4761.
    pub living_relation: Option<String>,
    /// The dwelling: lived in, else the one behind the hukou household; none for 空挂.
    pub dwelling_id: Option<u32>,
}

impl Standing {
    /// Whether the person belongs to the community: registered here, or living here, or both.
    pub fn is_present(&self) -> bool {
        self.hukou_household_id.is_some() || self.living_household_id.is_some()
    }

    /// 人户状态; `None` when the person does not belong to the community.
    pub fn residence_state(&self) -> Option<ResidenceState> {
        match (self.hukou_household_id, self.living_household_id, self.dwelling_id) {
            (None, None, _) => None,
            (Some(_), Some(_), _) => Some(ResidenceState::Together),
            (None, Some(_), _) => Some(ResidenceState::LivingOnly),
            (Some(_), None, Some(_)) => Some(ResidenceState::HukouOnly),
            (Some(_), None, None) => Some(ResidenceState::EmptyHukou),
        }
    }
}

/// 人户状态, `residents.md` 2.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ResidenceState {
    /// 人户一致
    Together,
    /// 人在户不在
    LivingOnly,
    /// 户在人不在
    HukouOnly,
    /// 空挂
    EmptyHukou,
}

impl ResidenceState {
    /// All states.
    pub const ALL: &'static [ResidenceState] = &[
        ResidenceState::Together,
        ResidenceState::LivingOnly,
        ResidenceState::HukouOnly,
        ResidenceState::EmptyHukou,
    ];

    /// The name on screen.
    pub fn label(self) -> &'static str {
        match self {
            ResidenceState::Together => "人户一致",
            ResidenceState::LivingOnly => "人在户不在",
            ResidenceState::HukouOnly => "户在人不在",
            ResidenceState::EmptyHukou => "空挂",
        }
    }

    /// The word in the ledger.
    pub fn as_str(self) -> &'static str {
        match self {
            ResidenceState::Together => "together",
            ResidenceState::LivingOnly => "living_only",
            ResidenceState::HukouOnly => "hukou_only",
            ResidenceState::EmptyHukou => "empty_hukou",
        }
    }
}

/// One movement: what happened when, and the standing after it as it follows from all up to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Movement {
    /// The row; movements of one day keep this order.
    pub id: u32,
    /// What happened.
    pub kind: MovementKind,
    /// When. The day itself counts as after it.
    pub happened_on: NaiveDate,
    /// The standing after it.
    pub after: Standing,
}

/// A stretch of time with one standing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The first day of it.
    pub from_on: NaiveDate,
    /// The first day no longer of it; open if `None`.
    pub to_on: Option<NaiveDate>,
    /// The movement that began it.
    pub movement_id: u32,
    /// The standing.
    pub standing: Standing,
}

/// Why a population grew or shrank, the columns of 人口变动表 (`reports.md` 3.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ChangeColumn {
    /// 增：出生
    InBorn,
    /// 增：迁入 (with the hukou)
    InHukou,
    /// 增：流入 (without)
    InFloating,
    /// 增：其他
    InOther,
    /// 减：死亡
    OutDied,
    /// 减：迁出 (with the hukou)
    OutHukou,
    /// 减：流出 (without)
    OutFloating,
    /// 减：其他
    OutOther,
    /// 增：网格调整 (the place was given to this grid)
    InGrid,
    /// 减：网格调整 (the place was given to another grid)
    OutGrid,
}

impl ChangeColumn {
    /// The columns of movements, in the order of the table.
    pub const ALL: &'static [ChangeColumn] = &[
        ChangeColumn::InBorn,
        ChangeColumn::InHukou,
        ChangeColumn::InFloating,
        ChangeColumn::InOther,
        ChangeColumn::OutDied,
        ChangeColumn::OutHukou,
        ChangeColumn::OutFloating,
        ChangeColumn::OutOther,
    ];

    /// The columns of the table, with 网格调整 where there was any.
    pub fn shown(is_adjusted: bool) -> Vec<Self> {
        let (came, left): (Vec<_>, Vec<_>) = Self::ALL.iter().copied().partition(|c| c.is_in());
        let adjusted = |column: Self| Some(column).filter(|_| is_adjusted);
        came.into_iter().chain(adjusted(Self::InGrid)).chain(left).chain(adjusted(Self::OutGrid)).collect()
    }

    /// Whether it adds.
    pub fn is_in(self) -> bool {
        matches!(
            self,
            ChangeColumn::InBorn
                | ChangeColumn::InHukou
                | ChangeColumn::InFloating
                | ChangeColumn::InOther
                | ChangeColumn::InGrid
        )
    }

    /// The heading.
    pub fn label(self) -> &'static str {
        match self {
            ChangeColumn::InBorn => "出生",
            ChangeColumn::InHukou => "迁入",
            ChangeColumn::InFloating => "流入",
            ChangeColumn::InOther => "其他增加",
            ChangeColumn::OutDied => "死亡",
            ChangeColumn::OutHukou => "迁出",
            ChangeColumn::OutFloating => "流出",
            ChangeColumn::OutOther => "其他减少",
            ChangeColumn::InGrid | ChangeColumn::OutGrid => "网格调整",
        }
    }
}

/// The column under which a movement counts for a group; `None` when the person's membership of it did not change.
///
/// `belongs` tells whether a standing is one of the group: the whole community, those registered or living in it, or a part of
/// one of them (a grid). Whoever leaves the register leaves the registered by 迁出, though the person goes on living here;
/// whoever goes and leaves the hukou here leaves those who live here by 流出. Who would still be one of the group in the place
/// left behind has only gone to another part of the community: 其他减少 here and 其他增加 there.
pub fn change_column(
    kind: MovementKind,
    before: &Standing,
    after: &Standing,
    belongs: impl Fn(&Standing) -> bool,
) -> Option<ChangeColumn> {
    let at = |place: &Standing, who: &Standing| Standing { dwelling_id: place.dwelling_id, ..who.clone() };
    match (belongs(before), belongs(after)) {
        (true, true) | (false, false) => None,
        (false, true) => {
            let is_from_within = before.is_present() && belongs(&at(after, before));
            let with_hukou = before.hukou_household_id.is_none() && after.hukou_household_id.is_some();
            Some(match kind {
                MovementKind::Born => ChangeColumn::InBorn,
                _ if is_from_within => ChangeColumn::InOther,
                MovementKind::MovedIn | MovementKind::HukouIn if with_hukou => ChangeColumn::InHukou,
                MovementKind::MovedIn => ChangeColumn::InFloating,
                _ => ChangeColumn::InOther,
            })
        }
        (true, false) => {
            let is_within = after.is_present() && belongs(&at(before, after));
            let with_hukou = before.hukou_household_id.is_some() && after.hukou_household_id.is_none();
            Some(match kind {
                MovementKind::Died => ChangeColumn::OutDied,
                _ if is_within => ChangeColumn::OutOther,
                MovementKind::MovedOut | MovementKind::HukouOut if with_hukou => ChangeColumn::OutHukou,
                MovementKind::MovedOut => ChangeColumn::OutFloating,
                _ => ChangeColumn::OutOther,
            })
        }
    }
}

/// Puts movements in the order in which they count: by day, then by row.
pub fn sort_movements(movements: &mut [Movement]) {
    movements.sort_by_key(|m| (m.happened_on, m.id));
}

/// Computes the stretches of a person's life here from sorted movements.
///
/// Stretches without standing (away, dead) are left out; equal neighbours are kept apart, for each begins with a
/// movement that the time line shows. Movements of the same day leave a stretch of no days behind, which is dropped.
pub fn spans(movements: &[Movement]) -> Vec<Span> {
    let ends = movements.iter().skip(1).map(|m| Some(m.happened_on)).chain([None]);
    movements
        .iter()
        .zip(ends)
        .filter(|(m, to_on)| m.after.is_present() && *to_on != Some(m.happened_on))
        .map(|(m, to_on)| Span {
            from_on: m.happened_on,
            to_on,
            movement_id: m.id,
            standing: m.after.clone(),
        })
        .collect()
}

/// The standing on a day, and the one before the first movement (none).
pub fn standing_on(movements: &[Movement], day: NaiveDate) -> Standing {
    movements.iter().rev().find(|m| m.happened_on <= day).map(|m| m.after.clone()).unwrap_or_default()
}

/// Checks that sorted movements make one possible life. What contradicts is named with the movement that it contradicts.
///
/// # Errors
///
/// - `movement.in_future`, `movement.before_birth`, `movement.born_not_on_birthday`: the day cannot be.
/// - `movement.after_death`: something happens after 死亡.
/// - `movement.must_begin`: 出生 and 建账登记 come first, and only once; nothing else can bring somebody in who is in.
/// - `movement.changes_nothing`: the standing before and after are the same.
/// - `movement.must_leave`: 死亡 and 注销 leave nothing; `movement.must_stay`: the others leave something.
pub fn check_movements(
    movements: &[Movement],
    birth: Option<NaiveDate>,
    today: NaiveDate,
) -> Result<(), Fault> {
    let mut before = Standing::default();
    let mut dead_by: Option<&Movement> = None;
    for (i, m) in movements.iter().enumerate() {
        let fault = |code: FaultCode, other: Option<&Movement>| {
            let other = other.map(|o| format!("（{} {}）", o.happened_on, o.kind.label()));
            let fault = Fault::at(code, "happened_on").with(m.kind.label()).with(m.happened_on);
            Err(fault.with(other.unwrap_or_default()))
        };
        if m.happened_on > today {
            return fault(FaultCode::MovementInFuture, None);
        }
        if birth.is_some_and(|b| m.happened_on < b) {
            return fault(FaultCode::MovementBeforeBirth, None);
        }
        if m.kind == MovementKind::Born && birth.is_some_and(|b| m.happened_on != b) {
            return fault(FaultCode::MovementNotOnBirthday, None);
        }
        if dead_by.is_some() {
            return fault(FaultCode::MovementAfterDeath, dead_by);
        }
        if let Err(code) = check_step(m, i, &before) {
            return fault(code, contradicted(&movements[..i], m.kind));
        }
        dead_by = (m.kind == MovementKind::Died).then_some(m);
        before = m.after.clone();
    }
    Ok(())
}

/// The movement that another one of this kind contradicts: the last one that changed what the kind is about.
fn contradicted(earlier: &[Movement], kind: MovementKind) -> Option<&Movement> {
    let changed = |i: &usize| {
        let before = i.checked_sub(1).map(|i| earlier[i].after.clone()).unwrap_or_default();
        let after = &earlier[*i].after;
        match kind {
            MovementKind::HukouIn | MovementKind::HukouOut => {
                before.hukou_household_id != after.hukou_household_id
            }
            MovementKind::MovedIn | MovementKind::MovedOut => {
                before.living_household_id.is_some() != after.living_household_id.is_some()
            }
            _ => true,
        }
    };
    let last = (0..earlier.len()).rev().find(changed);
    last.map(|i| &earlier[i]).or(earlier.last())
}

fn check_step(m: &Movement, index: usize, before: &Standing) -> Result<(), FaultCode> {
    use MovementKind::*;
    let (was, is) = (before.is_present(), m.after.is_present());
    let hukou_changes = before.hukou_household_id != m.after.hukou_household_id;
    let fits = match m.kind {
        Opening | Born => index == 0 && is,
        MovedIn => is && before.living_household_id.is_none() && m.after.living_household_id.is_some(),
        HukouIn => is && before.hukou_household_id.is_none() && m.after.hukou_household_id.is_some(),
        HukouOut => before.hukou_household_id.is_some() && m.after.hukou_household_id.is_none(),
        MovedOut => {
            before.living_household_id.is_some() && m.after.living_household_id.is_none() || was && !is
        }
        MovedWithin => was && is,
        RelationChanged => {
            was && is
                && !hukou_changes
                && before.living_household_id == m.after.living_household_id
                && before.dwelling_id == m.after.dwelling_id
        }
        Died | Cancelled => was && !is,
    };
    if fits {
        let same = before.hukou_household_id == m.after.hukou_household_id
            && before.living_household_id == m.after.living_household_id
            && before.dwelling_id == m.after.dwelling_id
            && (m.kind != RelationChanged
                || before.hukou_relation == m.after.hukou_relation
                    && before.living_relation == m.after.living_relation);
        return if same && !hukou_changes { Err(FaultCode::MovementChangesNothing) } else { Ok(()) };
    }
    Err(match m.kind {
        Opening | Born if index > 0 => FaultCode::MovementMustBegin,
        Died | Cancelled if was => FaultCode::MovementMustLeave,
        MovedIn | HukouIn if was => FaultCode::MovementAlreadyHere,
        _ if !was => FaultCode::MovementNotHere,
        _ => FaultCode::MovementDoesNotFit,
    })
}

/// 流动人口: lives here, and the hukou is outside of the city; whoever is registered in another district of it is not
/// (市辖区内人户分离). Where the hukou is not known, it is taken to be outside, and tables say of how many that is so
/// ([`unknown_hukou_note`]). Nobody of 港澳台 or 外籍 is one.
///
/// `hukou` and `office` are divisions of GB/T 2260; four cities are provinces of their own. What somebody typed as 人口类型
/// tells only who comes from abroad.
///
/// Source: `residents.md` 2.1, the definition of the NBS. `[assumed]` the city is what the first four digits say.
pub fn is_floating(state: ResidenceState, population_kind: &str, hukou: &str, office: &str) -> bool {
    state == ResidenceState::LivingOnly && !is_from_abroad(population_kind) && !is_of_city(hukou, office)
}

/// Whether somebody counts as 流动人口 only because the card does not say where the hukou is.
pub fn is_floating_unproven(state: ResidenceState, population_kind: &str, hukou: &str) -> bool {
    state == ResidenceState::LivingOnly && !is_from_abroad(population_kind) && hukou.is_empty()
}

/// What is said where 流动人口 is counted: of how many nobody knows where the hukou is. `None` where it is known of all.
pub fn unknown_hukou_note(count: u32) -> Option<String> {
    let words = format!("流动人口里有 {count} 人没有填户籍所在地，按户籍在本市以外算，请在卡片上补填。");
    (count > 0).then_some(words)
}

fn is_of_city(hukou: &str, office: &str) -> bool {
    let city = |code: &str| {
        let is_province = ["11", "12", "31", "50"].iter().any(|city| code.starts_with(city));
        code.get(..if is_province { 2 } else { 4 }).map(str::to_owned)
    };
    city(hukou).is_some_and(|of| Some(of) == city(office))
}

/// Whether a division is surely outside of the office's city: both are known, and it is not the province around the office,
/// of which the city is a part.
pub fn is_outside_city(hukou: &str, office: &str) -> bool {
    let is_around = hukou.ends_with("0000") && hukou.get(..2) == office.get(..2);
    !hukou.is_empty() && !office.is_empty() && !is_around && !is_of_city(hukou, office)
}

/// Whether a division is surely another district or county of the office's city.
pub fn is_other_district(hukou: &str, office: &str) -> bool {
    let is_of_county = |code: &str| !code.is_empty() && !code.ends_with("00");
    let is_other = is_of_county(hukou) && is_of_county(office) && hukou != office;
    is_other && is_of_city(hukou, office) && !is_former_name(hukou, office)
}

/// Whether a division that is none any more had the name of the office's own: 富阳市 and 富阳县 are 富阳区 now.
fn is_former_name(hukou: &str, office: &str) -> bool {
    let own = crate::codes::division(office).filter(|_| crate::codes::division(hukou).is_none());
    let bare = |name: &str| name.trim_end_matches(['市', '区', '县']).to_owned();
    let of_then = crate::codes::division_full_name(hukou).unwrap_or_default().replace("（已撤销）", "");
    own.is_some_and(|own| bare(own.name).chars().count() >= 2 && bare(&of_then).ends_with(&bare(own.name)))
}

/// 人口类型 of somebody who belongs to the community: from abroad as typed, else 户籍人口, 流动人口, or empty for whoever is
/// registered in another district of the same city. Of others it is what was typed.
pub fn population_kind<'a>(
    state: Option<ResidenceState>,
    typed: &'a str,
    hukou: &str,
    office: &str,
) -> &'a str {
    match state {
        None => typed,
        Some(_) if is_from_abroad(typed) => typed,
        Some(state) if is_floating(state, typed, hukou, office) => "floating",
        Some(ResidenceState::LivingOnly) => "",
        Some(_) => "registered",
    }
}

/// 港澳台 or 外籍.
pub fn is_from_abroad(population_kind: &str) -> bool {
    matches!(population_kind, "hk_mo_tw" | "foreign")
}

#[cfg(test)]
mod tests;
