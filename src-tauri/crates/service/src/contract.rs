//! The contract: every command, its request, its reply and the right it needs, declared once.
//!
//! The list below makes the dispatcher ([`crate::dispatch`]), the listing of the command line, and the TypeScript
//! types in `ui/src/contract`. Commands of the `office` part work without an open ledger or do long work beside it;
//! those of the `desk` part work on the open ledger, after their right was checked.

use domain::access::Area;
pub use domain::papers::Paper;
pub use domain::reports::ReportForm;
use serde::Serialize;
use std::collections::BTreeMap;
use ts_rs::{Config, TS, TypeVisitor};

pub mod imports;
pub mod office;
pub mod outgoing;
pub mod people;
pub mod places;
pub mod records;
pub mod reports;
pub mod session;

pub use domain::access::Level;
pub use imports::*;
pub use office::*;
pub use outgoing::*;
pub use people::*;
pub use places::*;
pub use records::*;
pub use reports::*;
pub use session::*;

/// The right a command needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Right {
    /// None: works at the locked window too.
    Anyone,
    /// An open ledger; the handler asks for more where it depends on the request.
    SignedIn,
    /// To look at an area.
    Read(Area),
    /// To change an area.
    Write(Area),
}

/// Calls a macro with the whole list.
macro_rules! commands {
    ($callback:ident) => {
        $callback! {
            office {
                /// 程序现在的状态。
                get_status(Nothing) -> Status, Anyone, session;
                /// 按名称或代码查行政区划。
                search_divisions(SearchText) -> DivisionHits, Anyone, setup;
                /// 建立新台账。
                create_ledger(CreateLedger) -> CodeShown, Anyone, setup;
                /// 打开已有台账所在的文件夹。
                use_folder(InFolder) -> Status, Anyone, setup;
                /// 解锁。
                unlock(Unlock) -> Status, Anyone, session;
                /// 用恢复码解锁。
                unlock_by_recovery(TypedCode) -> Status, Anyone, session;
                /// 用恢复码解锁后，给一个用户设新密码；旧恢复码作废，给出新恢复码。
                reset_password(ResetPassword) -> CodeShown, Anyone, session;
                /// 锁定。
                lock(Nothing) -> Status, Anyone, session;
                /// 打开试用台账；没有就先造一本。
                open_practice(Nothing) -> Status, Anyone, setup;
                /// 离开试用台账，回到正式台账。
                leave_practice(Nothing) -> Status, Anyone, setup;
                /// 记下窗口自己的错误，给出编号。
                report_window_error(WindowError) -> Incident, Anyone, incidents;
                /// 把本机日志存成文件。
                save_log(SaveLog) -> FileWritten, Anyone, incidents;
                /// 立即备份。
                make_backup(MakeBackup) -> BackupMade, SignedIn, backups;
                /// 列出备份。
                list_backups(ListBackups) -> BackupFiles, Anyone, backups;
                /// 看备份里有什么。
                look_into_backup(OfBackup) -> BackupContents, Anyone, backups;
                /// 用备份替换台账；替换前先备份现在的台账。
                restore_backup(OfBackup) -> Restored, Anyone, backups;
                /// 检查台账是否完好。
                verify_ledger(Nothing) -> Verified, SignedIn, backups;
                /// 把台账移到另一个文件夹。
                move_ledger(InFolder) -> Status, Write(Settings), setup;

                /// 打开要导入的文件，认出表头和各栏。
                open_import(OpenImport) -> ImportView, SignedIn, imports;
                /// 换一张表，或另外指出表头。
                read_import_sheet(ReadImportSheet) -> ImportView, SignedIn, imports;
                /// 算出导入会做什么；不写台账。
                plan_import(PlanImport) -> ImportPlan, SignedIn, imports;
                /// 看将要导入的行。
                list_import_rows(ListImportRows) -> PlannedRows, SignedIn, imports;
                /// 决定一些行怎么办。
                decide_import(DecideImport) -> ImportPlan, SignedIn, imports;
                /// 改打开的表里的一格，再重新核对。
                mend_import_cell(MendImportCell) -> Nothing, SignedIn, imports;
                /// 写入台账。
                commit_import(OfImport) -> ImportDone, SignedIn, imports;
                /// 列出没有全部采用的行和原因。
                list_import_faults(OfImport) -> FaultyRows, SignedIn, imports;
                /// 把没有全部采用的行存成表格，前面加一栏原因。
                save_import_faults(SaveImportFaults) -> FileWritten, SignedIn, imports;
                /// 关掉打开的文件。
                close_import(OfImport) -> Nothing, SignedIn, imports;
                /// 整个撤销一次导入。
                undo_import(UndoImport) -> ImportUndone, SignedIn, imports;
                /// 把名册、登记簿存成表格或 PDF。
                export_file(ExportFile) -> FileWritten, SignedIn, outgoing;
                /// 看要打印的各页。
                preview_pages(OfLeaving) -> PagesMade, SignedIn, outgoing;
                /// 导出的文件叫什么名字。
                name_file(OfLeaving) -> FileName, SignedIn, outgoing;
                /// 打开刚才存下的文件所在的文件夹。
                show_in_folder(ToFile) -> Nothing, SignedIn, outgoing;
                /// 今天要做的事。
                get_today(Nothing) -> TodayPage, SignedIn, today;
                /// 一种报表审核过和上报过的各期。
                list_reports(OfReportForm) -> FiledReports, Read(Residents), filing;
                /// 审核一期报表：留下数字和文件。
                review_report(ReviewReport) -> ReportWritten, Write(Residents), filing;
                /// 登记报表已经上报。
                submit_report(SubmitReport) -> ReportWritten, Write(Residents), filing;
                /// 正在进行的工作做到哪里了。
                get_work(OfWork) -> WorkState, Anyone, work;
                /// 取消正在进行的工作。
                cancel_work(OfWork) -> WorkState, SignedIn, work;
            }
            desk {
                /// 重新输入恢复码，确认已抄好。
                confirm_recovery_code(TypedCode) -> Status, SignedIn, account;
                /// 换新的恢复码，旧的作废。
                renew_recovery_code(Nothing) -> CodeShown, Write(Settings), account;
                /// 改自己的密码。
                change_password(ChangePassword) -> Status, SignedIn, account;
                /// 读设置。
                get_settings(Nothing) -> Settings, SignedIn, settings;
                /// 改设置。
                update_settings(Settings) -> Written, Write(Settings), settings;
                /// 列出用户和角色。
                list_users(Nothing) -> UserList, Write(Settings), account;
                /// 添加用户。
                add_user(AddUser) -> Written, Write(Settings), account;
                /// 修改用户。
                update_user(UpdateUser) -> Written, Write(Settings), account;
                /// 各种表单的栏目、选项和列。
                describe_forms(Nothing) -> Forms, SignedIn, forms;

                /// 列出居民的一页。
                list_people(ListPeople) -> RowPage, Read(Residents), people;
                /// 筛选无结果时，指出是哪个条件造成的。
                explain_empty(PeopleFilter) -> EmptyCauses, Read(Residents), people;
                /// 筛选到的全部居民的编号。
                list_people_ids(PeopleFilter) -> Ids, Read(Residents), people;
                /// 搜索框：姓名、拼音、证件号码、电话、住址。
                find(Find) -> Hits, Read(Residents), search;
                /// 一位居民的卡片。
                get_person(ById) -> PersonCard, Read(Residents), cards;
                /// 边填边检查一位居民。
                check_person(CheckPerson) -> Checked, Write(Residents), people;
                /// 新增一位居民。
                add_person(AddPerson) -> Written, Write(Residents), people;
                /// 修改一位居民。
                update_person(UpdatePerson) -> Written, Write(Residents), people;
                /// 成批修改几位居民的同几栏。
                update_people(UpdatePeople) -> Written, Write(Residents), people;
                /// 给几位居民加上或去掉标记。
                mark_people(MarkPeople) -> Written, Write(Residents), people;
                /// 查看完整号码；会留下记录。
                reveal(Reveal) -> Revealed, SignedIn, people;
                /// 登记变动：迁入、搬离、死亡等。
                record_movement(RecordMovement) -> Written, Write(Residents), movements;
                /// 变更一户的户主和各人与户主的关系。
                set_relations(SetRelations) -> Written, Write(Residents), movements;
                /// 更正一条变动会改变什么；不写台账。
                preview_correction(CorrectMovement) -> CorrectionShown, Write(Residents), movements;
                /// 更正一条变动：类型、日期、原因、去处；后面的变动跟着重算。
                correct_movement(CorrectMovement) -> Written, Write(Residents), movements;
                /// 从“到哪里去”的文字里认出行政区划；认不出就没有。
                read_division(SearchText) -> DivisionHits, Read(Residents), movements;
                /// 撤回一条变动。
                take_back_movement(TakeBackMovement) -> Written, Write(Residents), movements;
                /// 某一天的人口，按组和性别。
                count_population(CountPopulation) -> PopulationTable, Read(Residents), population;
                /// 一段时间的人口变动，按网格。
                count_changes(CountChanges) -> ChangeTable, Read(Residents), population;

                /// 小区、楼栋、单元和网格。
                get_place_tree(Nothing) -> PlaceTree, Read(Residents), places;
                /// 列出房屋、户或网格的一页。
                list_places(ListPlaces) -> RowPage, Read(Residents), places;
                /// 读小区、楼栋、房屋、网格或户，供修改。
                get_place(RecordOf) -> StoredRecord, Read(Residents), places;
                /// 保存小区、楼栋、房屋、网格或户。
                save_place(SavePlace) -> Written, Write(Residents), places;
                /// 一次排好一栋楼的房屋。
                lay_out_building(LayOutBuilding) -> Written, Write(Residents), places;
                /// 楼栋图。
                get_building_chart(ById) -> BuildingChart, Read(Residents), cards;
                /// 一处房屋的卡片。
                get_dwelling(ById) -> DwellingCard, Read(Residents), cards;
                /// 一户的卡片。
                get_household(ById) -> HouseholdCard, Read(Residents), cards;
                /// 查户：按户主、成员、户编号或住址。
                find_households(Find) -> FoundHouseholds, Read(Residents), search;
                /// 表单里选小区、楼栋、房屋、网格或户。
                find_choices(FindChoices) -> Choices, Read(Residents), places;

                /// 列出登记簿的一页。
                list_rows(ListRows) -> RowPage, SignedIn, registers;
                /// 读登记簿的一行。
                get_row(RecordOf) -> StoredRecord, SignedIn, registers;
                /// 登记一行。
                add_row(AddRow) -> Written, SignedIn, registers;
                /// 修改一行。
                update_row(UpdateRow) -> Written, SignedIn, registers;
                /// 作废一行。
                strike_row(StrikeRow) -> Written, SignedIn, registers;

                /// 有哪些报表：月报、季报、年报和本单位自己的。
                list_report_forms(Nothing) -> ReportForms, Read(Residents), reports;
                /// 保存一种报表的部分、次序、标题、年龄段和签字栏。
                save_report_form(ReportForm) -> Written, Write(Residents), reports;
                /// 删除本单位自己的一种报表。
                delete_report_form(ById) -> Written, Write(Residents), reports;
                /// 一期报表：各表和核对。
                make_report(OfPeriod) -> ReportMade, Read(Residents), reports;
                /// 报表的一个数字里有哪些人、户或登记。
                list_behind(OfFigure) -> BehindFigure, Read(Residents), reports;
                /// 照一期报表的数字起草一份报告。
                draft_paper(OfPeriod) -> Paper, Read(Residents), outgoing;
                /// 登记报表被退回。
                return_report(ReportReason) -> ReportWritten, Write(Residents), filing;

                /// 记住的几套栏目。
                list_column_sets(OfList) -> ColumnSets, SignedIn, columns;
                /// 记住一套栏目。
                save_column_set(SaveColumnSet) -> Written, SignedIn, columns;
                /// 去掉一套栏目。
                delete_column_set(ById) -> Written, SignedIn, columns;
                /// 记住的几套筛选。
                list_saved_filters(OfList) -> SavedFilters, SignedIn, saved_filters;
                /// 记住一套筛选。
                save_filter(SaveFilter) -> Written, SignedIn, saved_filters;
                /// 去掉一套筛选。
                delete_saved_filter(ById) -> Written, SignedIn, saved_filters;

                /// 列出做过的导入。
                list_imports(Nothing) -> PastImports, SignedIn, imports;
                /// 取回记住的各栏对应关系。
                get_import_mapping(NamedMapping) -> FoundMapping, SignedIn, imports;
                /// 存一张空白的导入模板。
                save_template(SaveTemplate) -> FileWritten, SignedIn, imports;

                /// 移入回收站。
                delete_records(DeleteRecords) -> Written, SignedIn, history;
                /// 从回收站取回。
                restore_record(RecordOf) -> Written, SignedIn, history;
                /// 看回收站。
                list_bin(Nothing) -> Bin, SignedIn, history;
                /// 看修改记录。
                list_history(ListHistory) -> History, SignedIn, history;
                /// 撤销一次修改。
                undo_act(ActId) -> Written, SignedIn, history;

                /// 暂存没有保存的内容。
                keep_draft(Draft) -> Nothing, SignedIn, drafts;
                /// 取回暂存的内容。
                get_draft(OfForm) -> FoundDraft, SignedIn, drafts;
                /// 丢掉暂存的内容。
                drop_draft(OfForm) -> Nothing, SignedIn, drafts;
                /// 列出暂存的内容。
                list_drafts(Nothing) -> Drafts, SignedIn, drafts;
            }
        }
    };
}
pub(crate) use commands;

/// A command as the command line lists it.
#[derive(Debug, Clone, Serialize)]
pub struct CommandInfo {
    /// Its name.
    pub name: &'static str,
    /// What it does, in words.
    pub about: &'static str,
    /// The type of its request.
    pub request: String,
    /// The type of its reply.
    pub reply: String,
}

struct Declarations {
    config: Config,
    found: BTreeMap<String, String>,
}

impl TypeVisitor for Declarations {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if T::output_path().is_none() {
            return;
        }
        let name = T::ident(&self.config);
        if self.found.contains_key(&name) {
            return;
        }
        let docs = T::docs().unwrap_or_default();
        self.found.insert(name, format!("{docs}export {}", T::decl(&self.config)));
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}

macro_rules! describe {
    (office { $(#[doc = $odoc:literal] $oname:ident($oreq:ty) -> $orep:ty, $oright:ident $(($oarea:ident))?, $omod:ident;)* }
     desk { $(#[doc = $ddoc:literal] $dname:ident($dreq:ty) -> $drep:ty, $dright:ident $(($darea:ident))?, $dmod:ident;)* }) => {
        /// Every command, for the listing of the command line.
        pub fn list() -> Vec<CommandInfo> {
            let config = Config::default();
            vec![
                $(CommandInfo { name: stringify!($oname), about: $odoc.trim(), request: <$oreq as TS>::name(&config), reply: <$orep as TS>::name(&config) },)*
                $(CommandInfo { name: stringify!($dname), about: $ddoc.trim(), request: <$dreq as TS>::name(&config), reply: <$drep as TS>::name(&config) },)*
            ]
        }

        /// Whether a command works without an open ledger.
        pub fn works_locked(name: &str) -> bool {
            match name {
                $(stringify!($oname) => Right::$oright $((Area::$oarea))? == Right::Anyone,)*
                _ => false,
            }
        }

        fn declarations() -> BTreeMap<String, String> {
            let mut all = Declarations { config: Config::default(), found: BTreeMap::new() };
            $(all.visit::<$oreq>(); all.visit::<$orep>();)*
            $(all.visit::<$dreq>(); all.visit::<$drep>();)*
            all.visit::<domain::fault::FaultOnWire>();
            all.found
        }
    };
}

commands!(describe);

/// The contract in TypeScript, as it lies in `ui/src/contract/index.ts`.
pub fn typescript() -> String {
    let mut text = String::from(
        "// Generated from src-tauri/crates/service/src/contract.rs by `cargo test -p service`; never edited by hand.\n\n",
    );
    for declaration in declarations().values() {
        text.push_str(declaration);
        text.push_str("\n\n");
    }
    text.push_str(
        "/** The values of a record by field key. */\nexport type Values = Record<string, Value>;\n\n",
    );
    text.push_str("/** Every command: its request and its reply. */\nexport interface Commands {\n");
    for command in list() {
        text.push_str(&format!(
            "  /** {} */\n  {}: {{ request: {}; reply: {} }};\n",
            command.about, command.name, command.request, command.reply
        ));
    }
    text.push_str("}\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    /// Writes the TypeScript side. CI fails when the committed file differs (`check.sh` asks git).
    #[test]
    fn typescript_side_is_written() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../ui/src/contract/index.ts");
        let text = typescript();
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        if std::fs::read_to_string(&path).ok().as_deref() != Some(&text) {
            std::fs::write(&path, &text).unwrap();
        }
        assert!(text.contains("list_people: { request: ListPeople; reply: RowPage }"));
    }

    #[test]
    fn command_names_are_unique_and_explained() {
        let names: HashSet<_> = list().into_iter().map(|c| c.name).collect();
        assert_eq!(names.len(), list().len());
        assert!(list().iter().all(|c| c.about.ends_with('。')));
    }
}
