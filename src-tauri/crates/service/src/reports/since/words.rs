//! What an act that is behind another figure of a report did, in words, and on which day.

use super::{Shares, is_there, noted_day, text};
use crate::contract::{BehindPage, ReportEventRow};
use crate::refusal::Reply;
use crate::reports::NO_GRID;
use crate::reports::behind::name_of_gone;
use domain::codes::division_full_name;
use domain::fields::Value as FieldValue;
use domain::people::PERSON_FIELDS;
use domain::population::MovementKind;
use domain::registers::group_members::GROUPS;
use serde_json::Value;
use store::since::{Image, Step};

impl Shares<'_> {
    /// What a step did to a place that holds in the period: what is noted as changed after it changed nothing in it.
    pub(super) fn place_words(&self, step: &Step) -> Reply<Option<String>> {
        let last = self.period.last();
        let noted = store::facts::of_row(self.desk.ledger.conn(), step.table, step.row_id)?;
        let differs = |key: &str| {
            let [before, after] = step.column(key);
            let is_later = noted.iter().any(|p| p.fact == key && p.until_on > last);
            (before != after && !is_later).then_some([before, after])
        };
        if step.table == "office" {
            let is_counted = self.has_any(&["population", "comparison"]);
            let Some([_, after]) = differs("division_code").filter(|_| is_counted) else { return Ok(None) };
            let code = after.as_str().unwrap_or_default();
            let name = division_full_name(code).unwrap_or_else(|| "空".to_owned());
            return Ok(Some(format!("行政区划改为 {name}")));
        }
        if let Some(grids) = differs("grid_id") {
            let named = grids.map(|grid| {
                let id = grid.as_u64().and_then(|n| u32::try_from(n).ok()).unwrap_or(0);
                let name = self.days.name(id, last);
                if name.is_empty() { NO_GRID.to_owned() } else { name }
            });
            return Ok(Some(format!("网格 {} → {}", named[0], named[1])));
        }
        if step.table == "grids" {
            let Some([before, after]) = differs("name").or_else(|| differs("grid_no")) else {
                return Ok(None);
            };
            let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            return Ok(Some(format!("名称 {} → {}", word(before), word(after))));
        }
        let moved = ["building_id", "unit_id", "dwelling_id"].into_iter().find_map(differs);
        Ok(moved.map(|_| "改了所属的小区或楼栋".to_owned()))
    }

    /// What a step did to somebody, by the day on which it takes effect.
    pub(super) fn row_of_person(&self, person: u32, step: &Step, all: &[&Step]) -> Option<ReportEventRow> {
        let (on, detail, movement) = match step.table {
            "movements" => self.movement_words(step)?,
            "group_members" => group_words(step),
            "past_facts" => (String::new(), self.always_words(person, step)?, 0),
            _ => (noted_day(step, all), self.card_words(step, &self.movements_told(step, all))?, 0),
        };
        let entry = self.desk.roster.get(person);
        let name = entry.map_or_else(|| name_of_gone(self.desk, person), |e| e.name.to_string());
        let opens = match entry {
            Some(_) => BehindPage::Person { id: person, movement },
            None => BehindPage::Record { table: "people".to_owned(), id: person },
        };
        Some(ReportEventRow { on, name, detail, opens })
    }

    /// What a card says to have been always so, where nothing else was changed of it.
    fn always_words(&self, person: u32, step: &Step) -> Option<String> {
        let noted = step.before.as_ref().filter(|_| step.after.is_none())?;
        let field = PERSON_FIELDS.iter().find(|f| f.key == text(noted, "fact"))?;
        let stored = store::records::get(self.desk.ledger.conn(), "people", PERSON_FIELDS, person).ok()??;
        let value = stored.values.get(field.key).unwrap_or(&FieldValue::EMPTY);
        let now = crate::shown::field_text(self.desk, field, value);
        let now = if now.is_empty() { "空".to_owned() } else { now };
        Some(format!("{}一直是 {now}", crate::shown::label(self.desk, field)))
    }

    fn movement_words(&self, step: &Step) -> Option<(String, String, u32)> {
        let told = |image: &Option<Image>| {
            let image = image.as_ref().filter(|image| is_there(image))?;
            let kind = MovementKind::from_word(text(image, "kind"))?.label();
            Some((text(image, "happened_on").to_owned(), kind))
        };
        let last = self.period.last().to_string();
        let (was, is) = (told(&step.before), told(&step.after));
        if [&was, &is].into_iter().flatten().all(|(on, _)| *on > last) {
            return None;
        }
        match (was, is) {
            (None, Some((on, kind))) => Some((on, kind.to_owned(), step.row_id)),
            (Some((on, kind)), None) => Some((on, format!("撤回{kind}"), 0)),
            (Some(was), Some(is)) if was == is => {
                let (on, kind) = is;
                Some((on, format!("{kind}（更正了户籍、居住或住址）"), step.row_id))
            }
            (Some((before, was)), Some((on, kind))) => {
                Some((on, format!("{kind}（原来是 {before} {was}）"), step.row_id))
            }
            (None, None) => None,
        }
    }

    /// The movements that the act of another step wrote too, as far as they are told.
    fn movements_told<'s>(&self, step: &Step, all: &[&'s Step]) -> Vec<&'s Step> {
        let of_act = all.iter().copied().filter(|s| s.act_id == step.act_id && s.table == "movements");
        of_act.filter(|s| self.movement_words(s).is_some()).collect()
    }

    /// What a step did to a card, without what the movements of the same act tell already.
    fn card_words(&self, step: &Step, movements: &[&Step]) -> Option<String> {
        let is_card = |image: &Option<Image>| image.as_ref().is_some_and(is_there);
        match (is_card(&step.before), is_card(&step.after)) {
            (true, false) if step.after.is_some() => return Some("移入回收站".to_owned()),
            // Whoever was added goes with the movements that came along.
            (true, false) if !movements.is_empty() => return None,
            (true, false) => return Some("撤销新增".to_owned()),
            (false, true) => return Some("取回".to_owned()),
            (false, false) => return None,
            (true, true) => {}
        }
        // The day of a birth is the birth date.
        let is_told = |key: &str| {
            key == "birth_date" && movements.iter().any(|s| is_birth_on(s, step.column("birth_date")[1]))
        };
        let counted = store::since::COUNTED.iter().filter(|key| !is_told(key));
        let words = counted.filter_map(|key| {
            let [before, after] = step.column(key);
            let field = PERSON_FIELDS.iter().find(|f| f.key == *key).filter(|_| before != after)?;
            let shown = [before, after].map(|value| match (value.as_str(), value.as_i64()) {
                (Some(text), _) => crate::shown::field_text(self.desk, field, &FieldValue::Text(text.into())),
                (_, Some(n)) => crate::shown::field_text(self.desk, field, &FieldValue::Whole(n)),
                _ => "空".to_owned(),
            });
            Some(format!("{} {} → {}", crate::shown::label(self.desk, field), shown[0], shown[1]))
        });
        let words: Vec<String> = words.collect();
        (!words.is_empty()).then(|| words.join("，"))
    }
}

/// Whether a movement is a birth on a day.
fn is_birth_on(movement: &Step, day: &Value) -> bool {
    let image = movement.after.as_ref();
    image.is_some_and(|m| text(m, "kind") == MovementKind::Born.as_str() && m.get("happened_on") == Some(day))
}

/// What a step did to an address.
pub(super) fn address_words(step: &Step) -> Option<String> {
    let differs = |key: &str| Some(step.column(key)).filter(|[before, after]| before != after);
    if let Some([before, after]) = differs("name").or_else(|| differs("room")) {
        let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        return Some(format!("名称 {} → {}", word(before), word(after)));
    }
    differs("estate_id").map(|_| "改了所属的小区或楼栋".to_owned())
}

fn group_words(step: &Step) -> (String, String, u32) {
    let of = |image: &Option<Image>| image.as_ref().filter(|image| is_there(image)).cloned();
    let (was, is) = (of(&step.before), of(&step.after));
    let group = |image: &Image| {
        let word = text(image, "group_kind");
        GROUPS.iter().find(|(key, _)| *key == word).map_or("", |(_, label)| *label).to_owned()
    };
    let (on, words) = match (&was, &is) {
        (None, Some(image)) => (text(image, "joined_on"), format!("纳入{}", group(image))),
        (Some(image), None) => (text(image, "joined_on"), format!("撤回{}的登记", group(image))),
        (Some(before), Some(image)) if text(before, "left_on") != text(image, "left_on") => {
            (text(image, "left_on"), format!("退出{}", group(image)))
        }
        (_, Some(image)) => (text(image, "joined_on"), format!("改了{}的登记", group(image))),
        (None, None) => ("", String::new()),
    };
    (on.to_owned(), words, 0)
}
