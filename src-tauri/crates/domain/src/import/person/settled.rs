//! What follows of a row from its other cells: where somebody lives, who is the head of the household, whether somebody is
//! still here, and 人户状态 where it is not said.

use super::cells::{is_ditto, untaken};
use super::{Around, CellFault, PersonDraft, PersonReader, Said, Settled, Slot};
use crate::calendar::PartialDate;
use crate::fault::{Fault, FaultCode};
use crate::fields::{Value, Values};
use crate::import::elsewhere::{Elsewhere, register_differs, register_elsewhere};
use crate::import::place::Doubt;
use crate::import::rows::Section;
use crate::import::titled::Titled;
use crate::import::values;
use crate::places::{HEAD, grid_key};
use crate::population::{ResidenceState, is_other_district, is_outside_city};
use crate::rooms::Place;
use crate::sheets::{CellKind, SheetRow};
use crate::text::half_width;
use chrono::{Datelike, NaiveDate};
use std::sync::Arc;

/// What becomes of somebody new whose address cannot be read.
const NO_DWELLING: &str = "没有登记房屋";

/// Whether a sheet lists 流动人口: then whoever stands in it lives here and is registered elsewhere.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Floating {
    /// It does not say so.
    #[default]
    No,
    /// Its name or title says so; that is told once for the sheet.
    BySheet,
    /// The whole sheet was put into that group; that is told on each row.
    ByGroup,
}

impl PersonDraft {
    /// Whether the remark is nothing but what could not be read elsewhere.
    pub fn says_no_other_remark(&self) -> bool {
        let remark = self.values.get("remark").and_then(Value::as_text);
        remark.is_none_or(|remark| remark == self.notes.join("；"))
    }

    /// Who is named as the head, and as nothing else, is the head.
    pub(super) fn settle_head(&mut self) {
        let name = self.values.get("name").and_then(Value::as_text);
        if self.relation.is_none() && !self.head_name.is_empty() && name == Some(self.head_name.as_str()) {
            self.relation = Some(HEAD.to_owned());
        }
    }

    /// The dwelling of the register in words; empty where the sheet does not say it apart.
    pub(super) fn hukou_place_text(&self) -> String {
        let p = &self.hukou_place;
        match p.is_whole() {
            true => crate::places::full_address(&p.estate, &p.building, &p.unit, &p.room),
            false => p.unread.clone(),
        }
    }
}

/// 户籍地址 begins with the division where 户籍所在地 is not said: 河南省周口市太康县王集乡8号 is registered in 太康县.
pub(super) fn settle_division(typed: &mut Values) {
    let is_said = typed.get("hukou_division").is_some_and(|value| !value.is_empty());
    let address = typed.get("hukou_address").and_then(Value::as_text).unwrap_or_default();
    if let Some(code) = division_of(address).filter(|_| !is_said) {
        typed.insert("hukou_division".into(), Value::from(code));
    }
}

fn division_of(address: &str) -> Option<&'static str> {
    if !crate::codes::may_begin_with_division_apart(address) {
        return None;
    }
    let narrow: String = half_width(address).chars().filter(|c| !c.is_whitespace()).collect();
    crate::codes::division_prefix(&narrow).map(|(code, _)| code)
}

/// 来本社区日期 that cannot be: to come, or what a spreadsheet program makes of an empty cell.
pub(super) fn settle_moved_in(
    typed: &mut Values,
    today: NaiveDate,
    notes: &mut Vec<String>,
) -> Option<Fault> {
    let said = typed.get("moved_in_on").and_then(Value::as_text)?.to_owned();
    let day = PartialDate::from_iso(&said)?;
    let why = if day.first_day() > today {
        "晚于今天"
    } else if day.first_day().year() < 1900 {
        "太早了"
    } else if matches!(said.as_str(), "1900-01-00" | "1900-01-01" | "1970-01-01") {
        "像是表格软件给空格填的日期"
    } else {
        return None;
    };
    typed.remove("moved_in_on");
    notes.push(format!("来本社区日期栏原文：{said}"));
    Some(Fault::at(FaultCode::ImportMovedInOdd, "moved_in_on").with(said).with(why))
}

/// 外地, 外省, 境外 and the countries that are named most.
fn is_away(text: &str) -> bool {
    const COUNTRIES: [&str; 26] = [
        "美国",
        "日本",
        "韩国",
        "朝鲜",
        "英国",
        "法国",
        "德国",
        "意大利",
        "西班牙",
        "葡萄牙",
        "荷兰",
        "瑞典",
        "瑞士",
        "加拿大",
        "澳大利亚",
        "新西兰",
        "新加坡",
        "马来西亚",
        "印度尼西亚",
        "菲律宾",
        "泰国",
        "越南",
        "缅甸",
        "老挝",
        "印度",
        "俄罗斯",
    ];
    const WORDS: [&str; 18] = [
        "外地",
        "外省",
        "外市",
        "外县",
        "外区",
        "省外",
        "市外",
        "外省市",
        "外省人",
        "外市县",
        "境外",
        "国外",
        "海外",
        "港澳台",
        "香港",
        "澳门",
        "台湾",
        "外国",
    ];
    WORDS.contains(&text) || COUNTRIES.contains(&text)
}

impl PersonReader {
    /// With the lines between the rows that say the place or grid of those below them, by their numbers from 0.
    pub fn parted_by(mut self, lines: &[(u32, Section)]) -> Self {
        let of_sheet = self.around.sheet.clone();
        let (mut place, mut grid) = (of_sheet.clone(), self.usual_grid.clone());
        for (number, Section { place: said, grid: of_grid }) in lines {
            if !of_grid.is_empty() {
                place.clone_from(&of_sheet);
                grid.clone_from(of_grid);
            }
            if !said.estate.is_empty() {
                place = Place { estate: said.estate.clone(), ..Place::default() };
            }
            if !said.building.is_empty() {
                place.building.clone_from(&said.building);
                place.unit.clear();
            }
            if !said.unit.is_empty() {
                place.unit.clone_from(&said.unit);
            }
            let around = Around { sheet: place.clone(), ..self.around.clone() };
            self.sections.push((*number, around, grid.clone()));
        }
        self
    }

    /// Places of all columns together. Only 户籍地址 in parts: the dwelling behind the register is where they live, unless the
    /// sheet says otherwise. What cannot be read is kept as it stands.
    pub(super) fn settle_places(
        &self,
        draft: &mut PersonDraft,
        number: u32,
        (living, hukou): (Said, Said),
        notes: &mut Vec<String>,
    ) {
        draft.place_column = living.column;
        let section = self.sections.partition_point(|(line, ..)| *line < number);
        let (around, usual_grid) = match section.checked_sub(1).and_then(|at| self.sections.get(at)) {
            Some((_, around, grid)) => (around, grid),
            None => (&self.around, &self.usual_grid),
        };
        let last = self.last_place.borrow();
        let known = last.as_ref().filter(|(said, of, _)| *said == living && *of == section);
        let known = known.map(|(.., settled)| settled.clone());
        drop(last);
        let Settled { place, doubt, grid } = known.unwrap_or_else(|| {
            let settled = living.clone().settled(around);
            self.last_place.replace(Some((living, section, settled.clone())));
            settled
        });
        draft.place = place;
        self.settle_grid(draft, grid, usual_grid);
        let of_register = Around {
            office: Arc::clone(&self.around.office),
            known: Arc::clone(&self.around.known),
            ..Around::default()
        };
        draft.hukou_place = hukou.settled(&of_register).place;
        if !self.has_living_place() && draft.hukou_place.is_whole() {
            draft.place = draft.hukou_place.clone();
        }
        // An estate alone, or beside what cannot be read, is no dwelling: it stays in the words.
        if !draft.place.is_whole() && !draft.place.estate.is_empty() && draft.place.building.is_empty() {
            let estate = draft.place.estate.clone();
            let unread = &mut draft.place.unread;
            if !unread.contains(&estate) {
                *unread = if unread.is_empty() { estate } else { format!("{estate} {unread}") };
            }
        }
        if !draft.place.unread.is_empty() {
            let text = draft.place.unread.clone();
            notes.push(format!("住址栏原文：{text}"));
            // A number of a house in a street stands beside parts that name the dwelling.
            let fault = match doubt {
                Some(Doubt::Differs(said, taken)) => {
                    Some(Fault::new(FaultCode::ImportPlaceDiffers).with(said).with(taken))
                }
                Some(Doubt::Against(said, parts)) => {
                    let fault = Fault::new(FaultCode::ImportPlaceAgainst).with(said).with(NO_DWELLING);
                    Some(fault.with(parts))
                }
                _ if draft.place.is_whole() => None,
                Some(Doubt::Spoilt) => None,
                Some(Doubt::TooLong(label, most)) => {
                    let fault = Fault::new(FaultCode::ImportPlaceTooLong).with(text).with(NO_DWELLING);
                    Some(fault.with(label).with(most))
                }
                Some(Doubt::Elsewhere(Elsewhere::Division(place))) => {
                    Some(Fault::new(FaultCode::ImportPlaceElsewhere).with(text).with(NO_DWELLING).with(place))
                }
                Some(Doubt::Elsewhere(Elsewhere::Community(place))) => {
                    Some(Fault::new(FaultCode::ImportPlaceOther).with(text).with(NO_DWELLING).with(place))
                }
                Some(Doubt::Elsewhere(Elsewhere::Unknown(place))) => {
                    Some(Fault::new(FaultCode::ImportPlaceNoOffice).with(text).with(NO_DWELLING).with(place))
                }
                None => Some(Fault::new(FaultCode::ImportPlaceUnread).with(text).with(NO_DWELLING)),
            };
            draft.faults.extend(fault.map(|fault| CellFault { column: draft.place_column, fault }));
        }
    }

    /// A grid that the address names, 第一网格阳光花园3栋, is that of a row that names none.
    fn settle_grid(&self, draft: &mut PersonDraft, grid: String, usual: &str) {
        if grid.is_empty() {
            if draft.grid.is_empty() && !draft.has_no_grid_yet {
                usual.clone_into(&mut draft.grid);
            }
            return;
        }
        if draft.grid.is_empty() {
            draft.grid = grid;
        } else if grid_key(&draft.grid) != grid_key(&grid) {
            let fault = Fault::new(FaultCode::ImportGridDiffers).with(grid).with(&draft.grid);
            draft.faults.push(CellFault { column: draft.place_column, fault });
        }
    }

    /// 人户状态 of a row that says none. 流动人口 lives here and is registered elsewhere; so does whoever has the hukou in
    /// another city. What the row says itself (户籍人口) goes first, and what speaks against it is told.
    pub(super) fn settle_state(&self, draft: &mut PersonDraft, row: SheetRow) {
        let is_apart = draft.faults.iter().any(|f| f.fault.code == FaultCode::ImportApartUnsure);
        if draft.residence.is_some() || !is_apart && self.says_odd_state(row) {
            return;
        }
        let text = |key: &str| draft.values.get(key).and_then(Value::as_text).unwrap_or_default();
        let said = text("hukou_division");
        let address = text("hukou_address");
        let of_address = || {
            let is_whole = division_of(address);
            is_whole.or_else(|| register_elsewhere(address, &self.around.office.division)).unwrap_or_default()
        };
        let hukou = if said.is_empty() { of_address() } else { said };
        let of_hukou = || {
            let division = || self.column_of("hukou_division").filter(|_| !said.is_empty());
            division().or_else(|| self.column_of("hukou_address"))
        };
        let is_outside = is_outside_city(hukou, &self.around.office.division);
        let told = |column: Option<u16>, why: &str, state: ResidenceState| {
            let fault = Fault::at(FaultCode::ImportStateTaken, "residence_state").with(why);
            Some(CellFault { column, fault: fault.with(state.label()) })
        };
        // 外地, 外省, 美国: no address, and yet said.
        let unread = if said.is_empty() { self.unread_division(row) } else { None };
        let is_outside = is_outside || is_away(address.trim()) || unread.as_deref().is_some_and(is_away);
        let (here, there) = (ResidenceState::Together, ResidenceState::LivingOnly);
        // 人户分离 of somebody who is registered elsewhere can mean one thing alone.
        if is_apart {
            if is_outside || is_other_district(hukou, &self.around.office.division) {
                draft.residence = Some(there);
                draft.faults.retain(|f| f.fault.code != FaultCode::ImportApartUnsure);
                let fault = Fault::at(FaultCode::ImportApartTaken, "residence_state").with(there.label());
                draft.state_notice = Some(CellFault { column: of_hukou(), fault });
            }
            return;
        }
        let (state, notice) = match (text("population_kind"), self.floating) {
            ("floating", _) => (Some(there), None),
            ("registered", _) if is_outside => {
                (None, told(of_hukou(), "人口类型写的是户籍人口，户籍所在地却在外地", here))
            }
            ("registered", _) => (None, None),
            (_, Floating::BySheet) => (Some(there), None),
            _ if self.titled_state().is_some() => (self.titled_state(), None),
            _ if is_outside => (Some(there), told(of_hukou(), "户籍所在地在外地", there)),
            (_, Floating::ByGroup) => (Some(there), told(None, "整张表归入了流动人口", there)),
            _ if is_other_district(hukou, &self.around.office.division) => {
                (None, told(of_hukou(), "户籍所在地是本市另一个区县", here))
            }
            _ => (None, None),
        };
        // Nobody reads in an address abroad that somebody lives elsewhere: what is taken instead is said.
        let is_unread = !draft.place.is_whole() && !draft.place.unread.is_empty();
        let is_silent = notice.is_none() && state.is_none();
        let is_said = text("population_kind") == "registered" || !hukou.is_empty();
        if let Some(said) = unread.filter(|_| is_silent && text("population_kind") != "registered") {
            draft.state_notice = told(
                self.column_of("hukou_division"),
                &format!("户籍所在地“{said}”看不出是不是在本社区"),
                here,
            );
            return;
        }
        let notice = if is_silent && !is_said && self.is_register_unclear(address, draft) {
            told(of_hukou(), "户籍地址看不出是不是在本社区", here)
        } else if is_silent && is_unread {
            let is_elsewhere = draft.faults.iter().any(|f| {
                matches!(f.fault.code, FaultCode::ImportPlaceElsewhere | FaultCode::ImportPlaceOther)
            });
            let why = if is_elsewhere {
                "住址写的是别处"
            } else {
                "住址也看不出是不是在本社区"
            };
            told(draft.place_column, why, here)
        } else {
            notice
        };
        draft.residence = state;
        draft.state_notice = notice;
    }

    /// What the title of the list says of where everybody in it lives and is registered.
    fn titled_state(&self) -> Option<ResidenceState> {
        match self.titled {
            Some((Titled::State(state), _)) => Some(state),
            _ => None,
        }
    }

    /// What stands under 户籍所在地 and is no division that anybody could tell.
    fn unread_division(&self, row: SheetRow) -> Option<String> {
        let cell = row.cell(self.column_of("hukou_division")?).filter(|cell| !cell.is_blank())?;
        let text = values::cell_text(cell);
        let is_word = !values::is_nothing(&text) && !is_ditto(&text) && cell.kind != CellKind::Error;
        is_word.then_some(text)
    }

    /// Whether nobody could say of an address of the register whether it is in this community: 河西, 建设路12号.
    fn is_register_unclear(&self, address: &str, draft: &PersonDraft) -> bool {
        const HERE: [&str; 12] = [
            "同上",
            "同左",
            "同现住址",
            "同住址",
            "同居住地",
            "同现居住地",
            "一致",
            "相同",
            "本社区",
            "本辖区",
            "本地",
            "本村",
        ];
        let plain: String = half_width(address).chars().filter(|c| !c.is_whitespace()).collect();
        let place = &draft.place;
        let is_own = place.is_whole() && plain.contains(&place.room) || plain == place.unread;
        !plain.is_empty()
            && draft.hukou_place.is_empty()
            && !is_own
            && !HERE.contains(&plain.as_str())
            && crate::rooms::parse_place(&plain).is_none()
            && !self.around.known.names_estate(&plain)
            && division_of(&plain).is_none()
            && crate::codes::divisions_begun(&plain).is_none_or(|(_, rest)| rest.is_empty())
    }

    /// 户籍所在地 and 户籍地址 that name two divisions.
    pub(super) fn check_register(&self, typed: &Values) -> Option<CellFault> {
        let text = |key: &str| typed.get(key).and_then(Value::as_text).unwrap_or_default();
        let (division, address) = (text("hukou_division"), text("hukou_address"));
        if division.is_empty() || address.is_empty() {
            return None;
        }
        let other = register_differs(division, address)?;
        let own = crate::codes::division_full_name(division)?;
        let fault = Fault::at(FaultCode::ImportHukouDiffers, "hukou_address").with(own).with(other);
        Some(CellFault { column: self.column_of("hukou_address"), fault })
    }

    /// Keeps what stands in cells whose fields were refused, behind what else the remark says.
    pub(super) fn keep_refused(&self, draft: &mut PersonDraft, refused: &[String], row: SheetRow) {
        for key in refused {
            let columns =
                self.slots.iter().filter(|(_, slot)| matches!(slot, Slot::Field(f) if f.key == key));
            for (column, slot) in columns {
                let (Slot::Field(field), Some(cell)) = (slot, row.cell(*column)) else { continue };
                let Some(note) = untaken(field, cell).filter(|note| !draft.notes.contains(note)) else {
                    continue;
                };
                draft.keep_note(note);
            }
        }
    }

    /// Whether the row says a state that cannot be read: it is told already, and nothing is put in its place.
    fn says_odd_state(&self, row: SheetRow) -> bool {
        let columns = self.slots.iter().filter(|(_, slot)| matches!(slot, Slot::Residence));
        let mut said = columns.filter_map(|(column, _)| row.cell(*column)).filter(|cell| !cell.is_blank());
        said.any(|cell| values::residence_state(&values::cell_text(cell)).is_err())
    }
}
