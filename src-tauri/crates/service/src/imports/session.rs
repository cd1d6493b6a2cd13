//! A file opened for import: its sheets, the header, what the columns mean, and the plan.

use super::out::NotWhole;
use super::plan::{Plan, Settled};
use super::registers::RegisterPlan;
use crate::contract::{ImportColumn, ImportOptions, ImportSheet, ImportTarget, ImportTopRow, ImportView};
use crate::refusal::{Refusal, Reply};
use crate::work::Work;
use domain::import::headers::{guess_by_content, header_at};
use domain::import::person::{Floating, OfficeNames, is_no_key};
use domain::import::targets::{NEW_OWN_FIELD, SKIP, TargetGroup};
use domain::import::values::{Number, id_number};
use domain::import::{Header, Kind, RowKind, find_header, row_kinds, shape};
use domain::people::OWN_FIELDS;
use domain::sheets::{Cell, Doubt, Sheet, column_letters};
use domain::{Fault, FaultCode};
use exchange::read::{Book, Limits, ReadError};
use std::collections::BTreeMap;
use std::sync::Arc;

/// So many rows of a sheet are looked at to choose one.
const PEEKED: u32 = 60;
/// So many rows of a large sheet are read for what the first page shows; the rest is read for the plan.
const FIRST_ROWS: u32 = 2_000;
/// So many values stand beside a column.
const SAMPLES: usize = 4;

pub(super) enum Planned {
    Residents(Box<Plan>),
    Register(Box<RegisterPlan>),
}

pub(super) struct Session {
    pub token: u32,
    pub kind: Kind,
    pub file_name: String,
    /// Another text whenever the file was written anew; empty for a pasted text.
    pub mark: String,
    book: Book,
    sheets: Vec<ImportSheet>,
    pub at: usize,
    pub sheet: Arc<Sheet>,
    /// About how many rows the sheet has, where only the first of them were read.
    rest: Option<u32>,
    pub(super) header: Option<Header>,
    /// What each column of the header means.
    pub targets: Vec<String>,
    pub remembered: String,
    pub planned: Option<Planned>,
    /// The last act of the ledger when it was planned.
    pub seen_act: u32,
    /// Cells of this sheet that somebody mended before the rows were written.
    pub mended: Vec<Mended>,
    /// Of a file that was written the rows that were not taken whole: they can still be saved. Its plan is gone.
    pub not_whole: Option<Vec<NotWhole>>,
}

/// A cell that somebody mended in the window: the file itself stays as it is.
pub(super) struct Mended {
    /// The place of its row among the sheet's rows.
    pub index: u32,
    pub column: u16,
    /// What stands in the file.
    pub before: String,
    pub after: String,
}

/// What the ledger says that a session needs.
pub(super) struct Known {
    pub own_labels: BTreeMap<String, String>,
    pub estates: Vec<String>,
    pub office: Arc<OfficeNames>,
}

impl Session {
    pub fn open(
        token: u32,
        kind: Kind,
        file_name: String,
        mut book: Book,
        wanted: Option<&str>,
        work: &Work,
    ) -> Reply<Self> {
        work.stage("正在认各张表", 0);
        let names = book.sheets().to_vec();
        let mut sheets = Vec::new();
        for (i, name) in names.iter().enumerate().take(60) {
            let first = book.read(i, Some(PEEKED), &mut |n| work.at(n));
            let known = match first {
                Ok(sheet) => find_header(&sheet, kind).map_or(0, |h| h.known()),
                Err(ReadError::Stopped) => return Err(Refusal::new(FaultCode::ImportCancelled)),
                // A sheet that cannot be read is no candidate; chosen by name it says why.
                Err(_) => 0,
            };
            let known = u32::try_from(known).unwrap_or(0);
            sheets.push(ImportSheet { name: name.name.clone(), is_hidden: name.is_hidden, known });
        }
        let at = match wanted {
            Some(name) => sheets
                .iter()
                .position(|s| s.name == name)
                .ok_or_else(|| Fault::new(FaultCode::ImportSheetGone).with(name))?,
            None => {
                let best = sheets
                    .iter()
                    .enumerate()
                    .max_by_key(|(i, s)| (s.known, !s.is_hidden, std::cmp::Reverse(*i)));
                best.map_or(0, |(i, _)| i)
            }
        };
        let (sheet, rest) = read_first(&mut book, at, work)?;
        let header = find_header(&sheet, kind);
        Ok(Session {
            token,
            kind,
            file_name,
            mark: String::new(),
            book,
            sheets,
            at,
            sheet,
            rest,
            header,
            targets: Vec::new(),
            remembered: String::new(),
            planned: None,
            seen_act: 0,
            mended: Vec::new(),
            not_whole: None,
        })
    }

    /// Puts a text in the place of a cell below the header. The plan is made anew after it.
    pub fn mend(&mut self, number: u32, column: u16, text: &str) -> Reply<()> {
        // Of a large sheet the rest would come without what is mended now.
        if self.rest.is_some() {
            return Err(Refusal::new(FaultCode::RequestOdd));
        }
        let header = self.header()?;
        let is_record = number > header.last && header.columns.iter().any(|c| c.column == column);
        let index =
            (0..self.sheet.row_count()).find(|at| self.sheet.row(*at).is_some_and(|r| r.number == number));
        let Some(index) = index.filter(|_| is_record) else {
            return Err(Refusal::new(FaultCode::RequestOdd));
        };
        let before = self.sheet.row(index).map(|r| r.text(column).to_owned()).unwrap_or_default();
        if !Arc::make_mut(&mut self.sheet).put(number, column, text) {
            return Err(Refusal::new(FaultCode::RequestOdd));
        }
        let index = u32::try_from(index).unwrap_or(u32::MAX);
        match self.mended.iter_mut().find(|m| m.index == index && m.column == column) {
            Some(again) => text.clone_into(&mut again.after),
            None => self.mended.push(Mended { index, column, before, after: text.to_owned() }),
        }
        // What is as in the file again was not mended.
        self.mended.retain(|m| m.before != m.after);
        self.planned = None;
        Ok(())
    }

    /// Reads another sheet of the book, or takes other rows for the header.
    pub fn turn_to(&mut self, at: usize, header: Option<(u32, u32)>, work: &Work) -> Reply<()> {
        if at != self.at {
            (self.sheet, self.rest) = read_first(&mut self.book, at, work)?;
            self.at = at;
            self.mended.clear();
        }
        self.header = match header {
            Some((first, last)) if first > 0 && last >= first && last - first < 6 => {
                Some(header_at(&self.sheet, self.kind, first - 1, last - 1))
            }
            _ => find_header(&self.sheet, self.kind),
        };
        self.planned = None;
        self.not_whole = None;
        Ok(())
    }

    /// Reads what the first look left unread.
    pub fn read_rest(&mut self, work: &Work) -> Reply<()> {
        if self.rest.is_some() {
            work.stage("正在读表格", 0);
            self.sheet = self.book.read(self.at, None, &mut |rows| work.at(rows))?;
            self.rest = None;
            // The texts of the book are in the sheet now; a PC of 4 GB need not hold them twice.
            self.book.let_go();
        }
        Ok(())
    }

    pub fn header(&self) -> Reply<&Header> {
        let missing = || Fault::new(FaultCode::ImportNoHeader).with(&self.sheet.name);
        self.header.as_ref().ok_or_else(|| missing().into())
    }

    pub fn shape(&self) -> String {
        self.header.as_ref().map(shape).unwrap_or_default()
    }

    /// What the columns mean: as remembered for this shape, else as guessed.
    pub fn guess(&mut self, remembered: Option<(String, Vec<String>)>, known: &Known) {
        self.targets.clear();
        self.remembered.clear();
        let Some(header) = &self.header else { return };
        let targets = self.all_targets(known);
        let is_known = |key: &String| key.is_empty() || targets.iter().any(|t| t.key == *key);
        if let Some((name, kept)) =
            remembered.filter(|(_, k)| k.len() == header.columns.len() && k.iter().all(is_known))
        {
            // What an older program took of somebody else by a heading is not taken again.
            const OWN: [&str; 6] = ["name", "id_number", "id_kind", "sex", "birth_date", "phones"];
            let own = |key: String, column: &domain::import::headers::HeaderColumn| {
                let is_others = column.is_of_another && OWN.contains(&key.as_str());
                if is_others { SKIP.to_owned() } else { key }
            };
            self.targets =
                kept.into_iter().zip(&header.columns).map(|(key, column)| own(key, column)).collect();
            self.remembered = name;
            return;
        }
        let mut seen: Vec<String> = Vec::new();
        for column in &header.columns {
            let own = || {
                known
                    .own_labels
                    .iter()
                    .find(|(_, label)| **label == column.heading)
                    .map(|(key, _)| key.clone())
            };
            let said = column.target.map(str::to_owned).or_else(own).or_else(|| {
                let content = guess_by_content(self.samples(column.column, 40).iter().map(String::as_str));
                // Only a column whose heading says nothing is guessed: 同住人电话 and 宝宝性别 are somebody else's.
                let says_nothing = domain::import::targets::plain(&column.heading).is_empty();
                let is_free = |key: &&str| !header.columns.iter().any(|c| c.said == Some(*key));
                let is_own = matches!(self.kind, Kind::Residents) && !column.is_of_another;
                content.filter(|_| is_own && says_nothing).filter(is_free).map(str::to_owned)
            });
            let key =
                said.filter(|k| k == SKIP || may_stand_twice(k) || !seen.contains(k)).unwrap_or_default();
            seen.push(key.clone());
            self.targets.push(key);
        }
    }

    /// The kinds of the rows below the header, by what its columns mean now.
    pub(super) fn kinds(&self, header: &Header) -> Vec<(usize, RowKind)> {
        let keys: Vec<&str> = self.targets.iter().map(String::as_str).collect();
        row_kinds(&self.sheet, header, &keys)
    }

    fn samples(&self, column: u16, most: usize) -> Vec<String> {
        let last = self.header.as_ref().map_or(0, |h| h.last);
        let rows = self.sheet.all_rows().filter(|r| r.number > last);
        let cells = rows.filter_map(|r| r.own_cell(column)).filter(|c| !c.is_blank());
        cells.take(most).map(|c| c.text.chars().take(40).collect()).collect()
    }

    fn all_targets(&self, known: &Known) -> Vec<ImportTarget> {
        let mut all = vec![ImportTarget {
            key: SKIP.into(),
            label: "不导入".into(),
            group: TargetGroup::LeftOut.label().into(),
        }];
        all.extend(self.kind.targets().into_iter().map(|t| ImportTarget {
            key: t.key.into(),
            label: t.label.into(),
            group: t.group.label().into(),
        }));
        if matches!(self.kind, Kind::Residents) {
            let group = TargetGroup::Own.label();
            all.extend(known.own_labels.iter().map(|(key, label)| ImportTarget {
                key: key.clone(),
                label: label.clone(),
                group: group.into(),
            }));
            all.push(ImportTarget {
                key: NEW_OWN_FIELD.into(),
                label: "留作新的自有栏".into(),
                group: group.into(),
            });
        }
        all
    }

    pub fn view(&self, known: &Known) -> ImportView {
        let header = self.header.as_ref();
        let columns = header.map_or(&[][..], |h| &h.columns);
        let kinds = header.filter(|h| h.columns.len() == self.targets.len()).map(|h| self.kinds(h));
        // Units, notes and headers that come again are no samples.
        let records = kinds.iter().flatten().filter(|(_, kind)| *kind == RowKind::Record);
        let records: Vec<usize> = records.map(|(at, _)| *at).take(FIRST_ROWS as usize).collect();
        let shown = |column: u16| {
            let cells = records.iter().filter_map(|at| self.sheet.row(*at)?.own_cell(column));
            cells.filter(|c| !c.is_blank()).take(SAMPLES).map(|c| c.text.chars().take(40).collect()).collect()
        };
        let columns = columns.iter().zip(&self.targets).map(|(c, target)| ImportColumn {
            index: u32::from(c.column),
            letters: column_letters(c.column),
            title: c.title(),
            target: target.clone(),
            is_known: c.target.is_some(),
            is_of_another: c.is_of_another,
            samples: shown(c.column),
            is_hidden: self.sheet.hidden_columns.contains(&c.column),
        });
        let width = self.sheet.width().min(60);
        let top = self.sheet.all_rows().take(14).map(|r| ImportTopRow {
            row: r.number + 1,
            cells: (0..width).map(|c| r.text(c).chars().take(30).collect()).collect(),
        });
        let groups = domain::registers::group_members::GROUPS.iter();
        ImportView {
            token: self.token,
            kind: self.kind.key().into(),
            file_name: self.file_name.clone(),
            mark: self.mark.clone(),
            sheets: self.sheets.clone(),
            sheet: u32::try_from(self.at).unwrap_or(0),
            row_count: self.rest.unwrap_or(u32::try_from(self.sheet.row_count()).unwrap_or(u32::MAX)),
            header_first: header.map_or(0, |h| h.first + 1),
            header_last: header.map_or(0, |h| h.last + 1),
            top: top.collect(),
            columns: columns.collect(),
            targets: self.all_targets(known),
            remembered: self.remembered.clone(),
            notes: self.notes(known),
            estates: known.estates.clone(),
            groups: groups
                .map(|(key, label)| ImportTarget {
                    key: (*key).into(),
                    label: (*label).into(),
                    group: TargetGroup::Group.label().into(),
                })
                .collect(),
            group: self.group_of_title(),
        }
    }

    fn notes(&self, known: &Known) -> Vec<String> {
        let mut notes = Vec::new();
        let hidden = self.sheet.hidden_rows.len();
        if hidden > 0 {
            notes.push(format!("表里有 {hidden} 行是隐藏的，会一起导入；不要的话请选“不导入隐藏的行”。"));
        }
        if !self.sheet.hidden_columns.is_empty() {
            let letters: Vec<String> =
                self.sheet.hidden_columns.iter().take(12).map(|c| column_letters(*c)).collect();
            notes.push(format!("{} 列是隐藏的，也一起认。", letters.join("、")));
        }
        let targets: Vec<&str> = self.targets.iter().map(String::as_str).collect();
        if self.header.as_ref().is_some_and(|h| h.columns.len() == targets.len()) {
            notes.extend(self.unused_columns(&targets).into_iter().map(|text| format!("{text}。")));
            if self.is_titled_floating() {
                notes.push(
                    "表名或标题写着“流动人口”：没有写人户状态、也没有写户籍人口的行，按“人在户不在”登记。"
                        .into(),
                );
            }
            notes.extend(self.titled_note());
            notes.extend(self.title_notes(&targets, known));
            notes.extend(self.no_numbers(&targets));
            notes.extend(self.place_note(&targets, known));
            notes.extend(self.paired_buildings(&targets));
        }
        if let Some((a, b)) = self.header.as_ref().and_then(Header::side_by_side) {
            let letters = (column_letters(a.column), column_letters(b.column));
            notes.push(format!(
                "一行里并排放了两个人（{} 列“{}”和 {} 列“{}”），请先在原表把右边的人移到下面，一行一个人。",
                letters.0,
                a.title(),
                letters.1,
                b.title()
            ));
        }
        if let Some(cells) = self.cells_in_doubt(|d| matches!(d, Doubt::TooFar(_))) {
            notes.push(format!("{cells}离表格太远，没有读；有用的话请移到表格里。"));
        }
        if let Some(cells) = self.cells_in_doubt(|d| matches!(d, Doubt::OpenQuote)) {
            notes.push(format!("{cells}前面的引号没有配对，只读到这一行末尾，请核对。"));
        }
        if let Some(header) = &self.header {
            if let Some(rows) = self.rest {
                notes.insert(0, format!("这张表很大，大约有 {rows} 行；下一步会逐行读完。"));
            } else if self.targets.len() == header.columns.len() {
                let records = self.kinds(header).iter().filter(|(_, k)| *k == RowKind::Record).count();
                notes.insert(
                    0,
                    match records {
                        0 => "表头下面没有记录，这张表是空的。".to_owned(),
                        n => format!("表头下面有 {n} 行记录。"),
                    },
                );
            }
        } else {
            notes.push("没有认出表头，请指出表头是哪一行。".into());
        }
        notes
    }

    /// Cells that hold no number where one is asked for, by their columns: they count as blank, and that is said once.
    fn no_numbers(&self, targets: &[&str]) -> Vec<String> {
        let Some(header) = self.header.as_ref().filter(|_| matches!(self.kind, Kind::Residents)) else {
            return Vec::new();
        };
        let is_none = |key: &str, cell: Cell| match key {
            "household.no" | "household.book" => is_no_key(cell),
            "id_number" => matches!(id_number(cell), Ok(Number::Nothing | Number::NotYet(_))),
            _ => false,
        };
        let records = self.kinds(header).into_iter().filter(|(_, kind)| *kind == RowKind::Record);
        let records: Vec<usize> = records.map(|(at, _)| at).collect();
        let mut said = Vec::new();
        for (column, key) in header.columns.iter().zip(targets) {
            if !matches!(*key, "household.no" | "household.book" | "id_number") {
                continue;
            }
            let cells = records.iter().filter_map(|at| self.sheet.row(*at)?.own_cell(column.column));
            let mut cells = cells.filter(|cell| !cell.is_blank() && is_none(key, *cell));
            let Some(first) = cells.next() else { continue };
            let (first, count): (String, usize) = (first.text.chars().take(10).collect(), 1 + cells.count());
            let then = if *key == "id_number" {
                "按还没有号码登记"
            } else {
                "当作没写，不按它并成一户"
            };
            said.push(format!("“{}”一栏有 {count} 格写的不是号码（如“{first}”），{then}。", column.title()));
        }
        said
    }

    /// Columns that are not taken, and further sheets that look like lists of this kind, in words.
    pub fn unused_columns(&self, targets: &[&str]) -> Vec<String> {
        let unheaded = self.header.as_ref().map(|header| domain::import::unheaded(&self.sheet, header).1);
        self.unused_columns_but(targets, &|_| false, unheaded.unwrap_or_default())
    }

    /// The same without columns that are used for something else, beside those that have no heading.
    pub fn unused_columns_but(
        &self,
        targets: &[&str],
        is_used: &dyn Fn(u16) -> bool,
        unheaded: Vec<u16>,
    ) -> Vec<String> {
        let columns = self.header.as_ref().map_or(&[][..], |h| &h.columns);
        let unused = columns
            .iter()
            .zip(targets)
            .filter(|(c, key)| **key == SKIP && !domain::import::targets::is_known_skip(&c.heading))
            .filter(|(c, _)| !is_used(c.column));
        // The column that is taken for what another one says too.
        let taken_for = |said: Option<&str>| {
            let taken = columns.iter().zip(targets).find(|(_, key)| Some(**key) == said);
            taken.map(|(c, _)| column_letters(c.column))
        };
        let mut said: Vec<String> = unused
            .map(|(c, _)| {
                let why = match taken_for(c.said).filter(|_| c.is_doubled()) {
                    _ if c.is_of_another => "（是别人的信息）".to_owned(),
                    Some(first) => {
                        format!("（和 {first} 列一个意思，先用了 {first} 列；要用这一列，请改选）")
                    }
                    None => String::new(),
                };
                format!("{} 列“{}”没有导入{why}", column_letters(c.column), c.title())
            })
            .collect();
        let no_heading = |c: u16| format!("{} 列没有表头，没有导入", column_letters(c));
        said.extend(unheaded.into_iter().map(no_heading));
        let others = self.sheets.iter().enumerate().filter(|(i, s)| *i != self.at && s.known >= 2);
        said.extend(others.map(|(_, s)| {
            let hidden = if s.is_hidden { "（隐藏的表）" } else { "" };
            format!(
                "表“{}”{hidden}也像名册，这次没有读；要导入它，请再导入一次这个文件，第二步选这张表",
                s.name
            )
        }));
        said
    }

    /// Cells of which something is told, by where they stand: D2、F7 等 30 格.
    fn cells_in_doubt(&self, wanted: fn(&Doubt) -> bool) -> Option<String> {
        const MOST: usize = 8;
        let found: Vec<String> = self
            .sheet
            .doubts
            .iter()
            .filter(|d| wanted(&d.doubt))
            .map(|d| format!("{}{}", column_letters(d.column), d.row + 1))
            .collect();
        match found.len() {
            0 => None,
            n if n > MOST => Some(format!("{} 等 {n} 格", found[..MOST].join("、"))),
            _ => Some(format!("{} 格", found.join("、"))),
        }
    }

    /// How many rows hold nothing but cells that stand too far to the right to be read.
    pub fn alone_far_away(&self) -> Option<u32> {
        let far = self.sheet.doubts.iter().filter(|d| matches!(d.doubt, Doubt::TooFar(_)));
        let mut rows: Vec<u32> = far.map(|d| d.row).filter(|r| self.sheet.find_row(*r).is_none()).collect();
        rows.dedup();
        u32::try_from(rows.len()).ok().filter(|n| *n > 0)
    }

    /// Whether the sheet lists 流动人口 alone: by the group that was chosen for it, or by its own name, title or file.
    pub fn floating(&self, group: &str) -> Floating {
        if self.is_titled_floating() {
            Floating::BySheet
        } else if group == "floating" {
            Floating::ByGroup
        } else {
            Floating::No
        }
    }

    /// 流动人口登记表, but not 户籍人口和流动人口统计表 nor what a 流动人口服务站 wrote of others.
    fn is_titled_floating(&self) -> bool {
        const WORD: &str = "流动人口";
        const OTHERS: [&str; 4] = ["户籍人口", "常住人口", "实有人口", "全部人口"];
        const BEFORE: [char; 7] = ['和', '及', '与', '、', '含', '除', '非'];
        const BEHIND: [&str; 5] = ["和", "及", "与", "、", "服务"];
        let said = self.titles();
        let is_alone = |text: &str| {
            text.match_indices(WORD).any(|(at, _)| {
                let (before, behind) = (&text[..at], &text[at + WORD.len()..]);
                !before.ends_with(BEFORE) && !BEHIND.iter().any(|w| behind.starts_with(w))
            })
        };
        matches!(self.kind, Kind::Residents)
            && said.iter().any(|text| is_alone(text))
            && !said.iter().any(|text| OTHERS.iter().any(|w| text.contains(w)))
    }

    /// A sheet or file that is named after a group is a list of it: 低保户花名册.
    fn group_of_title(&self) -> String {
        if !matches!(self.kind, Kind::Residents) {
            return String::new();
        }
        let title = self.header.as_ref().and_then(|h| {
            let above = self.sheet.all_rows().take_while(|r| r.number < h.first);
            above.into_iter().next().map(|r| r.cells().map(|(_, c)| c.text.to_owned()).collect::<String>())
        });
        let said = format!("{} {} {}", self.sheet.name, self.file_name, title.unwrap_or_default());
        let words = [
            ("低保边缘", "minimum_living_edge"),
            ("低保", "minimum_living"),
            ("特困", "destitute"),
            ("残疾", "disabled"),
            ("退役军人", "veteran"),
            ("优抚", "veteran"),
            ("独居", "lives_alone"),
            ("空巢", "empty_nest"),
            ("失能", "disabled_elder"),
            ("困境儿童", "child_in_need"),
            ("留守儿童", "child_in_need"),
            ("失业", "unemployed"),
            ("大病", "seriously_ill"),
            ("流动人口", "floating"),
        ];
        words.iter().find(|(word, _)| said.contains(word)).map_or(String::new(), |(_, key)| (*key).to_owned())
    }

    /// Checks what the user chose and settles new own fields.
    pub fn settle(&self, targets: &[String], options: ImportOptions, known: &Known) -> Reply<Settled> {
        let header = self.header()?;
        let all = self.all_targets(known);
        let label = |key: &str| all.iter().find(|t| t.key == key).map_or(String::new(), |t| t.label.clone());
        if targets.len() != header.columns.len() || targets.iter().any(|k| !all.iter().any(|t| t.key == *k)) {
            return Err(Refusal::new(FaultCode::RequestOdd));
        }
        for (i, key) in targets.iter().enumerate() {
            if key != SKIP && !may_stand_twice(key) && targets[..i].contains(key) {
                return Err(Fault::new(FaultCode::ImportTwoColumns).with(label(key)).into());
            }
        }
        if let (Kind::Residents, Some((a, b))) = (self.kind, header.side_by_side()) {
            let letters = |c: &domain::import::headers::HeaderColumn| column_letters(c.column);
            let fault =
                Fault::new(FaultCode::ImportSideBySide).with(letters(a)).with(letters(b)).with(a.title());
            return Err(fault.with(b.title()).into());
        }
        if matches!(self.kind, Kind::Residents) && !targets.iter().any(|k| k == "name") {
            return Err(Refusal::new(FaultCode::ImportNoName));
        }
        if targets.iter().all(|k| k == SKIP) {
            return Err(Refusal::new(FaultCode::ImportNoColumn));
        }
        let mut settled = targets.to_vec();
        let mut new_own: Vec<(String, String)> = Vec::new();
        for (key, column) in settled.iter_mut().zip(&header.columns).filter(|(k, _)| *k == NEW_OWN_FIELD) {
            let name: String = column.title().chars().take(20).collect();
            let taken = known.own_labels.values().chain(new_own.iter().map(|(_, l)| l)).any(|l| *l == name);
            if taken {
                return Err(Fault::new(FaultCode::ImportOwnTaken).with(name).into());
            }
            let is_free = |own: &&domain::fields::Field| {
                !known.own_labels.contains_key(own.key) && !new_own.iter().any(|(k, _)| k == own.key)
            };
            let free = OWN_FIELDS.iter().find(is_free);
            let free = free.ok_or_else(|| Fault::new(FaultCode::ImportOwnFull).with(OWN_FIELDS.len()))?;
            free.key.clone_into(key);
            new_own.push((free.key.to_owned(), name));
        }
        Ok(Settled { targets: settled, options, new_own })
    }
}

/// Phones and remarks of two columns are kept together; new own fields are each their own.
fn may_stand_twice(key: &str) -> bool {
    matches!(key, "phones" | "remark" | NEW_OWN_FIELD)
}

/// A sheet, or the first rows of a large one and about how many there are.
fn read_first(book: &mut Book, at: usize, work: &Work) -> Reply<(Arc<Sheet>, Option<u32>)> {
    work.stage("正在读表格", 0);
    // One that claims more than may be read is read to see whether it is true.
    let rest = book.rows_about(at).filter(|rows| (FIRST_ROWS + 1..=Limits::USUAL.rows).contains(rows));
    let rows = rest.map(|_| FIRST_ROWS);
    Ok((book.read(at, rows, &mut |rows| work.at(rows))?, rest))
}
