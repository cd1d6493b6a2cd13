//! The names that the unlock page offers. They lie in a small file beside the ledger, which cannot be read before it is
//! open. Backups leave the file out, and it is made anew at every unlock: it holds users alone, never residents.

use crate::desk::Desk;
use std::path::Path;

/// The file, in the folder of the ledger.
pub(crate) const FILE_NAME: &str = "names.json";

/// The names known on this PC, who signed in last first; none where a name has to be typed.
pub(crate) fn known(folder: &Path) -> Vec<String> {
    vault::read_login_names(&folder.join(FILE_NAME))
}

/// Notes who can sign in. One user is never asked for a name, so that a single name lies nowhere.
///
/// A disk that cannot be written must not keep anybody out: then the names are typed.
pub(crate) fn keep(desk: &Desk) {
    let Ok(users) = store::office::users(desk.ledger.conn()) else {
        return;
    };
    let mut names: Vec<String> =
        users.into_iter().filter(|u| u.is_active && u.slot_id.is_some()).map(|u| u.name).collect();
    let before = known(&desk.folder);
    let place = |name: &String| before.iter().position(|b| b == name).unwrap_or(usize::MAX);
    names.sort_by_key(|name| (*name != desk.actor.name, place(name)));
    let path = desk.folder.join(FILE_NAME);
    if names.len() < 2 {
        let _ = std::fs::remove_file(path);
    } else if names != before {
        let _ = vault::write_login_names(&path, &names);
    }
}
