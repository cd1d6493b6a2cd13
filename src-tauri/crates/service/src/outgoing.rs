//! What leaves the ledger: a table is made of what a list shows, with its columns, order and masks; then a workbook, or
//! pages, of the table. All of it works beside the window: the ledger is asked for a part of the rows at a time.

mod books;
mod cards;
mod columns;
mod own_places;
mod papers;
mod signs;

pub(crate) use own_places::parts;
pub(crate) use papers::draft_paper;

use crate::contract::{
    ColumnInfo, ExportFile, FileName, FileWritten, Leaving, Level, Nothing, OfLeaving, PagesMade, WorkKind,
};
use crate::desk::Desk;
use crate::files::{self, Wanted};
use crate::office::Office;
use crate::refusal::{Refusal, Reply};
use crate::shown::{column_of, people_columns};
use crate::work::Work;
use crate::{forms, people, places, registers};
use chrono::NaiveDate;
use columns::{Told, say_whom, say_years, told};
use domain::access::Area;
use domain::calendar::age_on;
use domain::cards::{Card, Label, LabelSheet};
use domain::papers::{Paper, written_date};
use domain::people::PERSON_FIELDS;
use domain::places::short_community;
use domain::reports::{Period, titled};
use domain::tables::{Cell, Column, ColumnKind, OnPaper, PaperSize, Signature, Table};
use domain::{Fault, FaultCode};
use exchange::in_place::{self, WriteError};
use exchange::pdf::{Document, Fonts, card_pages, label_pages, paper_pages, report_pages, table_pages};
use std::borrow::Cow;
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// Rows are read from the ledger in parts of this size.
const PART: usize = 500;

/// Tables with what the history says of them.
struct Made {
    tables: Vec<Table>,
    /// What stands in the information of the file.
    title: String,
    area: Area,
    /// What it is called in the history and in the name of its file.
    name: String,
    community: String,
    today: NaiveDate,
    in_full: bool,
    /// The period of a report, or empty.
    month: String,
    /// The workbook and the pages of a report that was filed.
    kept: Option<(Vec<u8>, Vec<u8>)>,
    /// What is drawn and no table.
    drawn: Option<Drawn>,
    /// The unit whose paper it is.
    author: String,
    /// How many leave, and what they are called: 条, 户, 份. 0: as many as there are rows.
    counted: usize,
    unit: &'static str,
    /// Whether each table is a book of its own: 第 1 页 共 5 页 of this building.
    numbers_each_table: bool,
    /// How many people's numbers leave; 0: as many as there are rows.
    people: usize,
    /// The title over all tables where they are one document: a report; else empty.
    one_document: String,
}

/// Pages as they are saved, seen and printed.
struct Pages {
    bytes: Vec<u8>,
    count: u32,
    /// Whose signs no font has, in words; or empty.
    warning: String,
}

/// Pages that are no tables.
enum Drawn {
    Cards(Vec<Card>),
    Labels { sheet: LabelSheet, labels: Vec<Label>, begins_at: u32 },
    Paper(Box<(Paper, NaiveDate)>),
}

/// Whole numbers leave only with whom may see them.
fn may_leave_in_full(desk: &Desk, in_full: bool) -> Reply<()> {
    if in_full && !desk.actor.role.may_reveal() {
        return Err(Fault::new(FaultCode::NotAllowed).with("完整号码").with("导出").into());
    }
    Ok(())
}

/// The columns asked for by key or heading, or those that a list shows unless told otherwise.
///
/// # Errors
///
/// A column that the list does not have.
fn chosen(all: &[ColumnInfo], keys: &[String]) -> Reply<Vec<ColumnInfo>> {
    if keys.is_empty() {
        return Ok(all.iter().filter(|c| c.is_default).cloned().collect());
    }
    let find = |key: &String| {
        let found = all.iter().find(|c| c.key == *key).or_else(|| all.iter().find(|c| c.title == *key));
        found.cloned().ok_or_else(|| Fault::new(FaultCode::UnknownField).with(key).into())
    };
    keys.iter().map(find).collect()
}

/// 幸福社区 and 社区党委印章使用登记簿 name the community once.
fn own_title<'a>(title: &'a str, community: &str) -> &'a str {
    title.strip_prefix("社区").filter(|_| community.ends_with("社区")).unwrap_or(title)
}

/// What stands around a list of this ledger, on this day.
pub(crate) fn around(desk: &Desk, title: &str, name: &str) -> Table {
    let office = &desk.office;
    let community = short_community(&office.community);
    let own = own_title(title, community);
    let signatures = ["填表人", "审核人", "单位负责人", "联系电话"];
    Table {
        title: format!("{community}{own}"),
        name: name.to_owned(),
        unit: office.community.clone(),
        filled: format!("填报日期：{}", written_date(desk.today())),
        is_numbered: true,
        kept_columns: 1,
        signatures: signatures.map(|label| Signature { label: label.into(), name: String::new() }).to_vec(),
        ..Table::default()
    }
}

fn only<T>(all: Vec<T>, ids: &[u32], id: impl Fn(&T) -> u32) -> Vec<T> {
    if ids.is_empty() {
        return all;
    }
    let wanted: HashSet<u32> = ids.iter().copied().collect();
    all.into_iter().filter(|one| wanted.contains(&id(one))).collect()
}

/// Makes the table of what leaves.
fn make(office: &Office, leaving: &Leaving, work: &Work) -> Reply<Made> {
    work.stage("正在取数据", 0);
    match leaving {
        Leaving::People { list, ids, in_full } => {
            let (mut made, ids, columns, keys) = office.at_desk(|desk| {
                let made = headed(desk, leaving)?;
                may_leave_in_full(desk, *in_full)?;
                let infos = chosen(&own_places::with_own(people_columns(desk)), &list.columns)?;
                let field = |key: &str| PERSON_FIELDS.iter().find(|f| f.key == key);
                let columns: Vec<Told> = infos.iter().map(|c| told(c, field(&c.key))).collect();
                let found = people::ordered(desk, &list.filter, list.sort.as_ref())?;
                let keys: Vec<String> = infos.into_iter().map(|c| c.key).collect();
                Ok((made, only(found, ids, |id| *id), columns, keys))
            })?;
            work.stage("正在取数据", u32::try_from(ids.len()).unwrap_or(u32::MAX));
            for (n, part) in ids.chunks(PART).enumerate() {
                work.step(u32::try_from(n * PART).unwrap_or(u32::MAX))?;
                let rows = office.at_desk(|desk| {
                    let mut rows = people::rows_as(desk, part, &keys, *in_full)?;
                    whole_years(desk, &keys, &mut rows);
                    Ok(rows)
                })?;
                let cells = |row: crate::contract::Row| {
                    marked(row).iter().zip(&columns).map(|(text, told)| told.cell(text)).collect()
                };
                made.tables[0].rows.extend(rows.into_iter().map(cells));
            }
            made.tables[0].columns = columns.into_iter().map(|told| told.column).collect();
            made.tables[0].notes.push(format!("共 {} 人。", ids.len()));
            Ok(made)
        }
        Leaving::Places { list, ids } => office.at_desk(|desk| {
            let made = headed(desk, leaving)?;
            let infos = chosen(&forms::place_columns(&list.table)?, &list.columns)?;
            let fields = places::fields_of(&list.table)?;
            let columns: Vec<Told> =
                infos.iter().map(|c| told(c, fields.iter().find(|f| f.key == c.key))).collect();
            let keys: Vec<String> = infos.into_iter().map(|c| c.key).collect();
            let rows = only(places::all_rows(desk, list, &keys)?, ids, |row| row.id);
            Ok(filled(made, columns, rows.into_iter().map(marked)))
        }),
        Leaving::Rows { list, ids } => office.at_desk(|desk| {
            let mut made = headed(desk, leaving)?;
            let register = registers::register(desk, &list.register, Level::Read)?;
            let all: Vec<ColumnInfo> = register.fields.iter().map(|f| column_of(f, true)).collect();
            let infos = chosen(&all, &list.columns)?;
            let mut columns: Vec<Told> = infos.iter().map(|c| told(c, register.field(&c.key))).collect();
            let keys: Vec<String> = infos.into_iter().map(|c| c.key).collect();
            let mut rows = only(registers::all_found(desk, register, list)?, ids, |row| row.id);
            // A book runs from the first line to the last; the list on the screen has the newest on top.
            if list.sort.is_none() {
                rows.reverse();
            }
            // A register numbers its own rows.
            made.tables[0].is_numbered = !keys.iter().any(|k| k == "seq_no");
            let shown = rows.iter().map(|row| {
                let shown = registers::shown_row(desk, register, row, &keys);
                let mut cells = shown.cells;
                // What was struck stays on the page, and says so.
                if let (Some(mark), Some(last)) = (shown.mark, cells.last_mut()) {
                    last.push_str(&format!("（{mark}）"));
                }
                cells
            });
            let mut cells: Vec<Vec<String>> = shown.collect();
            say_years(register, (&keys, &rows), &mut columns, &mut cells);
            say_whom(desk, register, (&keys, &rows), &mut columns, &mut cells)?;
            Ok(filled(made, columns, cells.into_iter()))
        }),
        Leaving::Report { form, period } => office.at_desk(|desk| {
            let made = headed(desk, leaving)?;
            if let Some(row) = kept_version(desk, form, period)? {
                return with_kept_files(desk, made, row.id);
            }
            let mut report = crate::reports::make(desk, form, period)?;
            crate::filing::mark_draft(&mut report);
            let one_document = document_title(desk, &report);
            Ok(Made { tables: report.tables, one_document, ..made })
        }),
        Leaving::HouseholdBook { scope, in_full } => {
            office.at_desk(|desk| headed(desk, leaving))?;
            Ok(Made { in_full: *in_full, ..books::household_book(office, scope, *in_full, work)? })
        }
        Leaving::BuildingBook { scope, in_full } => {
            office.at_desk(|desk| headed(desk, leaving))?;
            Ok(Made { in_full: *in_full, ..books::building_book(office, scope, *in_full, work)? })
        }
        Leaving::HouseholdCards { scope } => {
            office.at_desk(|desk| headed(desk, leaving))?;
            cards::household_cards(office, scope, work)
        }
        Leaving::PersonSheets { list, ids, in_full } => {
            office.at_desk(|desk| headed(desk, leaving))?;
            let made = cards::person_sheets(office, (list, ids, *in_full), work)?;
            Ok(Made { in_full: *in_full, ..made })
        }
        Leaving::HouseholdLabels { scope, of, sheet, begins_at } => {
            office.at_desk(|desk| headed(desk, leaving))?;
            cards::household_labels(office, (scope, *of, *sheet, *begins_at))
        }
        Leaving::PersonLabels { list, ids, sheet, begins_at } => {
            office.at_desk(|desk| headed(desk, leaving))?;
            cards::person_labels(office, (list, ids, *sheet, *begins_at))
        }
        Leaving::Blank { form, count } => office.at_desk(|desk| cards::blank(desk, form, *count)),
        Leaving::Population { count } => office.at_desk(|desk| {
            let made = headed(desk, leaving)?;
            Ok(Made { tables: vec![crate::population::population_sheet(desk, count)?], ..made })
        }),
        Leaving::Changes { count } => office.at_desk(|desk| {
            let made = headed(desk, leaving)?;
            Ok(Made { tables: vec![crate::population::changes_sheet(desk, count)?], ..made })
        }),
        Leaving::Paper { paper } => office.at_desk(|desk| {
            headed(desk, leaving)?;
            papers::paper(desk, paper)
        }),
        Leaving::FiledReport { id } => office.at_desk(|desk| {
            let made = headed(desk, leaving)?;
            with_kept_files(desk, made, *id)
        }),
    }
}

/// An age that leaves is a figure: of infants 0, not their months.
fn whole_years(desk: &Desk, keys: &[String], rows: &mut [crate::contract::Row]) {
    let Some(at) = keys.iter().position(|key| key == "age") else { return };
    for row in rows {
        let birth = desk.roster.get(row.id).and_then(|e| e.birth);
        if let (Some(birth), Some(cell)) = (birth, row.cells.get_mut(at)) {
            *cell = age_on(birth.first_day(), desk.today()).to_string();
        }
    }
}

/// The cells of a row; who has left or died is marked beside the name.
fn marked(row: crate::contract::Row) -> Vec<String> {
    let mut cells = row.cells;
    if let (Some(mark), Some(first)) = (row.mark, cells.first_mut()) {
        first.push_str(&format!("（{mark}）"));
    }
    cells
}

/// What leaves, by its names and without its rows; asks for the right to see it.
fn headed(desk: &Desk, leaving: &Leaving) -> Reply<Made> {
    let people = |name: &str| {
        desk.require(Area::Residents, Level::Read)?;
        Ok(of_list(desk, name, Area::Residents))
    };
    match leaving {
        Leaving::People { in_full, .. } => Ok(Made { in_full: *in_full, ..people("居民花名册")? }),
        Leaving::Places { list, .. } => {
            let named = domain::places::place_tables().into_iter().find(|(key, ..)| *key == list.table);
            people(&format!("{}名册", named.map_or("", |(_, title, _)| title)))
        }
        Leaving::Rows { list, .. } => {
            let register = registers::register(desk, &list.register, Level::Read)?;
            Ok(of_list(desk, register.title, register.area))
        }
        Leaving::HouseholdBook { in_full, .. } => Ok(Made { in_full: *in_full, ..people("户册")? }),
        Leaving::BuildingBook { in_full, .. } => Ok(Made { in_full: *in_full, ..people("楼栋册")? }),
        Leaving::HouseholdCards { .. } => people("户卡"),
        Leaving::PersonSheets { in_full, .. } => Ok(Made { in_full: *in_full, ..people("居民登记表")? }),
        Leaving::HouseholdLabels { .. } | Leaving::PersonLabels { .. } => people("标签"),
        Leaving::Blank { form, count } => cards::blank(desk, form, *count),
        Leaving::Population { .. } => people("人口统计表"),
        Leaving::Changes { .. } => people("人口变动表"),
        // What is written in it is not for the name of a file.
        Leaving::Paper { .. } => people("公文"),
        Leaving::Report { form, period } => {
            let kind = crate::reports::form_of(desk, form)?;
            let made = of_period(people(&kind.title)?, Period::read(kind.rhythm, period)?);
            Ok(match kept_version(desk, form, period)? {
                Some(row) => of_version(made, &row),
                None => made,
            })
        }
        Leaving::FiledReport { id } => {
            let row = store::reports::get(desk.ledger.conn(), *id)?;
            let form = crate::reports::form_of(desk, &row.form)?;
            let made = of_period(people(&form.title)?, Period::read(form.rhythm, &row.period)?);
            Ok(of_version(made, &row))
        }
    }
}

/// The version whose files leave as the report of a period; `None`: a draft.
fn kept_version(desk: &Desk, form: &str, period: &str) -> Reply<Option<store::reports::ReportRow>> {
    let form = crate::reports::form_of(desk, form)?;
    let period = Period::read(form.rhythm, period)?;
    crate::filing::leaves(desk, &form, period)
}

/// What a version is called; its file is of the day on which it was made.
fn of_version(mut made: Made, row: &store::reports::ReportRow) -> Made {
    let reviewed_on = crate::office::local_minute(&row.reviewed_at);
    made.today = reviewed_on.get(..10).and_then(|d| d.parse().ok()).unwrap_or(made.today);
    if row.version > 1 {
        made.month.push_str(&format!("_第{}版", row.version));
    }
    made
}

fn with_kept_files(desk: &Desk, made: Made, id: u32) -> Reply<Made> {
    let kept = store::reports::contents(desk.ledger.conn(), id)?;
    // Its tables are set again for the signs that the fonts of this PC lack; what leaves is what was kept.
    let said = store::reports::said(desk.ledger.conn(), id)?;
    let tables = serde_json::from_str(&said.tables_json).unwrap_or_default();
    let one_document = made.title.clone();
    Ok(Made { kept: Some((kept.workbook, kept.pages)), tables, one_document, ..made })
}

fn of_list(desk: &Desk, title: &str, area: Area) -> Made {
    let mut table = around(desk, title, title);
    // The registers of the party are kept by its committee.
    if area == Area::Party && !desk.office.party_branch.is_empty() {
        table.unit.clone_from(&desk.office.party_branch);
    }
    Made {
        title: table.title.clone(),
        tables: vec![table],
        area,
        name: title.to_owned(),
        community: short_community(&desk.office.community).to_owned(),
        today: desk.today(),
        in_full: false,
        month: String::new(),
        kept: None,
        drawn: None,
        author: desk.office.community.clone(),
        counted: 0,
        unit: "条",
        people: 0,
        numbers_each_table: false,
        one_document: String::new(),
    }
}

/// 翠苑街道幸福社区2026年10月社区月报: what stands over a report.
fn document_title(desk: &Desk, report: &crate::reports::Report) -> String {
    let street = desk.office.street_office.trim_end_matches("办事处");
    let community = short_community(&desk.office.community);
    format!("{street}{community}{}", crate::reports::title_of(&report.form, report.period))
}

fn of_period(made: Made, period: Period) -> Made {
    let title = format!("{}{}", made.community, titled(&period.label(), &made.name));
    Made { title, month: period.label(), ..made }
}

/// A report as it is filed, with all that its files are made of: they are made beside the window.
pub(crate) struct ReportFiles(Made);

/// What the files of a report are made of.
pub(crate) fn report_files(desk: &Desk, report: &crate::reports::Report) -> ReportFiles {
    let list = of_list(desk, &report.form.title, Area::Residents);
    let one_document = document_title(desk, report);
    ReportFiles(Made { tables: report.tables.clone(), one_document, ..of_period(list, report.period) })
}

impl ReportFiles {
    /// The workbook and the pages.
    ///
    /// # Errors
    ///
    /// `work.cancelled` when told to stop.
    pub(crate) fn made(&self, work: &Work) -> Reply<(Vec<u8>, Vec<u8>)> {
        let ReportFiles(made) = self;
        let workbook = exchange::excel_write::tables_bytes(&made.sheets(), made.today)
            .map_err(|_| Refusal::unforeseen("workbook not made"))?;
        Ok((workbook, made.pages(work)?.bytes))
    }
}

fn filled(mut made: Made, columns: Vec<Told>, rows: impl Iterator<Item = Vec<String>>) -> Made {
    let cells = |row: Vec<String>| row.iter().zip(&columns).map(|(text, told)| told.cell(text)).collect();
    made.tables[0].rows = rows.map(cells).collect();
    made.tables[0].columns = columns.into_iter().map(|told| told.column).collect();
    made
}

impl Made {
    fn rows(&self) -> usize {
        match &self.drawn {
            None => self.tables.iter().map(|t| t.rows.len()).sum(),
            Some(Drawn::Cards(cards)) => cards.len(),
            Some(Drawn::Labels { labels, .. }) => labels.len(),
            Some(Drawn::Paper(_)) => 1,
        }
    }

    fn count(&self) -> usize {
        if self.counted > 0 { self.counted } else { self.rows() }
    }

    /// 居民花名册 889 条, or the report with its period.
    fn words(&self) -> String {
        match self.month.as_str() {
            "" => format!("{} {} {}", self.name, self.count(), self.unit),
            month => titled(month, &self.name),
        }
    }

    /// 幸福社区_居民花名册_20261103, 幸福社区_社区月报_2026年10月_20261103
    fn file_name(&self) -> String {
        let plain = |text: &str| text.chars().filter(|c| !r#"\/:*?"<>|"#.contains(*c)).collect::<String>();
        let month = if self.month.is_empty() { String::new() } else { format!("_{}", self.month) };
        format!("{}_{}{month}_{}", plain(&self.community), plain(&self.name), self.today.format("%Y%m%d"))
    }

    /// The sheets of a workbook. A report is signed once, under its last one, as its pages are.
    fn sheets(&self) -> Cow<'_, [Table]> {
        if self.one_document.is_empty() || self.tables.len() < 2 {
            return Cow::Borrowed(self.tables.as_slice());
        }
        let mut sheets = self.tables.clone();
        if let Some((_, others)) = sheets.split_last_mut() {
            others.iter_mut().for_each(|table| table.signatures.clear());
        }
        Cow::Owned(sheets)
    }

    /// What lists are printed on; a report has what its form says.
    fn on(mut self, paper: OnPaper) -> Self {
        if self.one_document.is_empty() {
            self.tables.iter_mut().for_each(|table| table.paper = paper);
        }
        self
    }

    /// On pages an infant is not 0 years old; in a workbook an age is a figure.
    fn for_reading(mut self) -> Self {
        for table in &mut self.tables {
            let is_age = |column: &Column| column.title == "年龄" && column.kind == ColumnKind::Whole;
            let Some(at) = table.columns.iter().position(is_age) else { continue };
            for cell in table.rows.iter_mut().filter_map(|row| row.get_mut(at)) {
                if *cell == Cell::Whole(0) {
                    *cell = Cell::of_text("不满1岁");
                }
            }
        }
        self
    }

    /// The pages, as they are saved, seen and printed.
    fn pages(&self, work: &Work) -> Reply<Pages> {
        let (document, fonts) = self.set(work)?;
        let warning = format!("{}{}", signs::told(&fonts.lacking()), self.bands_told(document.bands));
        if let Some((_, pages)) = &self.kept {
            let count = exchange::pdf::count_pages(pages);
            return Ok(Pages { bytes: pages.clone(), count, warning });
        }
        let count = u32::try_from(document.pages.len()).unwrap_or(u32::MAX);
        work.stage("正在生成文件", 0);
        let bytes = document.finish(&fonts, self.today).map_err(|error| match error {
            WriteError::Stopped => Refusal::new(FaultCode::WorkCancelled),
            _ => Refusal::unforeseen("pages not made"),
        })?;
        work.step(0).map_err(|_| Refusal::new(FaultCode::WorkCancelled))?;
        Ok(Pages { bytes, count, warning })
    }

    /// What to say of a list that is too wide for its paper. A3 is not chosen by itself: few printers of an office have it.
    fn bands_told(&self, bands: usize) -> String {
        let is_large = self.tables.iter().any(|table| table.paper.size == PaperSize::A3);
        match bands {
            0 | 1 => String::new(),
            _ if is_large => format!("栏目太多，A3 上要分成 {bands} 段印；少选几栏可以少分几段。"),
            _ => format!(
                "栏目太多，A4 上要分成 {bands} 段印；能用 A3 打印的，纸张选 A3，或者少选几栏，可以少分几段。"
            ),
        }
    }

    /// The pages as they are drawn, and the fonts that they are drawn with.
    fn set(&self, work: &Work) -> Reply<(Document, Fonts)> {
        work.stage("正在排版", 0);
        let mut fonts = Fonts::of_this_pc();
        let mut document =
            Document { title: self.title.clone(), author: self.author.clone(), ..Document::default() };
        let stopped = |error: WriteError| match error {
            WriteError::Stopped => Refusal::new(FaultCode::WorkCancelled),
            _ => Refusal::unforeseen("pages not made"),
        };
        let total = u32::try_from(self.rows()).unwrap_or(u32::MAX);
        work.stage("正在排版", total);
        let mut go_on = |done: u32| work.at(done);
        match &self.drawn {
            None if !self.one_document.is_empty() => {
                let title = &self.one_document;
                report_pages(&mut document, &mut fonts, title, &self.tables, &mut go_on).map_err(stopped)?;
                document.number_pages(&mut fonts);
            }
            None => {
                for table in &self.tables {
                    table_pages(&mut document, &mut fonts, table, &mut go_on).map_err(stopped)?;
                }
                if self.numbers_each_table {
                    document.number_parts(&mut fonts);
                } else {
                    document.number_pages(&mut fonts);
                }
            }
            Some(Drawn::Cards(cards)) => {
                card_pages(&mut document, &mut fonts, cards, &mut go_on).map_err(stopped)?;
            }
            Some(Drawn::Labels { sheet, labels, begins_at }) => {
                label_pages(&mut document, &mut fonts, sheet, labels, *begins_at, &mut go_on)
                    .map_err(stopped)?;
            }
            Some(Drawn::Paper(paper)) => paper_pages(&mut document, &mut fonts, &paper.0, paper.1),
        }
        Ok((document, fonts))
    }

    /// Whole numbers that are to leave are a line of the history.
    fn note_whole(&self, office: &Office, how: &str) -> Reply<()> {
        if !self.in_full {
            return Ok(());
        }
        let people = if self.people > 0 { self.people } else { self.rows() };
        let said = format!("{how} {people} 位居民的完整号码");
        office.at_desk(|desk| desk.note_look(self.area, said))
    }

    /// What left the ledger is a line of the history.
    fn note(&self, office: &Office, how: &str) -> Reply<()> {
        office.at_desk(|desk| desk.note_look(self.area, format!("{how}{}", self.words())))
    }
}

pub(crate) fn export_file(office: &Office, request: ExportFile) -> Reply<FileWritten> {
    let running = office.workplace.begin(WorkKind::Outgoing);
    let work = &running.work;
    let own = office.own_folders();
    let folders: Vec<&Path> = own.iter().map(PathBuf::as_path).collect();
    let wanted = Wanted { file: &request.file, endings: &["xlsx", "pdf"], replaces: request.replaces };
    let path = files::accept(&wanted, &folders)?;
    let ending = files::ending_of(&path);
    let leaving = match ending.as_str() {
        "xlsx" => own_places::with_places(office, request.leaving)?,
        _ => request.leaving,
    };
    let made = make(office, &leaving, work).map_err(cancelled)?.on(request.paper);
    let mut warning = String::new();
    if ending == "xlsx" && made.drawn.is_some() {
        return Err(Fault::new(FaultCode::NoWorkbook).into());
    }
    // That whole numbers leave is written down before they do.
    made.note_whole(office, "导出")?;
    let ledger = office.state().folder.clone();
    let made = if ending == "pdf" { made.for_reading() } else { made };
    if ending == "pdf" {
        let pages = made.pages(work)?;
        files::write_noted(&ledger, &path, || in_place::put_in_place(&path, &pages.bytes))?;
        warning = pages.warning;
    } else if let Some((workbook, _)) = &made.kept {
        files::write_noted(&ledger, &path, || in_place::put_in_place(&path, workbook))?;
    } else {
        work.stage("正在写表格", 0);
        let write = || exchange::excel_write::write_tables(&path, &made.sheets(), made.today);
        files::write_noted(&ledger, &path, write)?;
    }
    made.note(office, "导出")?;
    if let Ok(mut written) = office.written.lock() {
        written.insert(path);
    }
    let mut said = format!("已导出{}", made.words());
    if !warning.is_empty() {
        said = format!("{said}。{warning}");
    }
    Ok(FileWritten { said, file: request.file })
}

/// The window opens a folder only for a file that was written here since the program was started; which one that is, the shell
/// does not have to know.
pub(crate) fn show_in_folder(office: &Office, request: crate::contract::ToFile) -> Reply<Nothing> {
    let path = Path::new(&request.file);
    let is_ours = office.written.lock().is_ok_and(|all| all.contains(path));
    if !is_ours || !path.exists() {
        return Err(Fault::new(FaultCode::FileNotFound).with(files::name_of(path)).into());
    }
    Ok(Nothing {})
}

pub(crate) fn preview_pages(office: &Office, request: OfLeaving) -> Reply<PagesMade> {
    use base64::Engine;
    let running = office.workplace.begin(WorkKind::Outgoing);
    let made = make(office, &request.leaving, &running.work).map_err(cancelled)?.on(request.paper);
    made.note_whole(office, "预览")?;
    let made = made.for_reading();
    let pages = made.pages(&running.work)?;
    Ok(PagesMade {
        pdf: base64::prelude::BASE64_STANDARD.encode(pages.bytes),
        page_count: pages.count,
        has_workbook: made.drawn.is_none(),
        name: made.file_name(),
        warning: pages.warning,
    })
}

pub(crate) fn name_file(office: &Office, request: OfLeaving) -> Reply<FileName> {
    office.at_desk(|desk| Ok(FileName { name: headed(desk, &request.leaving)?.file_name() }))
}

/// A stop is told in words of its own: nothing was imported here.
fn cancelled(refusal: Refusal) -> Refusal {
    if refusal.faults.iter().any(|f| f.code == FaultCode::ImportCancelled) {
        return Refusal::new(FaultCode::WorkCancelled);
    }
    refusal
}
