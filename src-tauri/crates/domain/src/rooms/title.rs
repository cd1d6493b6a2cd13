//! The place that the title of a sheet names for all its rows.

use super::names::{building_name, start_of_name};
use super::numerals::ends_in_number;
use super::tidy_place;

/// The one building that a title names: 3号楼居民花名册. `None` where it names none, or several.
pub fn building_in_title(title: &str) -> Option<String> {
    let tidy = tidy_place(title);
    let mut found: Vec<String> = Vec::new();
    for mark in ["号楼", "#楼", "栋", "幢", "座"] {
        for (at, _) in tidy.match_indices(mark) {
            let before = &tidy[..at];
            // 讲座 is no building.
            if !ends_in_number(before) && !before.ends_with(|c: char| c.is_ascii_alphabetic()) {
                continue;
            }
            let start = start_of_name(before);
            let is_several = tidy[..start].ends_with(['-', '至', '到', '、', ',', '和', '及']);
            if start == at || is_several {
                return None;
            }
            found.push(building_name(&tidy[start..at]));
        }
    }
    found.dedup();
    match found.as_slice() {
        [one] => Some(one.clone()),
        _ => None,
    }
}
