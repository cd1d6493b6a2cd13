//! In which grid a household counts on an evening: a household counts in one grid only, and follows its people.

use crate::grids::GridDays;
use crate::refusal::Reply;
use chrono::NaiveDate;
use hashbrown::HashMap;
use store::Connection;
use store::movements::Present;

/// A household of an evening.
struct Home {
    /// The lowest row of those who live in it and whose dwelling is known; and the dwelling.
    lived_in: Option<(u32, u32)>,
    /// Whether others of them live elsewhere: then it is where its head lives.
    is_apart: bool,
    /// Whose grid it has where no dwelling tells one: of those who live in it before those who are registered only, the lowest
    /// row; and the grid.
    told_by: (bool, u32, u32),
    is_registered: bool,
}

/// The households of those who belonged to the community on an evening.
#[derive(Default)]
pub(super) struct Homes(HashMap<u32, Home>);

impl Homes {
    /// Notes the households of somebody who counts in a grid.
    pub fn note(&mut self, person: &Present, grid: u32) {
        for (household, is_of_register) in
            [(person.hukou_household_id, true), (person.living_household_id, false)]
        {
            let Some(household) = household else { continue };
            let told_by = (is_of_register, person.person_id, grid);
            let home = self.0.entry(household).or_insert(Home {
                lived_in: None,
                is_apart: false,
                told_by,
                is_registered: false,
            });
            home.told_by = home.told_by.min(told_by);
            home.is_registered |= is_of_register;
            let Some(dwelling) = person.dwelling_id.filter(|_| !is_of_register) else { continue };
            let own = (person.person_id, dwelling);
            home.is_apart |= home.lived_in.is_some_and(|(_, other)| other != dwelling);
            home.lived_in = Some(home.lived_in.map_or(own, |known| known.min(own)));
        }
    }

    /// Calls `each` with every household, its grid, and whether it is one of the register.
    ///
    /// # Errors
    ///
    /// Those of reading.
    pub fn each(
        &self,
        conn: &Connection,
        days: &GridDays,
        on: NaiveDate,
        mut each: impl FnMut(u32, u32, bool),
    ) -> Reply<()> {
        for (household, home) in &self.0 {
            let of_head = if home.is_apart { crate::homes::of_head(conn, *household, on)? } else { None };
            let dwelling = of_head
                .or_else(|| home.lived_in.map(|(_, dwelling)| dwelling))
                .or_else(|| days.dwelling_of_household(*household, on));
            let (_, _, told) = home.told_by;
            each(*household, days.of_dwelling(dwelling, on).unwrap_or(told), home.is_registered);
        }
        Ok(())
    }

    /// Those whose people live apart.
    pub fn apart(&self) -> impl Iterator<Item = u32> {
        self.0.iter().filter(|(_, home)| home.is_apart).map(|(id, _)| *id)
    }

    /// Those that are where their form says: nobody lives in them, or nobody knows where.
    pub fn by_form(&self) -> impl Iterator<Item = u32> {
        self.0.iter().filter(|(_, home)| home.lived_in.is_none()).map(|(id, _)| *id)
    }
}
