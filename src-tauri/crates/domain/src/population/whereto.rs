//! Where a hukou goes, in the words of whoever tells it.

use crate::codes::{division, division_full_name, division_prefix};
use crate::text::half_width;

/// The division that a text begins with, as it is said in the office's city: 浙江省杭州市上城区, 杭州上城区, 本市上城区, 上城区, 本区,
/// or its six digits. A name that several divisions have is the one of the city, else of the province. `None` where no
/// division is understood.
///
/// `office` is where the office is, GB/T 2260; empty where it does not say.
pub fn division_said(text: &str, office: &str) -> Option<&'static str> {
    let said: String = half_width(text).chars().filter(|c| !c.is_whitespace()).collect();
    if let Some(known) = division(&said) {
        return Some(known.code);
    }
    let within = |above: String, name: &str| {
        let whole = division_full_name(&above)? + name;
        let (code, rest) = division_prefix(&whole)?;
        (rest.len() < name.len()).then_some(code)
    };
    // 本区翠苑街道 and 本县城关镇 are where the office is.
    if ["本区", "本县", "本街道", "本镇", "本乡"].iter().any(|own| said.starts_with(own)) {
        return division(office).map(|own| own.code);
    }
    let city = office.get(..4).map(|of| format!("{of}00"));
    if let Some(name) = said.strip_prefix("本市") {
        return within(city?, name);
    }
    let alone = division_prefix(&said).map(|(code, _)| code);
    let province = office.get(..2).map(|of| format!("{of}0000"));
    alone.or_else(|| within(city?, &said)).or_else(|| within(province?, &said))
}
