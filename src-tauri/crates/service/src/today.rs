//! 今天要做的事: what is due, what is missing, birthdays, the last backup, and two plots.

use crate::contract::{AgeBar, Level, MonthPoint, Nothing, Opens, PeopleFilter, TodayLine, TodayPage};
use crate::desk::Desk;
use crate::office::{Office, local_minute};
use crate::places::{MISSING, headless, occupied_households};
use crate::refusal::Reply;
use crate::{backups, birthdays, drafts, people};
use chrono::{Datelike, Local, Months, NaiveDate};
use domain::access::Area;
use domain::calendar::age_on;

pub(crate) fn get_today(office: &Office, _: Nothing) -> Reply<TodayPage> {
    if office.at_desk(|desk| Ok(desk.may(Area::Residents, Level::Write)))? {
        crate::filing::count_beside(office, None)?;
    }
    office.at_desk(|desk| page(desk))
}

fn page(desk: &Desk) -> Reply<TodayPage> {
    let sees_people = desk.may(Area::Residents, Level::Read);
    let last_backup = backups::last_backup(&desk.folder);
    let mut page = TodayPage {
        people_count: 0,
        registered_count: 0,
        living_count: 0,
        household_count: 0,
        due: due(desk, last_backup.as_deref())?,
        missing: Vec::new(),
        birthdays: Vec::new(),
        birthday_age: desk.office.birthday_age,
        last_backup: last_backup.map(|at| local_minute(&at)),
        pyramid: Vec::new(),
        months: Vec::new(),
    };
    if !sees_people {
        return Ok(page);
    }
    let here = || desk.roster.people().iter().filter(|e| e.is_here());
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    page.people_count = count(here().count());
    page.registered_count = count(here().filter(|e| e.standing.hukou_household_id.is_some()).count());
    page.living_count = count(here().filter(|e| e.standing.living_household_id.is_some()).count());
    page.household_count = count(occupied_households(desk).len());
    page.missing = missing(desk);
    page.birthdays = birthdays::coming(desk);
    page.pyramid = pyramid(desk);
    page.months = months(desk)?;
    Ok(page)
}

fn due(desk: &Desk, last_backup: Option<&str>) -> Reply<Vec<TodayLine>> {
    let mut lines = Vec::new();
    // What is due is reckoned by the clock: where that is wrong, it is told first.
    if let Some(fault) = desk.clock_set_back() {
        lines.push(TodayLine { text: fault.message(), count: None, opens: Opens::Settings });
    }
    // A paper lies among the drafts and is none: it is never saved elsewhere.
    for draft in drafts::all(desk)?.into_iter().filter(|d| d.form != "paper") {
        let text = format!("还有内容没有保存（{}）", draft.kept_at);
        lines.push(TodayLine { text, count: None, opens: Opens::Draft { form: draft.form } });
    }
    let days = last_backup.and_then(|at| chrono::DateTime::parse_from_rfc3339(at).ok()).map(|at| {
        (desk.clock.now().with_timezone(&Local).date_naive() - at.with_timezone(&Local).date_naive())
            .num_days()
    });
    match days {
        None => lines
            .push(TodayLine { text: "还没有备份过台账".into(), count: None, opens: Opens::Backups }),
        Some(n) if n >= 7 => {
            lines.push(TodayLine {
                text: format!("{n} 天没有备份台账了"),
                count: None,
                opens: Opens::Backups,
            });
        }
        _ => {}
    }
    if desk.may(Area::Settings, Level::Write) {
        if desk.office.division_code.is_empty() || desk.office.street_office.is_empty() {
            lines.push(TodayLine {
                text: "单位信息还没有填全".into(), count: None, opens: Opens::Settings
            });
        }
        let ends = NaiveDate::parse_from_str(&desk.office.term_to, "%Y-%m-%d").ok();
        if ends.is_some_and(|d| d < desk.today() + Months::new(6)) {
            let text = format!("本届居委会任期到 {}，请准备换届", desk.office.term_to);
            lines.push(TodayLine { text, count: None, opens: Opens::Settings });
        }
    }
    if desk.may(Area::Residents, Level::Write) {
        let due = crate::filing::due_now(desk)?;
        for (text, form, period) in due.into_iter().chain(crate::filing::changed_now(desk)?) {
            lines.push(TodayLine { text, count: None, opens: Opens::Reports { form, period } });
        }
    }
    if desk.may(Area::Residents, Level::Read) {
        lines.extend(without_head(desk));
        for (mark, text) in
            [("verify", "待核实的居民"), ("papers", "待补材料的居民"), ("visit", "需要走访的居民")]
        {
            let condition = crate::contract::Condition { field: "marks".into(), words: vec![mark.into()] };
            let filter = PeopleFilter { conditions: vec![condition], ..PeopleFilter::default() };
            let count = people::count(desk, &filter);
            if count > 0 {
                lines.push(TodayLine {
                    text: text.into(),
                    count: Some(count),
                    opens: Opens::People { filter },
                });
            }
        }
    }
    Ok(lines)
}

/// Households without a head: after a death somebody has to be the next one. A single one opens itself.
fn without_head(desk: &Desk) -> Option<TodayLine> {
    let found = headless(desk);
    let only = found.first().copied().filter(|_| found.len() == 1);
    if let Some(household) = only {
        let place = desk.territory.short(desk.dwelling_of_household(household));
        let of_it =
            |e: &&crate::roster::Entry| e.is_here() && e.standing.hukou_household_id == Some(household);
        let names: Vec<&str> = desk.roster.people().iter().filter(of_it).map(|e| &*e.name).collect();
        let more = if names.len() > 3 { format!("等 {} 人", names.len()) } else { String::new() };
        let whose = names.iter().take(3).copied().collect::<Vec<_>>().join("、");
        let text = format!("1 户没有户主：{} {whose}{more}", place).replace("： ", "：");
        return Some(TodayLine { text, count: None, opens: Opens::Household { id: household } });
    }
    let condition = crate::contract::Condition { field: "head".into(), words: vec!["none".into()] };
    let opens = Opens::Places { table: "households".into(), conditions: vec![condition] };
    let text = format!("{} 户没有户主", found.len());
    (!found.is_empty()).then_some(TodayLine { text, count: None, opens })
}

fn missing(desk: &Desk) -> Vec<TodayLine> {
    let mut lines = Vec::new();
    for (what, words) in MISSING {
        let filter = PeopleFilter { missing: Some(what), ..PeopleFilter::default() };
        let count = people::count(desk, &filter);
        if count > 0 {
            lines.push(TodayLine {
                text: format!("缺{words}"),
                count: Some(count),
                opens: Opens::People { filter },
            });
        }
    }
    lines
}

fn pyramid(desk: &Desk) -> Vec<AgeBar> {
    let mut bars: Vec<AgeBar> = (0..=90)
        .step_by(5)
        .map(|from| AgeBar {
            band: if from == 90 { "90+".into() } else { format!("{from}–{}", from + 4) },
            male: 0,
            female: 0,
        })
        .collect();
    for entry in desk.roster.people().iter().filter(|e| e.is_here()) {
        let Some(birth) = entry.birth else { continue };
        let bar = usize::from(age_on(birth.first_day(), desk.today()).min(90) / 5);
        match desk.roster.choice(entry, "sex") {
            "1" => bars[bar].male += 1,
            "2" => bars[bar].female += 1,
            _ => {}
        }
    }
    bars
}

/// The last twelve month ends, and today.
fn months(desk: &Desk) -> Reply<Vec<MonthPoint>> {
    let today = desk.today();
    let first_of_month = today.with_day(1).unwrap_or(today);
    let mut days: Vec<NaiveDate> =
        (0..12).rev().filter_map(|n| first_of_month.checked_sub_months(Months::new(n))?.pred_opt()).collect();
    days.push(today);
    let mut points = Vec::new();
    for day in days {
        let (_, registered, living) = store::movements::count_on(desk.ledger.conn(), day)?;
        let month =
            if day == today { "今天".to_owned() } else { format!("{}年{}月", day.year(), day.month()) };
        points.push(MonthPoint { month, registered, living });
    }
    Ok(points)
}
