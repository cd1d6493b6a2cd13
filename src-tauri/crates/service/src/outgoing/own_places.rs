//! A workbook of residents may be imported again, into another ledger too: where its addresses alone would not bring everybody
//! back to just the same place, the names of estate, building, unit and room stand in columns of their own; where somebody has
//! no number, the birth date that it would tell stands beside it.

use super::chosen;
use crate::contract::{Align, ColumnInfo, Leaving};
use crate::desk::Desk;
use crate::imports::OWN_HEADINGS;
use crate::office::Office;
use crate::refusal::Reply;
use crate::shown::people_columns;
use crate::territory::Territory;
use domain::places::short_community;
use domain::rooms::{comes_back, estate_comes_back};

/// The columns of a list, and those that only a workbook has.
pub(super) fn with_own(mut columns: Vec<ColumnInfo>) -> Vec<ColumnInfo> {
    columns.extend(OWN_HEADINGS.map(|(key, title)| ColumnInfo {
        key: key.into(),
        title: title.into(),
        align: Align::Left,
        width: 8,
        is_default: false,
        is_sortable: false,
    }));
    columns
}

/// Adds what the addresses of a list of people do not say surely.
pub(super) fn with_places(office: &Office, mut leaving: Leaving) -> Reply<Leaving> {
    let Leaving::People { list, in_full, .. } = &mut leaving else { return Ok(leaving) };
    let (needs, shown, lacks_numbers) = office.at_desk(|desk| {
        let shown = chosen(&people_columns(desk), &list.columns)?;
        let lacks_numbers = desk.roster.people().iter().any(|p| p.is_here() && p.id_number.is_empty());
        Ok((Needs::of(desk), shown, lacks_numbers))
    })?;
    let mut keys: Vec<String> = shown.into_iter().map(|c| c.key).collect();
    // The number tells the birth date; of whoever has none nothing else does.
    let at_number = keys.iter().position(|key| key == "id_number");
    if let Some(at) =
        at_number.filter(|_| *in_full && lacks_numbers && !keys.iter().any(|k| k == "birth_date"))
    {
        keys.insert(at + 1, "birth_date".to_owned());
        list.columns.clone_from(&keys);
    }
    let Some(at) = keys.iter().position(|key| matches!(key.as_str(), "place" | "address")) else {
        return Ok(leaving);
    };
    let says_estate =
        |key: &String| key == "estate" || key == "address" && !matches!(needs, Needs::EstateAlone);
    match needs {
        Needs::Parts => {
            let own = OWN_HEADINGS.iter().map(|(key, _)| (*key).to_owned());
            keys.splice(at..at, own);
            keys.retain(|key| key != "estate");
        }
        Needs::Estate | Needs::EstateAlone if !keys.iter().any(says_estate) => {
            keys.insert(at, "estate".to_owned())
        }
        _ => return Ok(leaving),
    }
    list.columns = keys;
    Ok(leaving)
}

/// What has to stand beside the addresses.
enum Needs {
    Nothing,
    /// The estate, where no address in full says it.
    Estate,
    /// The estate in a column of its own: an address in full would be read with another one.
    EstateAlone,
    Parts,
}

impl Needs {
    fn of(desk: &Desk) -> Self {
        let territory = &*desk.territory;
        let usual = short_community(&desk.office.community);
        let is_odd = |id: &u32| {
            let [_, building, unit, room] = parts(territory, Some(*id));
            !comes_back([building, unit, room])
        };
        if territory.dwellings.keys().any(is_odd) {
            Needs::Parts
        } else if !territory.estates.values().all(|estate| estate_comes_back(&estate.name)) {
            Needs::EstateAlone
        } else if territory.estates.values().any(|estate| estate.name != usual) {
            Needs::Estate
        } else {
            Needs::Nothing
        }
    }
}

/// Estate, building, unit and room of a dwelling by their names.
pub(crate) fn parts(territory: &Territory, dwelling: Option<u32>) -> [&str; 4] {
    let Some(dwelling) = dwelling.and_then(|id| territory.dwellings.get(&id)) else {
        return [""; 4];
    };
    [
        territory.estate_name(Some(dwelling.id)),
        territory.building_name(dwelling.building_id),
        territory.unit_name(dwelling),
        &dwelling.room,
    ]
}
