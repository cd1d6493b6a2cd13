//! Signs that no font has: an empty box would stand on the paper in their place, so whose they are is told before it is printed.

use exchange::pdf::Lacking;

/// So many are named; the others are counted.
const NAMED: usize = 5;

/// What to say of them; empty where every sign has a font.
pub(super) fn told(lacking: &[Lacking]) -> String {
    if lacking.is_empty() {
        return String::new();
    }
    // The sign itself may be an empty box on this screen too: its number says which one it is.
    let one = |l: &Lacking| format!("{}的“{}”（编码 U+{:04X}）", l.of, l.sign, u32::from(l.sign));
    let mut words = lacking.iter().take(NAMED).map(one).collect::<Vec<_>>().join("、");
    if lacking.len() > NAMED {
        words = format!("{words}等 {} 处", lacking.len());
    }
    format!(
        "{words}，这台电脑的字体里没有这个字，印出来是空框，请在纸上手写补好，或装上有这个字的字体后再打印。"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(names: &[&str]) -> Vec<Lacking> {
        names.iter().map(|of| Lacking { sign: '\u{24B62}', of: (*of).to_owned() }).collect()
    }

    #[test]
    fn whose_sign_it_is_is_told_with_its_number_and_what_to_do() {
        assert_eq!(told(&[]), "");
        let words = told(&of(&["王\u{24B62}（第 1 行）"]));
        assert!(words.starts_with("王\u{24B62}（第 1 行）的“\u{24B62}”（编码 U+24B62），"), "{words}");
        assert!(words.contains("手写补好") && words.ends_with('。'));
    }

    #[test]
    fn many_are_counted() {
        let words = told(&of(&["甲", "乙", "丙", "丁", "戊", "己", "庚"]));
        assert!(words.contains("戊") && !words.contains("己") && words.contains("等 7 处"), "{words}");
    }
}
