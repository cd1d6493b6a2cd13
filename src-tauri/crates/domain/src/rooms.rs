//! Places as people write them: `3-2-501`, `3栋2单元501室`, `3号楼二单元五〇一`; sort keys that put room 2 before 10.

mod estates;

use crate::text::{half_width, trimmed};
use estates::estate_and_compound;

/// A place split into its parts, each by the name that the ledger keeps it under; missing parts are empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// 小区, or empty.
    pub estate: String,
    /// 楼栋
    pub building: String,
    /// 单元
    pub unit: String,
    /// 室
    pub room: String,
}

/// What ends the name of a building, longest first.
const BUILDING_MARKS: [&str; 7] = ["号楼", "#楼", "幢楼", "栋", "幢", "座", "#"];
const UNIT_MARKS: [&str; 3] = ["单元", "门洞", "门"];
const ROOM_MARKS: [&str; 6] = ["房间", "号房", "室", "号", "户", "房"];
/// So long may the name of a part be.
const LONGEST: usize = 12;

/// The name that a building is kept under: 3 for 3号楼, 3栋, 3#楼 and 三号楼; 甲1 for 甲1号楼; A for A座; 1号院1 for
/// 1号院1号楼. Names of another kind (向阳楼) stay whole.
pub fn building_name(text: &str) -> String {
    let tidy = tidy_place(text);
    let mut bare = tidy.as_str();
    for mark in BUILDING_MARKS {
        if let Some(rest) = bare.strip_suffix(mark).filter(|rest| !rest.is_empty()) {
            bare = rest;
            break;
        }
    }
    // 3楼 in a column of buildings is building 3; 向阳楼 is a name.
    if let Some(rest) = bare.strip_suffix('楼').filter(|rest| ends_in_number(rest)) {
        bare = rest;
    }
    number_alone(&with_arabic_end(bare).to_uppercase())
}

/// 第3 and 03 are 3.
fn number_alone(name: &str) -> String {
    let bare = name.strip_prefix('第').unwrap_or(name);
    let number = bare.trim_start_matches('0');
    let is_number = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    if is_number { number.to_owned() } else { bare.to_owned() }
}

/// The estate and the building of a text that names both: 幸福里3栋.
pub fn split_building(text: &str) -> (String, String) {
    let tidy = tidy_place(text);
    let bare = strip_one(&tidy, &BUILDING_MARKS);
    let ends = ends_in_number(bare) || bare.ends_with(|c: char| c.is_ascii_alphabetic());
    if bare == tidy || !ends {
        return (String::new(), building_name(text));
    }
    let start = start_of_name(bare);
    match estate_and_compound(&bare[..start], &bare[start..]) {
        Some((estate, name)) => (estate, building_name(&name)),
        None => (String::new(), building_name(text)),
    }
}

/// The name that a unit is kept under: 2 for 二单元 and 2门, 东 for 东单元.
pub fn unit_name(text: &str) -> String {
    let tidy = tidy_place(text);
    let bare = strip_one(&tidy, &UNIT_MARKS);
    number_alone(&with_arabic_end(bare).to_uppercase())
}

/// The name that a room is kept under: 501 for 501室 and 五〇一, 102 for 一百零二室, -101 for −101 and 负101.
pub fn room_name(text: &str) -> String {
    let tidy = tidy_place(text);
    let bare = strip_one(&tidy, &ROOM_MARKS);
    let bare = if !bare.is_empty() && bare.chars().all(is_numeral) {
        arabic(bare).unwrap_or_else(|| bare.to_owned())
    } else {
        bare.to_owned()
    };
    for below in ["地下-", "负"] {
        if let Some(rest) = bare.strip_prefix(below)
            && rest.starts_with(|c: char| c.is_ascii_digit())
        {
            return format!("-{}", rest.to_uppercase());
        }
    }
    if let Some(number) = bare.strip_prefix('负').and_then(arabic_of) {
        return format!("-{number}");
    }
    bare.to_uppercase()
}

/// Splits a written place. Two parts are building and room (平房, 独栋).
///
/// Returns `None` where the text is not surely a place of this kind: nothing of it is guessed. 建设路12号3单元501 names a
/// house number of a street and no building; 3-2-501-1 has a part too many; 501 has no building.
pub fn parse_place(text: &str) -> Option<Place> {
    let tidy = tidy_place(text);
    if tidy.is_empty() || tidy.chars().count() > 60 {
        return None;
    }
    // 1栋-101 may be room 101 or one below the ground: nobody says which.
    let parted = building_in(&tidy).and_then(|(_, _, after)| tidy[after..].strip_prefix('-'));
    if parted.is_some_and(|room| !room.contains(['-', '/']) && !room.contains("单元")) {
        return None;
    }
    by_marks(&tidy).or_else(|| by_separators(text, &tidy))
}

/// Splits what stands behind a building that is known otherwise: 2单元501, 501室, 2-501.
pub fn parse_within_building(text: &str) -> Option<(String, String)> {
    let tidy = tidy_place(text);
    let parts: Vec<&str> = tidy.split(['-', '/']).collect();
    if let [unit, room] = parts.as_slice()
        && is_part(unit)
        && is_part(room)
        && !tidy.contains("单元")
    {
        return Some((unit_name(unit), room_name(room)));
    }
    within(&tidy)
}

/// A place as people type it into a search box: also A1203A for building A, room 1203A.
pub fn parse_typed_place(text: &str) -> Option<Place> {
    parse_place(text).or_else(|| {
        let tidy = tidy_place(text).to_uppercase();
        let room = tidy.strip_prefix(|c: char| c.is_ascii_uppercase())?;
        let digits = room.chars().take_while(char::is_ascii_digit).count();
        let fits = (3..=4).contains(&digits) && room.chars().skip(digits).all(|c| c.is_ascii_uppercase());
        let building = tidy.chars().next()?.to_string();
        fits.then(|| Place { building, room: room.to_owned(), ..Place::default() })
    })
}

/// A part of a place as people type it to find who lives there: 1号楼2单元, 向阳楼, 2单元301.
pub fn parse_part(text: &str) -> Option<Place> {
    let tidy = tidy_place(text);
    if tidy.ends_with(['栋', '幢', '座', '楼']) || tidy.ends_with("单元") {
        // Any room stands for the one that is not said.
        const ANY: &str = "101";
        let place = by_marks(&format!("{tidy}{ANY}"));
        return place.filter(|p| p.room == ANY).map(|p| Place { room: String::new(), ..p });
    }
    if !tidy.contains("单元") {
        return None;
    }
    let (unit, room) = within(&tidy)?;
    Some(Place { unit, room, ..Place::default() })
}

/// Half width, one kind of hyphen and of number sign, no spaces between signs that belong together.
fn tidy_place(text: &str) -> String {
    half_width(&trimmed(text))
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| match c {
            '−' | '﹣' | '﹘' | '―' | '~' | '～' | '﹏' => '-',
            '○' | '◯' => '〇',
            '＃' | '♯' | '№' => '#',
            c => c,
        })
        .collect()
}

fn by_marks(text: &str) -> Option<Place> {
    let (start, end, after) = building_in(text)?;
    // 7号楼，3单元，602室
    let (unit, room) = within(&text[after..].trim_start_matches(',').replace("单元,", "单元"))?;
    let before = &text[..start];
    let number = &text[start..end];
    // 7、8号楼 are two, 7号楼或8号楼 may be either, 原7号楼 is another now; of l栋 nobody knows whether it is 1栋.
    // 1#2#301 has two buildings, B-2栋101 may have.
    let is_unsure = before
        .ends_with(['、', ',', '或', '和', '及', '至', '/', '原', '旧', '?', '#', '栋', '幢', '座'])
        || before.strip_suffix('-').is_some_and(|b| b.bytes().all(|b| b.is_ascii_alphanumeric()))
        || number.starts_with(['原', '旧', '曾'])
        || number == "l"
        || unit.contains(|c: char| !c.is_alphanumeric());
    let (estate, name) = estate_and_compound(before, number)?;
    let building = building_name(&name);
    let is_none = is_nought(&building) || is_nought(&room);
    (building.chars().count() <= LONGEST && !is_unsure && !is_none).then_some(Place {
        estate,
        building,
        unit,
        room,
    })
}

/// Where the building's own name begins and ends in a text, and where what follows its mark begins.
fn building_in(text: &str) -> Option<(usize, usize, usize)> {
    // 12号院 before a 3号楼 is no building; the mark nearest to the unit and room counts.
    let mut found: Option<(usize, usize)> = None;
    for mark in BUILDING_MARKS {
        for (at, _) in text.match_indices(mark) {
            let is_number =
                ends_in_number(&text[..at]) || text[..at].ends_with(|c: char| c.is_ascii_alphabetic());
            let inside_longer = found.is_some_and(|(f, len)| at >= f && at < f + len);
            if is_number
                && !inside_longer
                && found.is_none_or(|(f, _)| at > f)
                && !text[..at].contains("单元")
            {
                found = Some((at, mark.len()));
            }
        }
    }
    if let Some((at, len)) = found {
        let rest = &text[at + len..];
        // 1#2单元302, 1栋楼, 1#栋
        let again = ['楼', '栋', '幢', '座'].into_iter().find(|mark| rest.starts_with(*mark));
        let len = len + again.map_or(0, char::len_utf8);
        return Some((start_of_name(&text[..at]), at, at + len));
    }
    // 12号院2室: the court is the building.
    if let Some((before, rest)) = text.split_once("号院").filter(|(b, _)| ends_in_number(b)) {
        let end = before.len() + "号院".len();
        // 1号院1-101 and 1号院1-2-101 go on with the number of a building.
        let goes_on =
            rest.split_once('-').is_some_and(|(first, room)| !first.is_empty() && room_name(room).len() >= 3);
        return (!rest.is_empty() && !goes_on).then(|| (start_of_name(before), end, end));
    }
    let (before, rest) = text.split_once('楼')?;
    // 3楼2单元501 is building 3; in 3楼501 the 3 may be a storey that was mistyped.
    let is_number = start_of_name(before) == 0 && ends_in_number(before);
    if is_number && rest.contains("单元") {
        return Some((0, before.len(), before.len() + "楼".len()));
    }
    // 富强小区春晖楼3单元402
    let begins = before.rfind("小区").map_or(0, |at| at + "小区".len());
    let whole = before.len() + "楼".len();
    let before = &before[begins..];
    // 向阳楼302: a building with a name of its own, and nothing else before unit and room.
    let is_named =
        (1..=4).contains(&before.chars().count()) && before.chars().all(is_han) && !ends_in_number(before);
    let is_inside = within(rest)
        .is_some_and(|(_, room)| room.len() >= 3 && room.bytes().all(|b| b.is_ascii_alphanumeric()));
    (is_named && is_inside).then_some((begins, whole, whole))
}

/// Unit and room of what stands behind the building; `None` where something else stands there.
fn within(text: &str) -> Option<(String, String)> {
    let dashed = text.starts_with('-');
    let text = if text.starts_with("--") { &text[1..] } else { text.strip_prefix('-').unwrap_or(text) };
    let (unit, rest) = match UNIT_MARKS.iter().find_map(|m| text.split_once(m)) {
        Some((unit, rest)) => (unit_name(unit), rest),
        None => (String::new(), text),
    };
    if unit.is_empty() {
        // 3号楼-2-501: parted by hyphens behind the building's mark.
        let parts: Vec<&str> = rest.split('-').collect();
        if let [unit, room] = parts.as_slice()
            && dashed
            && is_part(unit)
            && is_part(room)
        {
            return Some((unit_name(unit), room_name(room)));
        }
        // 丙2栋1-101 too; 1203-2 is a part of room 1203.
        if let [unit, room] = parts.as_slice()
            && unit.len() <= 2
            && room_name(room).len() >= 3
            && is_part(unit)
            && is_part(room)
        {
            return Some((unit_name(unit), room_name(room)));
        }
        if let [unit, "", room] = parts.as_slice()
            && dashed
            && is_part(unit)
            && is_part(room)
        {
            return Some((unit_name(unit), format!("-{}", room_name(room))));
        }
        return inner_room(rest).map(|room| (String::new(), room));
    }
    if unit.chars().count() > 6 {
        return None;
    }
    // 1单元-101: a hyphen behind the unit parts only where one parted before it, else it is a minus.
    let rest = if dashed { rest.strip_prefix('-').unwrap_or(rest) } else { rest };
    inner_room(rest).map(|room| (unit, room))
}

/// The room that a text surely names. 5楼502 and 5层502 say the storey twice; 6层501 contradicts itself.
fn inner_room(text: &str) -> Option<String> {
    if let Some((storey, rest)) = text.split_once(['层', '楼']) {
        let room = room_name(rest);
        let is_same =
            arabic_of(storey).is_some_and(|s| floor_of_room(&room).is_some_and(|f| f.to_string() == s));
        return (is_same && is_room(rest)).then_some(room);
    }
    is_room(text).then(|| room_name(text))
}

/// Signs that stand in the names of rooms beside numbers and letters.
const IN_ROOM: &str = "甲乙丙丁戊己庚辛东西南北中前后左右上下内外附夹地下室底跃复阁";

fn is_room(text: &str) -> bool {
    let name = room_name(text);
    let count = name.chars().count();
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '+' || IN_ROOM.contains(c);
    // O for nought and l for one are slips of the hand: 5O1, l01. A letter stands before or behind the number.
    let digits: Vec<usize> =
        name.char_indices().filter(|(_, c)| c.is_ascii_digit()).map(|(i, _)| i).collect();
    let is_slip = match (digits.first(), digits.last()) {
        (Some(first), Some(last)) => {
            name.get(*first..*last).is_some_and(|inner| inner.chars().any(|c| c.is_ascii_alphabetic()))
                || text.starts_with(['l', 'O', 'o', 'I'])
                || text.ends_with('l')
        }
        _ => false,
    };
    let is_elsewhere =
        name.chars().any(|c| "路街巷村镇市县区道院栋幢座排".contains(c)) || name.contains("单元");
    (1..=LONGEST).contains(&count)
        && name.chars().all(fits)
        && !is_slip
        && !is_elsewhere
        && name.trim_start_matches('-').matches('-').count() <= 1
        && !name.starts_with("--")
        && !name.trim_start_matches('-').contains("--")
        // 东户 and 地下室 may be on any storey.
        && name.chars().any(|c| c.is_ascii_digit())
}

/// A part between hyphens: short, with a number in it or a single letter or sign of direction.
fn is_part(text: &str) -> bool {
    let count = text.chars().count();
    (1..=8).contains(&count)
        && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '#' | '(' | ')'))
        && (is_numbered(text) || count == 1)
}

/// With a figure in it, or wholly of numerals: 李四 is no number.
fn is_numbered(text: &str) -> bool {
    let bare = strip_one(text, &ROOM_MARKS);
    text.chars().any(|c| c.is_ascii_digit()) || arabic_of(bare).is_some()
}

/// 3-2-501, 3/2/501, 1.1.105, 1 1 107; a doubled hyphen is the minus of a room below the ground: 1--101.
fn by_separators(written: &str, tidy: &str) -> Option<Place> {
    let narrow = half_width(&trimmed(written));
    let digits_only = |sign: char| {
        let parts: Vec<&str> = narrow.split(sign).map(str::trim).filter(|p| !p.is_empty()).collect();
        let fits = parts.len() == 3 && parts.iter().all(|p| p.bytes().all(|b| b.is_ascii_digit()));
        // 1965.3.1 and 2026 11 3 are dates.
        (fits && parts[0].len() <= 3 && parts[2].len() >= 3).then(|| parts.join("-"))
    };
    // 1.1.105 may be anything.
    let joined = digits_only(' ');
    let text = joined.as_deref().unwrap_or(tidy).replace('/', "-");
    let (text, is_below) = match text.rsplit_once("--") {
        Some((before, room)) => (format!("{before}-{room}"), true),
        None => (text, false),
    };
    let mut parts: Vec<&str> = text.split(['-', '#']).collect();
    parts.retain(|p| !p.is_empty());
    if text.matches('-').count() + text.matches('#').count() + 1 != parts.len()
        || !parts.iter().all(|p| is_part(p))
        // 1-101/102 are two rooms, and not unit 101.
        || tidy.contains('/') && tidy.contains('-')
    {
        return None;
    }
    // 2026-11-03 is a date.
    if parts.first().is_some_and(|p| p.len() > 3 && p.bytes().all(|b| b.is_ascii_digit())) {
        return None;
    }
    let sign = if is_below { "-" } else { "" };
    let room = |text: &str| format!("{sign}{}", room_name(text));
    match parts.as_slice() {
        [first, last] if is_numbered(last) && is_room(last) => named(first, "", room(last)),
        [first, unit, last] if is_numbered(last) && is_room(last) => {
            named(first, &unit_name(unit), room(last))
        }
        _ => None,
    }
}

/// A place whose first part names the building, and perhaps the estate: 幸福里3-2-501.
fn named(first: &str, unit: &str, room: String) -> Option<Place> {
    let bare = strip_one(first, &BUILDING_MARKS);
    let start = if ends_in_number(bare) { start_of_name(bare) } else { 0 };
    let (estate, name) = estate_and_compound(&bare[..start], &bare[start..])?;
    let building = building_name(&name);
    let is_none = is_nought(&building) || is_nought(&room);
    (!is_none).then(|| Place { estate, building, unit: unit.to_owned(), room })
}

fn is_nought(part: &str) -> bool {
    !part.is_empty() && part.chars().all(|c| c == '0')
}

/// What may stand before a building's number and belongs to its name: 甲1, 东3, A2.
const BEFORE_NUMBER: &str = "甲乙丙丁戊己庚辛壬癸东西南北中新老前后附";

/// Where the name of a building begins whose number ends a text.
fn start_of_name(text: &str) -> usize {
    let mut start = text.len();
    let mut chars = text.char_indices().rev().peekable();
    while let Some((at, c)) = chars.peek().copied() {
        if c.is_ascii_alphanumeric() || is_numeral(c) {
            start = at;
            chars.next();
        } else {
            break;
        }
    }
    match chars.next() {
        Some((at, c)) if BEFORE_NUMBER.contains(c) => at,
        // A single character alone before the number is no estate.
        Some((0, c)) if is_han(c) => 0,
        _ => start,
    }
}

fn strip_one<'a>(text: &'a str, marks: &[&str]) -> &'a str {
    marks.iter().find_map(|mark| text.strip_suffix(mark)).filter(|rest| !rest.is_empty()).unwrap_or(text)
}

fn is_han(c: char) -> bool {
    ('\u{4E00}'..='\u{9FFF}').contains(&c)
}

pub(crate) fn is_numeral(c: char) -> bool {
    c.is_ascii_digit() || "〇零一二三四五六七八九十百千两".contains(c)
}

fn ends_in_number(text: &str) -> bool {
    text.chars().last().is_some_and(is_numeral)
}

/// The number that a text wholly is.
fn arabic_of(text: &str) -> Option<String> {
    if !text.is_empty() && text.chars().all(is_numeral) { arabic(text) } else { None }
}

/// A text whose last run of numerals is in Arabic digits: 东区三 → 东区3.
fn with_arabic_end(text: &str) -> String {
    let start = text.char_indices().rev().take_while(|(_, c)| is_numeral(*c)).last().map(|(i, _)| i);
    match start {
        Some(at) => match arabic(&text[at..]) {
            Some(number) => format!("{}{number}", &text[..at]),
            None => text.to_owned(),
        },
        None => text.to_owned(),
    }
}

/// Numerals in Arabic digits: 二 → 2, 十二 → 12, 五〇一 → 501, 一百零二 → 102. `None` where they make no number.
pub(crate) fn arabic(text: &str) -> Option<String> {
    let digit = |c: char| match c {
        '零' => Some(0),
        '两' => Some(2),
        c => "〇一二三四五六七八九".chars().position(|d| d == c).or(c.to_digit(10).map(|d| d as usize)),
    };
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return Some(text.to_owned());
    }
    if !text.contains(['十', '百', '千']) {
        return text.chars().map(|c| digit(c).map(|d| d.to_string())).collect();
    }
    let (mut total, mut last) = (0, None);
    for c in text.chars() {
        match c {
            '千' => total += last.take()? * 1_000,
            '百' => total += last.take()? * 100,
            '十' => total += last.take().filter(|d| *d > 0).unwrap_or(1) * 10,
            _ if last.is_some_and(|d| d > 0) => return None,
            c => last = digit(c),
        }
    }
    Some((total + last.unwrap_or(0)).to_string())
}

/// A key under which text with numbers sorts as people expect: 2 before 10, 101 before 101-1, 甲3 before 甲12.
pub fn natural_key(text: &str) -> String {
    let mut key = String::new();
    let mut digits = String::new();
    for c in text.chars().chain(std::iter::once('\0')) {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        if !digits.is_empty() {
            let trimmed = digits.trim_start_matches('0');
            key.push_str(&format!("{trimmed:0>8}"));
            digits.clear();
        }
        if c != '\0' {
            key.push(c);
        }
    }
    key
}

/// Figures alone: what most names of parts are, and nothing of it has to be read.
fn is_figures(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_digit())
}

/// What tells places of one name apart from others, however they are written: 03 and 3号楼 are one building.
pub fn building_key(name: &str) -> String {
    if is_figures(name) { natural_key(name) } else { natural_key(&building_name(name)) }
}

/// The same for a unit.
pub fn unit_key(name: &str) -> String {
    if is_figures(name) { natural_key(name) } else { natural_key(&unit_name(name)) }
}

/// The same for a room.
pub fn room_key(name: &str) -> String {
    if is_figures(name) { natural_key(name) } else { natural_key(&room_name(name)) }
}

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

/// The floor that a room number tells: 501 is on 5, 1203 on 12; `None` where it tells none.
pub fn floor_of_room(room: &str) -> Option<i32> {
    let digits: String = room.chars().take_while(char::is_ascii_digit).collect();
    if !(3..=4).contains(&digits.len()) {
        return None;
    }
    digits[..digits.len() - 2].parse().ok().filter(|f| *f > 0)
}

/// The short form people say, `3-2-501`; where that would not read back as the same place, with its marks: `A栋2单元1203-2室`.
pub fn short_place(building: &str, unit: &str, room: &str) -> String {
    let parts: Vec<&str> = [building, unit, room].into_iter().filter(|p| !p.is_empty()).collect();
    let short = parts.join("-");
    if building.is_empty() || room.is_empty() || reads_as(&short, building, unit, room) {
        return short;
    }
    let marked = crate::places::full_address("", building, unit, room);
    if reads_as(&marked, building, unit, room) { marked } else { short }
}

fn reads_as(text: &str, building: &str, unit: &str, room: &str) -> bool {
    // Nearly all places are three plain numbers.
    let is_plain = |p: &str| !p.is_empty() && p.len() <= 5 && p.bytes().all(|b| b.is_ascii_digit());
    if is_plain(building) && is_plain(room) && (unit.is_empty() || is_plain(unit)) && !text.contains('栋') {
        return true;
    }
    parse_place(text)
        .is_some_and(|p| p.estate.is_empty() && p.building == building && p.unit == unit && p.room == room)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn places_are_read_in_every_usual_writing() {
        let wanted = |estate: &str| {
            Some(Place { estate: estate.into(), building: "3".into(), unit: "2".into(), room: "501".into() })
        };
        for text in [
            "3-2-501",
            "3栋2单元501",
            "3号楼二单元501室",
            "３－２－５０１",
            "三幢2单元五〇一室",
            "3-2-501室",
            "3—2—501室",
            "3#2单元501",
            "3＃楼2单元501室",
            "3#-2-501",
            "3号楼-2-501",
            "3栋-2单元-501室",
            "3栋2门501",
            "3号楼2单元5层501",
            "3 2 501",
            "3-2-五〇一",
            "第3栋第2单元501室",
            "03号楼02单元501",
            "3楼2单元501",
            "3~2~501",
        ] {
            assert_eq!(parse_place(text), wanted(""), "{text}");
        }
        assert_eq!(parse_place("幸福里3栋2单元501室"), wanted("幸福里"));
        assert_eq!(parse_place("翠苑街道幸福里3栋2单元501室"), wanted("幸福里"));
        assert_eq!(parse_place("幸福里 3-2-501"), wanted("幸福里"));
        assert_eq!(
            parse_place("建设路12号院3号楼2单元501"),
            wanted("建设路12号院"),
            "two streets have a court 12"
        );
        assert_eq!(parse_place("12栋301").map(|p| (p.building, p.room)), Some(("12".into(), "301".into())));
        assert_eq!(parse_place("十二栋301").map(|p| p.building), Some("12".into()));
        assert_eq!(parse_place("张三"), None);
        assert_eq!(parse_place("501"), None);
    }

    #[test]
    fn buildings_keep_their_whole_names() {
        for (text, place) in [
            ("甲1号楼2单元301", ["甲1", "2", "301"]),
            ("乙1号楼2单元301", ["乙1", "2", "301"]),
            ("1#楼2单元301", ["1", "2", "301"]),
            ("1号院1号楼2单元301", ["1号院1", "2", "301"]),
            ("A座1203", ["A", "", "1203"]),
            ("a座东单元1203A室", ["A", "东", "1203A"]),
            ("十号楼一百零二室", ["10", "", "102"]),
            ("三号楼一单元一百零二室", ["3", "1", "102"]),
            ("1号楼地下−101", ["1", "", "-101"]),
            ("1号楼负101", ["1", "", "-101"]),
            ("1--101", ["1", "", "-101"]),
            ("3-2--101", ["3", "2", "-101"]),
            ("丙2栋1-101", ["丙2", "1", "101"]),
            ("向阳楼2单元301", ["向阳楼", "2", "301"]),
            ("1栋负一百零一室", ["1", "", "-101"]),
            ("向阳楼302", ["向阳楼", "", "302"]),
            ("甲3号院2室", ["甲3号院", "", "2"]),
            ("东3栋501", ["东3", "", "501"]),
            ("3栋2单元1203-2室", ["3", "2", "1203-2"]),
        ] {
            let read = parse_place(text).map(|p| [p.building, p.unit, p.room]);
            assert_eq!(read, Some(place.map(str::to_owned)), "{text}");
        }
    }

    #[test]
    fn a_room_below_the_ground_comes_back_from_its_full_address() {
        for (unit, room) in [("", "-101"), ("1", "-101"), ("", "101")] {
            let whole = crate::places::full_address("云溪苑", "1", unit, room);
            let read = parse_place(&whole).map(|p| [p.estate, p.building, p.unit, p.room]);
            assert_eq!(read, Some(["云溪苑", "1", unit, room].map(str::to_owned)), "{whole}");
        }
    }

    #[test]
    fn a_title_names_a_building() {
        for (title, building) in [
            ("1号楼", Some("1")),
            ("幸福社区3号楼居民花名册", Some("3")),
            ("甲2号楼", Some("甲2")),
            ("A座住户", Some("A")),
            ("1-3号楼", None),
            ("1号楼、2号楼", None),
            ("居民花名册", None),
            ("讲座报名人员名册", None),
            ("Sheet1", None),
        ] {
            assert_eq!(building_in_title(title).as_deref(), building, "{title}");
        }
        assert_eq!(building_key("03栋"), building_key("3号楼"));
        assert_ne!(building_key("甲3号楼"), building_key("3号楼"));
    }

    #[test]
    fn what_is_no_dwelling_is_not_guessed() {
        for text in [
            // Room 101, or one below the ground.
            "1栋-101室",
            "云溪社区1号楼-101",
            "B-2栋101室",
            "1-101/102",
            "幸福路12号",
            "建设路12号3单元501",
            "平房5排3号",
            "501",
            "3-2-501-1",
            "#N/A",
            "1965.3.1",
            "2026-11-03",
            "张三",
            "江苏省南京市",
            "1楼101",
            "1楼307",
            "1.1.105",
            "张三-李四",
            "3栋2单元5O1",
            "3栋2单元l01",
            "3号楼2单无501",
            "3号楼2单元6层501",
            "3号楼物业用房",
            "3-2-501高山家",
            "0-0-0",
            "3栋",
            "老家",
            "-",
        ] {
            let read = parse_place(text).filter(|p| !p.building.is_empty() && !p.room.is_empty());
            assert_eq!(read, None, "{text}");
        }
    }

    #[test]
    fn rooms_sort_as_numbers() {
        let mut rooms = vec!["10", "2", "101-1", "101", "甲12", "甲3"];
        rooms.sort_by_key(|r| natural_key(r));
        assert_eq!(rooms, ["2", "10", "101", "101-1", "甲3", "甲12"]);
    }

    #[test]
    fn floors_are_told_by_room_numbers() {
        assert_eq!(floor_of_room("501"), Some(5));
        assert_eq!(floor_of_room("1203"), Some(12));
        assert_eq!(floor_of_room("12"), None);
        assert_eq!(floor_of_room("甲3"), None);
    }

    proptest! {
        #[test]
        fn never_panics_on_any_text(text in any::<String>()) {
            let _ = (parse_place(&text), parse_typed_place(&text), parse_within_building(&text));
            let _ = (building_name(&text), unit_name(&text), room_name(&text));
            let _ = natural_key(&text);
            let _ = floor_of_room(&text);
        }
    }
    fn building() -> impl Strategy<Value = String> {
        prop_oneof![
            (1u32..60).prop_map(|n| n.to_string()),
            ("[甲乙丙东西]", 1u32..30).prop_map(|(a, n)| format!("{a}{n}")),
            "[A-F]",
            ("[A-F]", 1u32..9).prop_map(|(a, n)| format!("{a}{n}")),
            (1u32..9, 1u32..9).prop_map(|(a, n)| format!("{a}号院{n}")),
            (1u32..9).prop_map(|n| format!("{n}号院")),
        ]
    }

    fn room() -> impl Strategy<Value = String> {
        prop_oneof![
            (1u32..34, 1u32..9).prop_map(|(f, n)| format!("{f}{n:02}")),
            (1u32..34, 1u32..9, "[A-D]").prop_map(|(f, n, a)| format!("{f}{n:02}{a}")),
            (1u32..3, 1u32..9).prop_map(|(f, n)| format!("-{f}{n:02}")),
            (1u32..34, 1u32..9, 1u32..4).prop_map(|(f, n, p)| format!("{f}{n:02}-{p}")),
            (1u32..20).prop_map(|n| n.to_string()),
            ("[甲东西]", 1u32..20).prop_map(|(a, n)| format!("{a}{n}")),
            (1u32..20, "[东西中]").prop_map(|(n, a)| format!("{n}0{n}{a}")),
        ]
    }

    proptest! {
        #[test]
        fn every_place_that_leaves_comes_back(
            building in building(),
            unit in prop_oneof![Just(String::new()), (1u32..9).prop_map(|n| n.to_string()), "[东西中]", "[A-C]"],
            room in room(),
        ) {
            let said = short_place(&building, &unit, &room);
            let read = parse_place(&said).map(|p| (p.building, p.unit, p.room));
            prop_assert_eq!(read, Some((building, unit, room)), "{}", said);
        }
    }
}
