//! The practice ledger (试用): a believable community, the same for the same seed. Every person in it is invented.

mod dice;
mod families;
mod names;
mod registers;

use crate::contract::{CreateLedger, OfficeFacts};
use crate::office::Office;
use crate::places::stored_fields;
use crate::refusal::{Refusal, Reply};
use crate::setup::new_ledger;
use chrono::{Days, NaiveDate};
use dice::Dice;
use domain::FaultCode;
use domain::access::{Actor, Role};
use domain::fields::{Value, Values};
use domain::places::{BUILDING_FIELDS, ESTATE_FIELDS, GRID_FIELDS, HOUSEHOLD_FIELDS};
use domain::population::{Movement, MovementKind, Standing};
use domain::rooms::natural_key;
use families::{Family, Member};
use std::collections::HashSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::{fs, io};
use store::{Act, ActKind, Gate, Ledger};

/// The password of a practice ledger. Its people are invented, so it need not be secret.
pub const PRACTICE_PASSWORD: &str = "shiyong-2026";

/// The user of a practice ledger.
pub const PRACTICE_USER: &str = "试用";

/// How many days before today the ledger begins; births, deaths and moves of three years follow.
const DAYS_OF_EVENTS: u64 = 3 * 365;

/// Makes a practice ledger in a folder.
///
/// `households` families live in as many buildings as they need; `seed` decides everything else. The ledger is made in
/// a folder beside it and moved when it is whole, so that none that is half made is ever opened.
///
/// # Errors
///
/// `ledger.exists`, those of the disk.
pub fn make(office: &Office, folder: &Path, households: u32, seed: u64) -> Reply<()> {
    if folder.join(store::ledger::FILE_NAME).exists() {
        return Err(Refusal::new(FaultCode::LedgerExists));
    }
    let mut beside = folder.as_os_str().to_owned();
    beside.push(".making");
    let beside = PathBuf::from(beside);
    let made = clear(&beside).map_err(Refusal::from).and_then(|()| {
        build(office, &beside, households, seed)?;
        Ok(move_into(&beside, folder)?)
    });
    if made.is_err() {
        let _ = clear(&beside);
    }
    made
}

fn clear(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Moves what is in a folder into another, the ledger itself last: it is what makes the other one a ledger's.
fn move_into(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    let mut names: Vec<OsString> =
        fs::read_dir(from)?.map(|entry| Ok(entry?.file_name())).collect::<io::Result<_>>()?;
    names.sort_by_key(|name| name == store::ledger::FILE_NAME);
    for name in names {
        fs::rename(from.join(&name), to.join(&name))?;
    }
    fs::remove_dir(from)
}

fn build(office: &Office, folder: &Path, households: u32, seed: u64) -> Reply<()> {
    let today = office.clock.today();
    let request = CreateLedger {
        office: OfficeFacts {
            community: "幸福社区居民委员会".into(),
            street_office: "翠苑街道办事处".into(),
            division_code: "330106".into(),
            party_branch: "中共幸福社区委员会".into(),
            term_from: format!("{}-03-01", today.format("%Y").to_string().parse::<i32>().unwrap_or(2026) - 2),
            term_to: format!("{}-02-28", today.format("%Y").to_string().parse::<i32>().unwrap_or(2026) + 3),
        },
        user_name: PRACTICE_USER.into(),
        password: PRACTICE_PASSWORD.into(),
        folder: None,
    };
    let (_, key) = new_ledger(office, folder, &request, true)?;
    let mut ledger = Ledger::open(folder, &key.as_hex(), |_| Ok(()))?;
    let act = Act { kind: ActKind::Upkeep, at: office.clock.stamp(), on: office.clock.today() };
    let actor = Actor { user_id: 1, name: PRACTICE_USER.into(), role: Role::Director };
    ledger.load(&act, &actor, |gate| {
        gate.say("建立试用台账")?;
        let begun = today.checked_sub_days(Days::new(DAYS_OF_EVENTS)).unwrap_or(today);
        let mut maker = Maker { gate, dice: Dice::new(seed), today, begun, used_numbers: HashSet::new() };
        let dwellings = maker.places(households)?;
        for (i, dwelling) in dwellings.into_iter().take(households as usize).enumerate() {
            maker.household(dwelling, i)?;
        }
        registers::fill(gate, &mut maker.dice, today)?;
        Ok::<_, Refusal>(())
    })
}

const ESTATES: [(&str, &str); 6] = [
    ("幸福里", "幸福路 18 号"),
    ("锦绣花园", "学院路 102 号"),
    ("翠苑二区", "翠苑路 66 号"),
    ("文华苑", "文一路 230 号"),
    ("老机床厂宿舍", "工人路 9 号"),
    ("枫林雅居", "枫林路 5 号"),
];

struct Maker<'a> {
    gate: &'a Gate<'a>,
    dice: Dice,
    today: NaiveDate,
    begun: NaiveDate,
    used_numbers: HashSet<String>,
}

fn values<const N: usize>(pairs: [(&str, Value); N]) -> Values {
    pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

impl Maker<'_> {
    /// Estates, grids, buildings and dwellings, a few more than households; returns the dwellings in order.
    fn places(&mut self, households: u32) -> Reply<Vec<u32>> {
        let wanted = households + households / 12 + 1;
        let fields = stored_fields("dwellings");
        let mut dwellings = Vec::new();
        let estate_count = (households / 150 + 1).clamp(1, ESTATES.len() as u32);
        let mut estates = Vec::new();
        for (name, address) in ESTATES.iter().take(estate_count as usize) {
            let own = values([
                ("name", (*name).into()),
                ("kind", "estate".into()),
                ("address", (*address).into()),
                ("property_company", "安居物业公司".into()),
            ]);
            estates.push(store::records::insert(self.gate, "estates", ESTATE_FIELDS, &own, &[])?);
        }
        let (mut building_no, mut grid) = (0, 0);
        while dwellings.len() < wanted as usize {
            if building_no % 4 == 0 {
                grid = self.grid(building_no / 4 + 1)?;
            }
            let estate = estates[(building_no as usize / 4) % estates.len()];
            building_no += 1;
            let name = building_no.to_string();
            let floors = if building_no % 5 == 0 { 18 } else { 6 };
            let own = values([
                ("estate_id", estate.into()),
                ("name", name.as_str().into()),
                ("grid_id", grid.into()),
                ("floor_count", Value::Whole(floors)),
                ("has_lift", Value::YesNo(floors > 6)),
                ("steward", self.person_name().as_str().into()),
            ]);
            let extras = [("name_sort", Value::Text(natural_key(&name)))];
            let building = store::records::insert(self.gate, "buildings", BUILDING_FIELDS, &own, &extras)?;
            for unit in 1..=if floors > 6 { 2 } else { 3 } {
                let unit_id = store::places::unit_named(self.gate, building, &unit.to_string())?;
                for floor in 1..=floors {
                    for room in 1..=2 {
                        let room = format!("{floor}{room:02}");
                        let own = values([
                            ("building_id", building.into()),
                            ("floor", Value::Whole(floor)),
                            (
                                "tenure",
                                self.dice
                                    .weighted(&[
                                        ("owned", 82),
                                        ("rented", 14),
                                        ("public_rental", 2),
                                        ("business", 2),
                                    ])
                                    .into(),
                            ),
                            ("owner_name", self.person_name().as_str().into()),
                            ("area_hundredths", Value::Whole(self.dice.between(48, 139) * 100)),
                            ("room", room.as_str().into()),
                        ]);
                        let extras = [
                            ("unit_id", Value::from(unit_id)),
                            ("room_sort", Value::Text(natural_key(&room))),
                        ];
                        dwellings.push(store::records::insert(
                            self.gate,
                            "dwellings",
                            &fields,
                            &own,
                            &extras,
                        )?);
                    }
                }
            }
        }
        // Every thirteenth stays empty, so that the chart has gaps to show.
        Ok(dwellings.into_iter().enumerate().filter(|(i, _)| i % 13 != 12).map(|(_, d)| d).collect())
    }

    fn grid(&mut self, number: u32) -> Reply<u32> {
        let own = values([
            ("grid_no", Value::Text(format!("{number:02}"))),
            ("name", Value::Text(format!("第{number}网格"))),
            ("leader", self.person_name().as_str().into()),
            ("grid_worker", self.person_name().as_str().into()),
            ("phones", Value::Texts(vec![self.dice.phone()])),
        ]);
        Ok(store::records::insert(self.gate, "grids", GRID_FIELDS, &own, &[])?)
    }

    fn person_name(&mut self) -> String {
        let is_male = self.dice.chance(50);
        names::name(&mut self.dice, is_male, 1965)
    }

    fn household(&mut self, dwelling: u32, index: usize) -> Reply<()> {
        let family = Family::roll(&mut self.dice, self.begun, self.today);
        let mut own = values([
            ("household_no", Value::Text(store::places::next_household_no(self.gate)?)),
            ("household_kind", "family".into()),
            ("dwelling_id", dwelling.into()),
        ]);
        if family.is_registered {
            own.insert("hukou_book_no".into(), Value::Text(format!("{:09}", 100_000_000 + index)));
            own.insert("hukou_address".into(), Value::Text(format!("幸福路 18 号 {}", index + 1)));
        }
        let tag = self.dice.weighted(&[
            ("", 90),
            ("minimum_living", 3),
            ("civil_family", 3),
            ("soldier_family", 2),
            ("disabled_family", 2),
        ]);
        if !tag.is_empty() {
            own.insert("tags".into(), Value::Texts(vec![tag.into()]));
        }
        let household = store::records::insert(self.gate, "households", HOUSEHOLD_FIELDS, &own, &[])?;
        for member in &family.members {
            self.member(member, &family, household, dwelling)?;
        }
        Ok(())
    }

    fn member(&mut self, member: &Member, family: &Family, household: u32, dwelling: u32) -> Reply<()> {
        let card = families::card(&mut self.dice, &mut self.used_numbers, member, family, self.today);
        let person = store::people::insert(self.gate, &card)?;
        let hukou = family.is_registered.then_some(household);
        let living = member.lives_here.then_some(household);
        let relation = Some(member.relation.to_owned());
        let after = Standing {
            hukou_household_id: hukou,
            hukou_relation: hukou.and(relation.clone()),
            living_household_id: living,
            living_relation: living.and(relation),
            dwelling_id: Some(dwelling),
        };
        let (kind, on) = if member.birth > self.begun {
            (MovementKind::Born, member.birth)
        } else if let Some(day) = family.came_on {
            (MovementKind::MovedIn, day.max(member.birth))
        } else {
            (MovementKind::Opening, self.begun)
        };
        // Somebody born before the family came came with it.
        let (kind, on) = match family.came_on {
            Some(day) if member.birth < day => (MovementKind::MovedIn, day),
            _ => (kind, on),
        };
        let after = if kind == MovementKind::MovedIn && after.living_household_id.is_none() {
            Standing {
                living_household_id: Some(household),
                living_relation: Some(member.relation.into()),
                ..after
            }
        } else {
            after
        };
        self.movement(person, kind, on, after, if kind == MovementKind::MovedIn { "外区" } else { "" })?;
        let end = match (member.died_on, family.left_on) {
            (Some(died), Some(left)) if died < left => Some((MovementKind::Died, died)),
            (_, Some(left)) => Some((MovementKind::MovedOut, left)),
            (Some(died), None) => Some((MovementKind::Died, died)),
            _ => None,
        };
        if let Some((kind, day)) = end.filter(|(_, day)| *day > on) {
            self.movement(person, kind, day, Standing::default(), "")?;
        }
        store::movements::settle(self.gate, person)?;
        Ok(())
    }

    fn movement(
        &mut self,
        person: u32,
        kind: MovementKind,
        on: NaiveDate,
        after: Standing,
        place: &str,
    ) -> Reply<()> {
        let reason = match kind {
            MovementKind::MovedIn => {
                self.dice.weighted(&[("购房", 4), ("租房", 5), ("投靠子女", 2), ("工作", 3)])
            }
            MovementKind::MovedOut => self.dice.weighted(&[("购房", 3), ("工作调动", 4), ("退租", 5)]),
            MovementKind::Died => self.dice.weighted(&[("疾病", 6), ("年老", 4)]),
            _ => "",
        };
        let movement = Movement { id: 0, kind, happened_on: on, after };
        store::movements::insert(self.gate, person, &movement, place, reason)?;
        Ok(())
    }
}
