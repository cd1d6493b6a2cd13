//! Faults: what went wrong, in words that say what to do next.
//!
//! A [`FaultCode`] is for programs, the text for people; both stand in one list below, so no code lacks a text.
//! Texts are Simplified Chinese, end with 。 and hold no English and no library name. `{0}`, `{1}` stand for values.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How the window treats a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    /// The form marks the field.
    Invalid,
    /// A rule says no.
    Refused,
    /// Somebody else changed the record meanwhile.
    Conflict,
    /// The ledger is locked.
    Locked,
    /// The record is not there (any more).
    NotFound,
    /// The ledger file or its disk.
    Storage,
    /// A file the user chose.
    File,
    /// Nobody foresaw it: shown with an incident number.
    Bug,
    /// Shown, but does not stop the write.
    Warning,
}

macro_rules! faults {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $kind:ident, $text:literal;)*) => {
        /// What went wrong, for programs.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum FaultCode { $($(#[$doc])* $name,)* }

        impl FaultCode {
            /// Every code there is.
            pub const ALL: &'static [FaultCode] = &[$(FaultCode::$name,)*];

            /// The code on the wire, like `id.check_digit`.
            pub fn as_str(self) -> &'static str {
                match self { $(FaultCode::$name => $code,)* }
            }

            /// How the window treats it.
            pub fn kind(self) -> FaultKind {
                match self { $(FaultCode::$name => FaultKind::$kind,)* }
            }

            fn template(self) -> &'static str {
                match self { $(FaultCode::$name => $text,)* }
            }
        }
    };
}

faults! {
    Required = "field.required", Invalid, "请填写{0}。";
    TooLong = "field.too_long", Invalid, "{0}最多 {1} 个字，请写短一些。";
    TooShort = "field.too_short", Invalid, "{0}至少 {1} 个字，请补全。";
    NothingChanged = "record.nothing_changed", Refused, "选中的 {0} 位，{1}都已经是这样了，没有改动。";
    NotAChoice = "field.not_a_choice", Invalid, "{0}不认得“{1}”这种写法，没有用它；请改成能选的写法。";
    NotANumber = "field.not_a_number", Invalid, "{0}要填数字，请改正。";
    OutOfRange = "field.out_of_range", Invalid, "{0}要在 {1} 到 {2} 之间，请改正。";
    UnknownField = "field.unknown", Invalid, "没有“{0}”这一栏，请核对栏名。";
    NameSingle = "name.single", Warning, "姓名只有一个字，请核对；确实如此就不用改。";
    NameOfNobody = "name.of_nobody", Invalid, "“{0}”不是人的姓名，请改正。";
    NameNotYet = "name.not_yet", Invalid, "姓名写的是“{0}”，看着还没有取名，没有登记；取好名字请写上再导入。";
    NameOddCharacter = "name.odd_character", Invalid, "姓名里有不该出现的“{0}”，请改正。";

    RowGone = "record.gone", NotFound, "这条记录不在了，可能已移入回收站，请到回收站里找。";
    RowChanged = "record.changed", Conflict, "这条记录刚才被改过，请重新打开后再改；您填的内容还留在这里。";
    RowInUse = "record.in_use", Refused, "还有{0}用到“{1}”，请先处理它们再删除。";
    ReasonMissing = "record.reason_missing", Invalid, "请写明作废原因。";
    AlreadyStruck = "record.already_struck", Refused, "这一行已经作废，不能再改。";
    TakenName = "record.taken_name", Invalid, "已经有叫“{0}”的{1}，请换一个名称。";
    RoomTaken = "dwelling.taken", Invalid, "{0}已经登记过，请打开原来的房屋。";
    TooManyRows = "request.too_many", Refused, "一次最多处理 {0} 条，请缩小范围。";
    RequestOdd = "request.odd", Bug, "这个操作没有做成，内容没有改动。请把编号告诉维护人员。";
    CommandUnknown = "request.unknown", Bug, "程序里没有这项操作，请把编号告诉维护人员。";
    Unforeseen = "bug.unforeseen", Bug, "出了意料之外的问题，内容没有改动。请记下编号，在“帮助”里保存日志交给维护人员。";

    HouseholdTwoHeads = "household.two_heads", Refused, "{0}已有户主{1}{2}，一户同一天只能有一个户主；请改选与户主关系，或{3}。";
    HouseholdNoHead = "household.no_head", Warning, "{0}现在没有户主，请打开这一户，用“变更户主”选定新户主。";
    HouseholdNeedsHead = "household.needs_head", Refused, "{0}（{1}）还有 {2} 人，这样就没有户主了；请选定下一任户主，现在定不下来的请选“暂不指定”。";
    RelationMissing = "household.relation_missing", Invalid, "请选择与户主关系。";
    HouseholdMissing = "household.missing", Invalid, "请选择要加入的户。";
    LayoutTooLarge = "building.layout_too_large", Invalid, "这样排会有 {0} 套房屋，一栋楼最多 {1} 套，请核对层数和每层户数。";
    FloorOrder = "building.floor_order", Invalid, "最高层不能低于最低层，请改正。";
    PlaceInBin = "place.in_bin", Refused, "要用到的记录在回收站里，请先从回收站取回，再登记。";
    HouseholdLivedIn = "household.lived_in", Refused, "这一户还住着人，不能直接改现住址；请选中他们，用“社区内搬家”登记。";
    RelationsUnchanged = "household.relations_unchanged", Refused, "户主和关系都没有改动，请先修改再保存。";
    FactChangedLater = "fact.changed_later", Invalid, "{0}从 {1} 起已经改过，请填那天或以后的日期。";
    HukouPlaceUnknown = "movement.hukou_place_unknown", Warning, "看不出户口迁到哪个市县，户籍所在地按不明登记；请在卡片上补填，否则流动人口可能算不准。";
    MovementNotLast = "movement.not_last", Refused, "撤回以后，{1} 的{0}就对不上了，请先撤回或更正那一条。";
    MovementOnly = "movement.only", Refused, "这是此人的第一条变动，不能单独撤回；如整个人登记错了，请移入回收站。";

    ActDone = "act.already_undone", Refused, "这次修改已经撤销过了。";
    ActLater = "act.changed_later", Refused, "“{0}”之后又改过，不能直接撤销；请先撤销后来的修改。";
    ActInUse = "act.in_use", Refused, "不能这样做，和别的记录接不上{0}；请先处理那些记录。";
    ActNotUndoable = "act.not_undoable", Refused, "这一步没有可以撤销的内容。";

    ActIsImport = "act.is_import", Refused, "这是一次导入，请在“导入”的以往导入里整个撤销。";
    ActUndoesImport = "act.undoes_import", Refused, "撤销导入不能再撤销；还要那些内容，请把文件重新导入。";
    ActNumbered = "act.numbered", Refused, "它后面的行已经接着编了号，不能撤销；不要这一行，请作废并写明原因。";
    ActNumberGiven = "act.number_given", Refused, "它的序号接不上现在的编号，不能恢复，请另记一行。";
    NumberStays = "record.number_stays", Refused, "这一行已按{0}编了号，{0}不能改；写错了请作废这一行，另记一行。";

    NotAllowed = "right.not_allowed", Refused, "您的角色没有“{0}”的{1}权限，需要时请找书记或主任办理。";
    SessionLocked = "session.locked", Locked, "台账已锁定，请输入密码。";
    PasswordWrong = "session.password_wrong", Invalid, "姓名或密码不对，请再试一次。";
    PasswordWait = "session.wait", Refused, "密码错了几次，请等 {0} 秒再试。";
    PasswordShort = "session.password_short", Invalid, "密码至少 8 位，请写长一些。";
    PasswordSimple = "session.password_simple", Invalid, "这个密码太简单，请不要用连续或相同的字符。";
    OldPasswordWrong = "session.old_password_wrong", Invalid, "原密码不对，请再试一次。";
    RecoveryMistyped = "session.recovery_mistyped", Invalid, "恢复码抄错了，请一组一组核对。";
    RecoveryWrong = "session.recovery_wrong", Invalid, "这不是本台账现在的恢复码，请找最新的一张。";
    UserInactive = "session.user_inactive", Refused, "这个用户已停用，请找书记或主任启用。";
    UserNameTaken = "users.name_taken", Invalid, "已经有这个姓名的用户，请在姓名后加一个字区别。";
    LastDirector = "users.last_director", Refused, "至少要留一个能用的书记或主任，请先设好另一个。";

    LedgerExists = "ledger.exists", Storage, "这个文件夹里已经有台账，请直接打开它，或换一个文件夹。";
    LedgerMissing = "ledger.missing", Storage, "这个文件夹里没有台账，请换一个文件夹，或从备份恢复。";
    LedgerInUse = "ledger.in_use", Storage, "台账正被另一个程序使用，请先关掉那个窗口再试。";
    LedgerNewer = "ledger.newer", Storage, "这本台账是更新版本的程序建立的，请先升级本程序再打开。";
    LedgerDamaged = "ledger.damaged", Storage, "台账文件损坏，不能打开。请从最近的备份恢复，原文件会保留。";
    KeyFileMissing = "ledger.key_file_missing", Storage, "台账的钥匙文件不见了，请从备份恢复，备份里带有钥匙。";
    KeyFileDamaged = "ledger.key_file_damaged", Storage, "台账的钥匙文件损坏，请从备份恢复，备份里带有钥匙。";
    DiskFull = "disk.full", Storage, "磁盘满了，没有保存。请腾出空间后再试，填写的内容还在。";
    DiskReadOnly = "disk.read_only", Storage, "这个文件夹不能写入，请检查权限或换一个文件夹。";
    DiskNetwork = "disk.network_share", Storage, "这是网络共享文件夹，台账放在上面容易损坏，请放到本机硬盘。";
    DiskFailed = "disk.failed", Storage, "读写磁盘出错，没有保存。请检查硬盘或 U 盘后再试。";
    UpgradeFailed = "ledger.upgrade_failed", Storage, "台账升级没有完成，已保持原样。请从“帮助”保存日志交给维护人员。";

    FileNotFound = "file.not_found", File, "找不到文件“{0}”，请核对位置。";
    FileNotBackup = "backup.not_a_backup", File, "这个文件不是台账备份，请另选一个。";
    BackupDamaged = "backup.damaged", File, "这个备份不完整，不能用来恢复，请另选一个。";
    BackupOtherKey = "backup.other_key", Refused, "这个备份是用另外的密码做的，请输入当时的密码或恢复码。";
    BackupForeign = "backup.foreign", Refused, "这是另一本台账的备份，不能替换这里的台账，请另选本台账的备份；要恢复那一本，请换一台还没有台账的电脑。";
    RestoreNeedsToday = "backup.needs_today", Invalid, "这里已有台账，要用书记或主任现在的密码，或现在的恢复码才能恢复，请重新填写。";
    BackupNewer = "backup.newer", File, "这个备份是更新版本的程序做的，请先升级本程序。";
    BackupFailed = "backup.failed", Warning, "自动备份没有做成，请检查磁盘空间，或在“设置”里手工备份。";
    FileThere = "file.exists", File, "已经有文件“{0}”，没有替换它；请换个名字，或确认要替换以后再存。";
    FolderOfLedger = "file.ledger_folder", File, "“{0}”是台账自己的文件夹，不能存别的文件，请换一个文件夹。";
    FileExists = "file.not_written", File, "文件“{0}”没有写成，请检查它是否正被打开，或换一个位置。";

    DateNoYear = "date.no_year", Invalid, "“{0}”没有写年份，请写成 1965-3-8 这样。";
    DateShortYear = "date.short_year", Invalid, "“{0}”的年份只有两位，请写全四位，写成 1965-3 或 1965-3-8 这样。";
    DateLunar = "date.lunar", Invalid, "“{0}”像是农历，请查出公历的日期，写成 1965-3-8 这样。";
    BirthVeryOld = "birth.very_old", Warning, "算下来已超过 120 岁，请核对出生日期；确实如此就不用改。";
    ClockSetBack = "clock.set_back", Warning, "电脑的日期是 {0}，比台账里上一次登记的日期（{1}）还早；请先改正电脑的日期，已经按错日期登记的请更正。";
    DateUnreadable = "date.unreadable", Invalid, "看不懂日期“{0}”，请写成 2026-10-01 这样。";
    DateNotReal = "date.not_real", Invalid, "日历上没有“{0}”这一天，请改正。";
    DateInFuture = "date.in_future", Invalid, "{0}不能晚于今天，请改正。";
    DateTooOld = "date.too_old", Invalid, "{0}早于 1850 年，请核对年份。";
    DateOrder = "date.order", Invalid, "{0}不能早于{1}，请改正。";

    MovementInFuture = "movement.in_future", Refused, "{0}的日期 {1} 晚于今天，请改正日期。";
    MovementBeforeBirth = "movement.before_birth", Refused, "{0}的日期 {1} 早于出生日期，请改正其中一处。";
    MovementNotOnBirthday = "movement.not_on_birthday", Refused, "出生登记的日期应当就是出生日期，请改正其中一处。";
    MovementAfterDeath = "movement.after_death", Refused, "此人已登记死亡{2}，不能再有 {1} 的{0}；请更正其中一条的日期，登记错了的请撤回。";
    MovementMustBegin = "movement.must_begin", Refused, "{0}（{1}）只能是一个人的第一条变动，前面不能再有别的{2}；请改选别的变动类型，或更正其中一条的日期。";
    MovementMustLeave = "movement.must_leave", Refused, "{0}之后户籍和居住都应结束，请改正。";
    MovementAlreadyHere = "movement.already_here", Refused, "{1} 时此人已在本社区{2}，不能再登记{0}；换房、换户请选“社区内搬家”，日期错了请更正其中一条。";
    MovementNotHere = "movement.not_here", Refused, "{1} 时此人不在本社区{2}，不能登记{0}；请先登记迁入，日期错了请更正其中一条。";
    MovementChangesNothing = "movement.changes_nothing", Refused, "{1} 的{0}前后没有变化{2}，请选择新的户或房屋。";
    MovementDoesNotFit = "movement.does_not_fit", Refused, "{1} 的{0}与前面的变动对不上{2}，请核对类型和日期，更正其中一条。";

    ImportCellError = "import.cell_error", Invalid, "{0}这一格是算错的公式（{1}），请在原表改正。";
    ImportFormulaUnsaved = "import.formula_unsaved", Invalid, "{0}这一格是公式，文件里没有存下算好的结果；请用 Excel 或 WPS 打开原表，保存后再导入。";
    ImportBytesLost = "import.bytes_lost", Invalid, "{0}这一格有读不出的字，没有采用；请在原表改正。";
    ImportOpenQuote = "import.open_quote", Warning, "这一格前面的引号没有配对，只读到这一行末尾，请核对。";
    ImportCellTooFar = "import.cell_too_far", Invalid, "有一格离表格太远（“{0}”），没有读；请移到表格里，或删掉。";
    ImportCellTwice = "import.cell_twice", Invalid, "这一格在文件里写了两次（另一个是“{0}”），只读了前一个；请用 Excel 或 WPS 打开核对。";
    ImportMonthUnsure = "import.month_unsure", Warning, "“{0}”在表格里是数字，分不清是 1 月还是 10 月，只记年份；请核对后补上月份。";
    ImportShortYear = "import.short_year", Warning, "“{0}”的年份只有两位，按 {1} 年登记，请核对。";
    ImportApartUnsure = "import.apart_unsure", Invalid, "“{0}”看不出是人在户不在还是户在人不在，这一栏没有采用，请写清楚。";
    ImportAgeNoBirth = "import.age_no_birth", Invalid, "“{0}”是年龄，不能当出生日期，请补出生日期或身份证号。";
    ImportTwiceInFile = "import.twice_in_file", Invalid, "表中第 {0} 行已有同一个号码，内容不一样，请核对后留一行。";
    ImportNameDiffers = "import.name_differs", Invalid, "台账里这个号码是 {0}，姓名不一样，请核对。";
    ImportMatchUnsure = "import.match_unsure", Invalid, "台账里有 {0} 位同名同出生日期的人，分不清是哪一位，请补身份证号或住址。";
    ImportMaybeSame = "import.maybe_same", Invalid, "可能就是台账里的 {0}（{1}），请确认是同一个人还是另一个人。";
    ImportNotPresent = "import.not_present", Invalid, "台账里此人{0}，请先在台账里核对，再导入这一行。";
    ImportNumberKept = "import.number_kept", Warning, "证件号码被表格软件改坏了，没有采用；按姓名、出生日期和住址对上了台账里的人。";
    ImportNoHouseholdHead = "import.no_head", Warning, "表里没有写明这一户的户主，请导入后在户的页面补上。";
    ImportHeadNoRow = "import.head_no_row", Warning, "户主{0}在表里没有自己的一行，台账里这一户也没有户主；请把户主也登记进来，或导入后在户的页面指定。";
    ImportPlaceUnread = "import.place_unread", Invalid, "住址“{0}”看不出是哪栋哪室，{1}，原文记在备注里；请改成 3-2-501 这样，或导入后在居民卡上登记。";
    ImportPlaceElsewhere = "import.place_elsewhere", Invalid, "住址“{0}”写的是{2}，不在本社区，{1}，原文记在备注里；就是本社区的，请改正住址。";
    ImportPlaceOther = "import.place_other", Invalid, "住址“{0}”写的是{2}，不是本社区，{1}，原文记在备注里；就是本社区的，请改正住址；是本社区一个小区的名字，请先在“房屋与户”里建好这个小区，再导入。";
    ImportPlaceNoOffice = "import.place_no_office", Invalid, "住址“{0}”写着{2}，“设置”里还没有填本社区的行政区划，看不出是不是在这里，{1}，原文记在备注里；请先在“设置”里填好行政区划，再导入。";
    ImportPlaceDiffers = "import.place_differs", Invalid, "住址一栏写的是“{0}”，和小区、楼栋、单元、室几栏写的（{1}）不一样，按后面几栏登记，原文记在备注里；请核对，改正其中一处。";
    ImportPlaceAgainst = "import.place_against", Invalid, "住址一栏写的是“{0}”，和另外几栏写的“{2}”对不上，{1}，原文记在备注里；请核对，改正其中一处。";
    ImportPlaceTooLong = "import.place_too_long", Invalid, "住址“{0}”里的{2}超过 {3} 个字，{1}，原文记在备注里；请写短一些。";
    NameLostSign = "name.lost_sign", Invalid, "{0}里有认不出的字（“�”），请照原件改正。";
    ImportEstateUnsaid = "import.estate_unsaid", Invalid, "没写小区，台账里有 {0} 个小区，看不出住址是哪一个的；请在第二步选“没写小区的行算哪个小区”，或在原表写上小区。";
    ImportNewDwelling = "import.new_dwelling", Warning, "新建房屋 {0}，台账里原来没有，请核对。";
    ImportHourAdded = "import.hour_added", Warning, "原表写的是 {0}，差一点到第二天零点，是表格软件换时区留下的，已按 {1} 登记，请核对。";
    ImportVeryOld = "import.very_old", Invalid, "出生日期 {0} 算下来超过 120 岁，没有导入这一行，请核对后改正。";
    ImportSaysDead = "import.says_dead", Invalid, "表里写着已死亡（{0}），没有导入；台账里有这个人的，请到居民卡上登记“死亡”。";
    ImportSaysGone = "import.says_gone", Invalid, "表里写着已迁出或注销（{0}），没有导入；台账里有这个人的，请到居民卡上登记“户口迁出”或“搬离”。";
    ImportNameNote = "import.name_note", Warning, "姓名后面的“{0}”没有算作姓名，原文记在备注里。";
    ImportNameSeveral = "import.name_several", Invalid, "姓名写的是“{0}”，看着不止一个人，没有导入这一行；请一人一行，写各自的姓名。";
    ImportDitto = "import.ditto", Invalid, "{0}写的是“{1}”，程序不照抄别的格子，没有采用；请在原表里写全，再导入。";
    ImportDisabilitySeveral = "import.disability_several", Warning, "写着几种残疾（{0}），按“多重残疾”登记，请核对。";
    ImportDisabilityDenied = "import.disability_denied", Invalid, "一栏写着没有残疾（{0}），另一栏却写着“{1}”，没有登记为残疾人，原文记在备注里；请核对后补上。";
    ImportDwellingNone = "import.dwelling_none", Invalid, "没有登记房屋，表里的{0}没有采用，原文记在备注里；请先把住址补全。";
    ImportApartTaken = "import.apart_taken", Warning, "写的是“人户分离”，户籍所在地又在别处，按“{0}”登记，请核对。";
    ImportRelationSex = "import.relation_sex", Warning, "与户主关系写的是“{0}”，性别却是{1}，都照原样登记，请核对。";
    ImportHeadOther = "import.head_other", Warning, "与户主关系写的是户主，户主姓名却写着{0}，按户主登记，请核对。";
    ImportStateAgainst = "import.state_against", Warning, "人户状态写的是{0}，{1}，按人户状态登记，请核对。";
    ImportMovedBeforeBirth = "import.moved_before_birth", Warning, "来本社区日期“{0}”早于出生日期，照原样登记，请核对。";
    ImportEmptyPlace = "import.empty_place", Warning, "空挂户不登记住处，{0} 只登记为这一户的房屋，请核对。";
    ImportStateEmpty = "import.state_empty", Warning, "写的是“户在人不在”，又没有能登记的房屋，按“空挂户”登记，请核对。";
    ImportPhoneNote = "import.phone_note", Warning, "{0}里的“{1}”没有算作号码，原文记在备注里。";
    ImportPhoneOther = "import.phone_other", Warning, "{0}里写着“{1}”，看着是别人的号码，没有登记为本人的，原文记在备注里；是本人的请补上。";
    ImportContactPhone = "import.contact_phone", Warning, "紧急联系人里还写着电话“{0}”，紧急联系电话另有号码，没有登记这一个，原文记在备注里；请核对。";
    ImportMovedInOdd = "import.moved_in_odd", Invalid, "来本社区日期“{0}”不对（{1}），没有采用，原文记在备注里；请核对后补上。";
    ImportCellUnheaded = "import.cell_unheaded", Warning, "这一格（“{0}”）上面没有表头，没有导入；有用的话请移到有表头的栏里。";
    ImportLeftUnclear = "import.left_unclear", Invalid, "“{0}”一栏写的“{1}”看不出人还在不在，没有导入这一行；请写{2}。";
    ImportTwinNoNumber = "import.twin_no_number", Invalid, "表中第 {0} 行有同样的一个人，也没有号码，分不清是不是同一个人，请确认。";
    ImportSameNumberHouseholds = "import.same_household_no", Warning, "{1}“{0}”在表里给了几户不同的人家，已按住址和户主分成几户，请核对。";
    ImportNumberNotKept = "import.number_not_kept", Warning, "{0}“{1}”没有采用（{2}），请核对。";
    ImportHouseholdUnsure = "import.household_unsure", Warning, "分不清这一行是表里的哪一户，已单独成户，请核对。";
    ImportLivesApart = "import.lives_apart", Warning, "住址和同一户的其他人不同，照表里写的户登记在一户，请核对。";
    ImportMasked = "import.masked", Invalid, "{0}是遮住的（{1}），没有采用；请用导出时选了“完整号码”的表，或照实填写。";
    ImportNumberMasked = "import.number_masked", Invalid, "号码是遮住的（用 * 之类代替），认不出是谁，没有导入这一行；请用导出时选了“完整号码”的表，或照证件填写完整的号码。";
    ImportGridDiffers = "import.grid_differs", Warning, "住址里写的是“{0}”，网格一栏写的是“{1}”，按“{1}”登记，请核对。";
    ImportStateTaken = "import.state_taken", Warning, "没有写人户状态，{0}，按“{1}”登记，请核对。";
    ImportOfDwelling = "import.of_dwelling", Invalid, "表里的{0}和台账里的不同，没有采用；房屋和网格请在“房屋与户”里改。";
    ImportDivisionRest = "import.division_rest", Warning, "户籍所在地只登记到“{0}”，全文已记在{1}里。";
    ImportDivisionUnread = "import.division_unread", Invalid, "户籍所在地“{0}”看不出是哪个省、市、县，没有采用，全文已记在{1}里；请核对后补上。";
    ImportDivisionNoOffice = "import.division_no_office", Invalid, "户籍所在地写的是“{0}”，“设置”里还没有填本社区的行政区划，不知道是哪里，没有采用；请先在“设置”里填好，再导入。";
    ImportHukouDiffers = "import.hukou_differs", Warning, "户籍所在地是{0}，户籍地址写的却是{1}，两处都照原样登记，请核对。";
    ImportHukouRest = "import.hukou_rest", Warning, "户籍地址之外还写着户籍房屋“{0}”，原文记在备注里。";
    ImportSideBySide = "import.side_by_side", Refused, "这张表一行里并排放了两个人（{0}列“{2}”和{1}列“{3}”），请把右边的人移到下面，一行一个人，再导入。";
    ImportTwoHeads = "import.two_heads", Invalid, "这一户已有户主{0}，与户主关系没有采用，请核对。";
    ImportStateDiffers = "import.state_differs", Warning, "表里写的是{0}，台账里是{1}；人户状态跟着变动走，请核对后登记变动。";
    ImportTooLongCell = "import.too_long_cell", Invalid, "{0}有 {1} 个字，太长，没有采用；请缩短，或写到附件里。";
    ImportGroupRepeated = "import.group_repeated", Warning, "{0}已经登记过，没有再登记。";
    ImportFileEmpty = "import.file_empty", File, "这个文件里没有内容，请另选一个。";
    ImportFileUnknown = "import.file_unknown", File, "看不懂这个文件，请用 Excel 或 WPS 打开后另存为 xlsx 再导入。";
    ImportFileBroken = "import.file_broken", File, "这个文件不完整或已损坏，请用 Excel 或 WPS 打开后另存为 xlsx 再导入。";
    ImportFileLocked = "import.file_locked", File, "这个文件设了打开密码，请先在 Excel 或 WPS 里去掉密码再导入。";
    ImportFileTooLarge = "import.file_too_large", File, "这个文件展开后太大（{0}），请分成几个文件再导入。";
    ImportTooManyRows = "import.too_many_rows", File, "表“{0}”超过 {1} 行，请分成几个表再导入。";
    ImportTooManyColumns = "import.too_many_columns", File, "表“{0}”超过 {1} 列，请删去不用的列再导入。";
    ImportTooMuchText = "import.too_much_text", File, "文件里的文字太多，请分成几个文件再导入。";
    ImportSheetGone = "import.sheet_gone", File, "文件里没有“{0}”这张表，请核对表名。";
    ImportNoHeader = "import.no_header", File, "表“{0}”里没有认出表头，请指出表头在第几行。";
    ImportNoName = "import.no_name", Invalid, "还没有指出哪一栏是姓名，请先选好。";
    ImportNoColumn = "import.no_column", Invalid, "还没有指出任何一栏是什么，请先选好。";
    ImportTwoColumns = "import.two_columns", Invalid, "有两栏都选了“{0}”，请改掉一栏。";
    ImportGone = "import.gone", NotFound, "这次导入已经结束或被新的导入替换，请重新选文件。";
    ImportCancelled = "import.cancelled", Refused, "导入已取消，台账没有改动。";
    RegisterUnknown = "register.unknown", NotFound, "没有“{0}”这个登记簿，可以写：{1}。";
    ReportUnbalanced = "report.unbalanced", Refused, "这一期的数字核对不上，不能上报：{0}。请先改正。";
    ReportNotOver = "report.not_over", Refused, "{0}还没有过完，不能审核。";
    ReportChanged = "report.changed", Refused, "审核以后数字有变动，请重新看一遍再审核。";
    ReportState = "report.state", Refused, "这一期的报表现在是“{0}”，不能这样做。";
    ReportEarlierChanged = "report.earlier_changed", Refused, "{0}上报以后有变动，期末已经不是上报的数。请先给{0}做更正版，再审核这一期。";
    ReportEarlierFirst = "report.earlier_first", Refused, "这一期的期初接着{0}的更正版，请先登记{0}的更正版已经上报，这一期会一起登记。";
    ReportLaterFirst = "report.later_first", Refused, "{0}已经上报，它的期初要接着这一期的期末。请重新审核这一期，{0}会一起做更正版。";
    ReportGap = "report.earlier_unsent", Refused, "{0}的还没有上报，先上报{0}的，或者仍然上报这一期。";
    ReportPaperNotOver = "report.paper_not_over", Refused, "{0}还没有过完，不能写成报告；请等过完、审核以后再写。";
    ReportPeopleUnknown = "report.people_unknown", Refused, "这是{0}上报时的数，以后又有变动。当时是哪些人，那一期的存档里没有记，所以列不出来。";
    ReportReason = "report.reason", Invalid, "请写明原因。";
    ReportBandsOdd = "report.bands_odd", Invalid, "年龄段要从 0 岁起一段接一段，最后一段写“以上”，不能漏也不能重。";
    ReportNoSection = "report.no_section", Invalid, "至少要选一个部分。";
    ReportTitleTwice = "report.title_twice", Invalid, "有两个部分的标题一样，请改成不同的。";
    ReportFormName = "report.name_taken", Invalid, "已经有一种报表叫“{0}”，请换个名字。";
    ReportFormKept = "report.form_kept", Refused, "程序自带的和审核、上报过的报表不能删除；不再用的，可以关掉提醒。";
    PaperTooLong = "paper.too_long", Invalid, "{0}太长了，最多 {1} 个字。";
    NoWorkbook = "leaving.no_workbook", Invalid, "这一种只能打印或存为 PDF。";
    TooManyCards = "leaving.too_many", Refused, "一次最多 {1} 张，现在有 {0} 张，请按网格或楼栋分几次打印。";
    NothingToPrint = "leaving.nothing", Refused, "没有可以打印的内容，请换一个范围。";
    WorkCancelled = "work.cancelled", Refused, "已取消，没有生成文件。";
    FileEndingUnknown = "file.ending_unknown", Invalid, "不能存成“{0}”文件，请另选一种文件。";
    ImportUndoCancelled = "import.undo_cancelled", Refused, "撤销已取消，导入的内容都还在。";
    ImportRunning = "import.running", Refused, "正在导入，请等导入完成再保存；您填的内容还在。";
    ImportNothing = "import.nothing", Refused, "没有可以导入的行，请看各行的原因。";
    ImportChanged = "import.changed", Refused, "看过以后台账又有改动，有的行结果不一样了，还没有写入；请再看一遍，再导入。";
    ImportUndoApart = "import.undo_apart", Refused, "撤销后{0}的记录对不上：{1}没有撤销，请先改好这一条，再撤销导入。";
    ImportUndone = "import.undone", Refused, "这次导入已经撤销过了。";
    ImportMappingGone = "import.mapping_gone", File, "没有叫“{0}”的对应关系，请核对名称。";
    ImportOwnFull = "import.own_full", Refused, "自有栏最多 {0} 个，已经用完；请在“设置”里清理，或选择不导入这一栏。";
    ImportOwnTaken = "import.own_taken", Invalid, "已经有叫“{0}”的自有栏，请直接选它。";
    GroupGradeAlone = "group.grade_alone", Invalid, "残疾类别和等级只用于残疾人，请改选人群类别。";
    PhoneOdd = "phone.odd", Invalid, "电话“{0}”看着不对，手机号应为 11 位，固定电话请带区号。";
    PhoneWords = "phone.words", Invalid, "电话“{0}”里有不是号码的字，请只留号码，别的话写到备注里。";
    SealApprovedLate = "seal.approved_late", Invalid, "批准日期晚于用印日期，只有电话批准可以事后补签，请改正日期或批准方式。";
    SealOneHand = "seal.one_hand", Warning, "申请、批准和监印是同一个人，按用印习惯应当分开，请核对。";

    IdLength = "id.length", Invalid, "身份证号应为 18 位，现在是 {0} 位，请补全。";
    IdTooLong = "id.too_long", Invalid, "身份证号应为 18 位，现在是 {0} 位，多了 {1} 位，请删去多余的数字。";
    IdMasked = "id.masked", Invalid, "号码被遮盖了（用 * 之类代替），请照证件填写完整的号码；没有号码的，这一栏请空着。";
    IdTwo = "id.two", Invalid, "这一格写了 {0} 个号码，请只留这个人现在用的一个。";
    IdBeside = "id.beside", Invalid, "号码旁边还写着“{0}”，请只留号码；是哪种证件，请填在证件类型里。";
    IdOtherPaper = "id.other_paper", Invalid, "这不像身份证号，像是护照或通行证的号码，请核对证件类型。";
    IdApostrophe = "id.apostrophe", Invalid, "号码前后有引号，请去掉引号只留号码。";
    IdNoDigits = "id.no_digits", Invalid, "“{0}”不是号码；没有号码的，这一栏请空着。";
    IdFromOld = "id.from_old", Warning, "15 位的旧号码已换成 18 位，请照证件核对一次。";
    IdSexTaken = "id.sex_taken", Warning, "性别写的是“{0}”，已按身份证号记为{1}。";
    IdNotYet = "id.not_yet", Warning, "号码栏写的是“{0}”，按还没有号码登记，领到号码后请补上。";
    IdCharacter = "id.character", Invalid, "身份证号第 {0} 位不是数字，请改正。";
    IdCheckDigit = "id.check_digit", Invalid, "身份证号第 18 位不对，请再核对一次。";
    IdBirthDate = "id.birth_date", Invalid, "身份证号第 7 至 14 位不是真实的日期，请再核对一次。";
    IdBirthInFuture = "id.birth_in_future", Invalid, "身份证号里的出生日期晚于今天，请再核对一次。";
    IdOldCentenarian = "id.old_centenarian", Invalid, "这个 15 位号码的顺序码是百岁老人专用的，不能自动换成 18 位，请填写新号码。";
    IdRegionForKind = "id.region_for_kind", Invalid, "{0}的号码应以 {1} 开头，请核对号码和证件类型。";
    IdFormat = "id.format", Invalid, "{0}的号码格式不对，应为{1}，请改正。";
    IdUnwanted = "id.unwanted", Invalid, "证件类型为“无证件”时不用填号码，请清空号码或改选证件类型。";
    IdCut = "id.cut", Invalid, "这个号码只剩 15 位，像是 18 位号码少了后面 3 位，请照证件补全。";
    IdDamaged = "id.damaged", Invalid, "这个号码被表格软件改坏了（末尾成了 000 或科学计数），请照证件重新填写。";
    IdTaken = "id.taken", Refused, "这个号码已登记给 {0}，请打开那条记录核对，不要重复登记。";
    IdUnknownDivision = "id.unknown_division", Warning, "号码前 6 位不在现有和已撤销的行政区划里，请核对；确实如此就不用改。";
    IdSexDiffers = "id.sex_differs", Invalid, "性别与身份证号不一致（号码为{0}），请核对后改正其中一处。";
    IdBirthDiffers = "id.birth_differs", Invalid, "出生日期与身份证号不一致（号码为 {0}），请核对后改正其中一处。";
}

/// One fault: its code, where it is, and the values its text needs.
///
/// Values are shown to the user who typed them; they never go to a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What went wrong.
    pub code: FaultCode,
    /// The field's key, where a form can mark one.
    pub field: Option<String>,
    /// The row (counted from 1) of a list or a sheet.
    pub row: Option<u32>,
    /// What `{0}`, `{1}` … stand for.
    pub values: Vec<String>,
    /// The number under which the local log holds the cause of a bug.
    pub incident: Option<String>,
}

impl Fault {
    /// A fault without a place or values.
    pub fn new(code: FaultCode) -> Self {
        Fault { code, field: None, row: None, values: Vec::new(), incident: None }
    }

    /// The fault at a field.
    pub fn at(code: FaultCode, field: impl Into<String>) -> Self {
        Fault { field: Some(field.into()), ..Fault::new(code) }
    }

    /// Adds the next value of the text.
    pub fn with(mut self, value: impl ToString) -> Self {
        self.values.push(value.to_string());
        self
    }

    /// Names the field, unless one is named already.
    pub fn in_field(mut self, field: &str) -> Self {
        self.field.get_or_insert_with(|| field.to_owned());
        self
    }

    /// Names the row (from 1).
    pub fn in_row(mut self, row: u32) -> Self {
        self.row = Some(row);
        self
    }

    /// Whether the fault is only shown and does not stop the write.
    pub fn is_warning(&self) -> bool {
        self.code.kind() == FaultKind::Warning
    }

    /// The text for people.
    pub fn message(&self) -> String {
        let mut text = self.code.template().to_owned();
        for (i, value) in self.values.iter().enumerate() {
            text = text.replace(&format!("{{{i}}}"), value);
        }
        // What nobody told is left out.
        for i in self.values.len()..4 {
            text = text.replace(&format!("{{{i}}}"), "");
        }
        text
    }
}

/// A fault as it crosses the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FaultOnWire {
    /// Like `id.check_digit`.
    pub code: String,
    /// How to treat it.
    pub kind: FaultKind,
    /// The text for people.
    pub message: String,
    /// The field's key.
    pub field: Option<String>,
    /// The row, from 1.
    pub row: Option<u32>,
    /// The incident number of a bug.
    pub incident: Option<String>,
}

impl From<&Fault> for FaultOnWire {
    fn from(fault: &Fault) -> Self {
        FaultOnWire {
            code: fault.code.as_str().to_owned(),
            kind: fault.code.kind(),
            message: fault.message(),
            field: fault.field.clone(),
            row: fault.row,
            incident: fault.incident.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_text_is_chinese_and_ends_with_a_full_stop() {
        for code in FaultCode::ALL {
            let text = code.template();
            assert!(text.ends_with('。'), "{} must end with 。", code.as_str());
            // The names of the programs that clerks know their files by are everyday words.
            let text = text.replace("Excel", "").replace("WPS", "").replace("xlsx", "").replace("PDF", "");
            assert!(
                !text.chars().any(|c| c.is_ascii_alphabetic() && c != 'U'),
                "{} holds English",
                code.as_str()
            );
        }
    }

    #[test]
    fn codes_are_unique() {
        let all: HashSet<_> = FaultCode::ALL.iter().map(|c| c.as_str()).collect();
        assert_eq!(all.len(), FaultCode::ALL.len());
    }

    #[test]
    fn values_fill_the_text() {
        let fault = Fault::at(FaultCode::IdLength, "id_number").with(17);
        assert_eq!(fault.message(), "身份证号应为 18 位，现在是 17 位，请补全。");
    }
}
