//! A paper of the committee: title, addressee, body with its levels, attachments, signature and date.
//!
//! Source: GB/T 9704-2012 《党政机关公文格式》, as far as a committee follows it (`shared/domain/reports.md` 4): it has a seal
//! and a plain title, no red head.

use crate::fault::{Fault, FaultCode};
use crate::text::trimmed;
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The longest title and the longest body, in characters.
const LONGEST: (usize, usize) = (120, 50_000);

/// A paper.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Paper {
    /// 标题; where it is to be broken, in lines.
    pub title: String,
    /// 主送单位, without its colon; empty: none.
    pub addressee: String,
    /// 正文: a paragraph a line. What a paragraph begins with tells its level.
    pub body: String,
    /// 附件, a line each.
    pub attachments: String,
    /// 署名
    pub signed_by: String,
    /// 成文日期, ISO.
    pub dated_on: String,
    /// Whether a seal goes over signature and date.
    pub is_sealed: bool,
    /// 附注, without its brackets, or empty.
    pub note: String,
}

/// The level of a paragraph (GB/T 9704-2012, 7.3.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// `一、`, in 黑体.
    First,
    /// `（一）`, in 楷体.
    Second,
    /// `1.` and `（1）`, and text, in 仿宋.
    Text,
}

const NUMERALS: &str = "一二三四五六七八九十百";

/// What a paragraph begins with tells its level.
pub fn level_of(paragraph: &str) -> Level {
    let rest = paragraph.trim_start_matches(|c| NUMERALS.contains(c));
    if rest.len() < paragraph.len() && rest.starts_with('、') {
        return Level::First;
    }
    let Some(inner) = paragraph.strip_prefix(['（', '(']) else {
        return Level::Text;
    };
    let rest = inner.trim_start_matches(|c| NUMERALS.contains(c));
    if rest.len() < inner.len() && rest.starts_with(['）', ')']) { Level::Second } else { Level::Text }
}

/// The heading of a paragraph and its text: of `一、人口情况。截至……` only the first sentence is the heading.
pub fn heading_of(paragraph: &str) -> (&str, &str) {
    match level_of(paragraph) {
        Level::Text => ("", paragraph),
        _ => match paragraph.find('。') {
            Some(at) => paragraph.split_at(at + '。'.len_utf8()),
            None => (paragraph, ""),
        },
    }
}

/// `2026年3月5日`, without leading noughts.
pub fn written_date(day: NaiveDate) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

impl Paper {
    /// Tidies a paper and checks it; all faults at once.
    ///
    /// # Errors
    ///
    /// `required`, `paper.too_long`, `date.unreadable`.
    pub fn accept(&self) -> Result<(Self, NaiveDate), Vec<Fault>> {
        let mut faults = Vec::new();
        let lines = |text: &str| {
            let all: Vec<String> = text.lines().map(trimmed).filter(|l| !l.is_empty()).collect();
            all.join("\n")
        };
        let paper = Paper {
            title: lines(&self.title),
            addressee: trimmed(&self.addressee).trim_end_matches(['：', ':']).to_owned(),
            body: lines(&self.body),
            attachments: lines(&self.attachments),
            signed_by: trimmed(&self.signed_by),
            note: trimmed(&self.note).trim_matches(['（', '）']).to_owned(),
            ..self.clone()
        };
        for (text, key, label) in [(&paper.title, "title", "标题"), (&paper.body, "body", "正文")] {
            if text.is_empty() {
                faults.push(Fault::at(FaultCode::Required, key).with(label));
            }
        }
        for (text, key, label, most) in
            [(&paper.title, "title", "标题", LONGEST.0), (&paper.body, "body", "正文", LONGEST.1)]
        {
            if text.chars().count() > most {
                faults.push(Fault::at(FaultCode::PaperTooLong, key).with(label).with(most));
            }
        }
        let day = NaiveDate::parse_from_str(&self.dated_on, "%Y-%m-%d");
        if day.is_err() {
            faults.push(Fault::at(FaultCode::DateUnreadable, "dated_on").with(&self.dated_on));
        }
        match day {
            Ok(day) if faults.is_empty() => Ok((paper, day)),
            _ => Err(faults),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_paragraph_begins_with_tells_its_level() {
        for (text, level) in [
            ("一、人口情况", Level::First),
            ("十二、其他", Level::First),
            ("（一）出生", Level::Second),
            ("(三)迁入", Level::Second),
            ("1.第一项", Level::Text),
            ("（1）第一点", Level::Text),
            ("一共三人。", Level::Text),
            ("（见附件）", Level::Text),
            ("、", Level::Text),
            ("", Level::Text),
        ] {
            assert_eq!(level_of(text), level, "{text}");
        }
        assert_eq!(heading_of("一、人口情况。本月增加三人。"), ("一、人口情况。", "本月增加三人。"));
        assert_eq!(heading_of("（一）出生"), ("（一）出生", ""));
        assert_eq!(heading_of("本月增加三人。"), ("", "本月增加三人。"));
    }

    #[test]
    fn a_paper_is_tidied_and_its_faults_are_told_at_once() {
        let paper = Paper {
            title: "关于\n报送月报的报告".into(),
            addressee: "翠苑街道办事处：".into(),
            body: " 现报告如下。\n\n一、人口 ".into(),
            dated_on: "2026-03-05".into(),
            note: "（联系人：王芳）".into(),
            ..Paper::default()
        };
        let (tidy, day) = paper.accept().unwrap();
        assert_eq!(
            (tidy.title.as_str(), tidy.addressee.as_str()),
            ("关于\n报送月报的报告", "翠苑街道办事处")
        );
        assert_eq!((tidy.body.as_str(), tidy.note.as_str()), ("现报告如下。\n一、人口", "联系人：王芳"));
        assert_eq!(written_date(day), "2026年3月5日");
        let codes: Vec<FaultCode> =
            Paper::default().accept().unwrap_err().into_iter().map(|f| f.code).collect();
        assert_eq!(codes, [FaultCode::Required, FaultCode::Required, FaultCode::DateUnreadable]);
    }
}
