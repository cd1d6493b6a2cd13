// Generated from src-tauri/crates/service/src/contract.rs by `cargo test -p service`; never edited by hand.

/**
 * An act.
 */
export type ActId = { 
/**
 * The act.
 */
act_id: number, };

/**
 * A new person with the first movement.
 */
export type AddPerson = { 
/**
 * The card.
 */
values: { [key in string]: Value }, 
/**
 * How the person came.
 */
movement: MovementFacts, 
/**
 * Where the person stands since.
 */
standing: StandingChoice, };

/**
 * A new record of a register.
 */
export type AddRow = { 
/**
 * The register's key.
 */
register: string, 
/**
 * What was typed.
 */
values: { [key in string]: Value }, };

/**
 * A new user.
 */
export type AddUser = { 
/**
 * The name.
 */
name: string, 
/**
 * The role.
 */
role: Role, 
/**
 * The first password.
 */
password: string, };

/**
 * Ages from one to another, both included; without an end: and older.
 */
export type AgeBand = { 
/**
 * From this age, in full years.
 */
from: number, 
/**
 * To this age; `None`: and older.
 */
to: number | null, };

/**
 * A bar of the age pyramid.
 */
export type AgeBar = { 
/**
 * 0–4, 5–9 …
 */
band: string, 
/**
 * Men.
 */
male: number, 
/**
 * Women.
 */
female: number, };

/**
 * Which way a column leans.
 */
export type Align = "left" | "center" | "right";

/**
 * The parts of the office's work that rights are given for.
 */
export type Area = "residents" | "restricted_groups" | "party" | "activities" | "funds" | "settings";

/**
 * What an area allows the user.
 */
export type AreaRight = { 
/**
 * The area.
 */
area: Area, 
/**
 * What the user may do in it.
 */
level: Level, };

/**
 * What is in a backup.
 */
export type BackupContents = { 
/**
 * The file.
 */
file: string, 
/**
 * The office it belongs to.
 */
community: string, 
/**
 * When it was made, local time.
 */
made_at: string, 
/**
 * Row counts.
 */
counts: Array<CountLine>, 
/**
 * The last act in it, in words.
 */
last_act: string, 
/**
 * How many acts of the ledger are not in the backup.
 */
acts_lost: number, 
/**
 * Whether the file passed every check.
 */
is_sound: boolean, 
/**
 * Whether it is of the ledger that is here, or none is here: no other may be restored.
 */
is_own: boolean, };

/**
 * A backup file.
 */
export type BackupFile = { 
/**
 * The file.
 */
file: string, 
/**
 * When it was made, local time.
 */
made_at: string, 
/**
 * Why.
 */
reason: BackupReason, 
/**
 * In words.
 */
reason_label: string, 
/**
 * Its size in bytes.
 */
size: number, };

/**
 * The backups of a folder, newest first.
 */
export type BackupFiles = { 
/**
 * The folder.
 */
folder: string, 
/**
 * The files.
 */
files: Array<BackupFile>, };

/**
 * A backup that was made and checked.
 */
export type BackupMade = { 
/**
 * The file.
 */
file: string, 
/**
 * Its size in bytes.
 */
size: number, 
/**
 * What to say.
 */
said: string, };

/**
 * Why a backup was made.
 */
export type BackupReason = "daily" | "before_upgrade" | "before_restore" | "by_hand";

/**
 * The figures of one period for one group of people.
 */
export type Balance = { 
/**
 * 期初: on the evening before the first day.
 */
opening: number, 
/**
 * In the order of [`ChangeColumn::ALL`].
 */
changes: [number, number, number, number, number, number, number, number], 
/**
 * 增：网格调整.
 */
adjusted_in: number, 
/**
 * 减：网格调整.
 */
adjusted_out: number, 
/**
 * 期末: on the evening of the last day.
 */
closing: number, };

/**
 * What stands behind a figure.
 */
export type BehindFigure = { 
/**
 * The first 500, by name.
 */
items: Array<BehindItem>, 
/**
 * How many they are.
 */
total: number, 
/**
 * `人`, `户`, `条`
 */
unit: string, 
/**
 * Whether any of them is told by age and dwelling.
 */
says_age: boolean, };

/**
 * Somebody, a household or a row that a figure counted.
 */
export type BehindItem = { 
/**
 * The name.
 */
name: string, 
/**
 * What happened and when, or the age on that evening and the dwelling now.
 */
detail: string, 
/**
 * What it opens.
 */
opens: BehindPage, };

/**
 * What something behind a figure opens.
 */
export type BehindPage = { "page": "person", 
/**
 * The person.
 */
id: number, 
/**
 * The movement that was counted, to be shown in the time line; 0: none.
 */
movement: number, } | { "page": "household", 
/**
 * Its row.
 */
id: number, } | { "page": "row", 
/**
 * The register.
 */
register: string, 
/**
 * The row.
 */
id: number, } | { "page": "record", 
/**
 * The table.
 */
table: string, 
/**
 * The row.
 */
id: number, };

/**
 * The recycle bin, newest first.
 */
export type Bin = { 
/**
 * What lies in it.
 */
entries: Array<BinEntry>, };

/**
 * A record in the recycle bin.
 */
export type BinEntry = { 
/**
 * The table.
 */
table: string, 
/**
 * What it is called, like 居民.
 */
kind: string, 
/**
 * The record.
 */
id: number, 
/**
 * Its name.
 */
title: string, 
/**
 * When it was deleted, local time.
 */
deleted_at: string, 
/**
 * Who did.
 */
deleted_by: string, };

/**
 * A birthday.
 */
export type Birthday = { 
/**
 * The person.
 */
person_id: number, 
/**
 * The name.
 */
name: string, 
/**
 * The age reached.
 */
age: number, 
/**
 * The day, `YYYY-MM-DD`.
 */
on: string, 
/**
 * 今天, 明天, 3 天后
 */
when: string, 
/**
 * `3-2-501`
 */
place: string, };

/**
 * 楼栋图
 */
export type BuildingChart = { 
/**
 * The building.
 */
building_id: number, 
/**
 * Estate and building, like 幸福里 3 栋.
 */
title: string, 
/**
 * The units, in order; one empty name where there are none.
 */
units: Array<string>, 
/**
 * The floors, highest first.
 */
floors: Array<number>, 
/**
 * The dwellings.
 */
cells: Array<ChartCell>, 
/**
 * The buildings before and after this one in the estate.
 */
previous_id: number | null, 
/**
 * The next building.
 */
next_id: number | null, };

/**
 * A building with its units.
 */
export type BuildingNode = { 
/**
 * The building.
 */
id: number, 
/**
 * Its revision.
 */
revision: number, 
/**
 * Its name, like 3.
 */
name: string, 
/**
 * Its grid.
 */
grid_id: number | null, 
/**
 * Its units.
 */
units: Array<UnitNode>, 
/**
 * How many dwellings.
 */
dwelling_count: number, 
/**
 * How many people live there.
 */
person_count: number, };

/**
 * A record by its id.
 */
export type ById = { 
/**
 * The record.
 */
id: number, };

/**
 * A line of 人口变动表.
 */
export type ChangeLine = { 
/**
 * The grid; 0 for those of none, and for the whole community.
 */
grid_id: number, 
/**
 * What the grid was called on the last day.
 */
group: string, 
/**
 * Opening, changes, closing.
 */
balance: Balance, };

/**
 * Changing one's own password.
 */
export type ChangePassword = { 
/**
 * The old one.
 */
old: string, 
/**
 * The new one.
 */
new: string, };

/**
 * 人口变动表
 */
export type ChangeTable = { 
/**
 * The headings of the changes, in order.
 */
columns: Array<string>, 
/**
 * One line a grid.
 */
lines: Array<ChangeLine>, 
/**
 * The whole community; moves between grids do not count here.
 */
whole: ChangeLine, };

/**
 * Fields that changed on an earlier day than today: the months since count by it, those before stay.
 */
export type ChangedOn = { 
/**
 * The fields.
 */
fields: Array<string>, 
/**
 * The first day on which they are so, as typed.
 */
on: string, };

/**
 * A dwelling on the building chart.
 */
export type ChartCell = { 
/**
 * The dwelling.
 */
dwelling_id: number, 
/**
 * The room.
 */
room: string, 
/**
 * The unit's name, or empty.
 */
unit: string, 
/**
 * The floor; 0 where none is known.
 */
floor: number, 
/**
 * 房屋性质 in words.
 */
tenure: string, 
/**
 * Who lives there.
 */
inhabitants: Array<PersonBrief>, 
/**
 * How many more are registered there without living there.
 */
registered_only: number, 
/**
 * Words for the colours: 独居老人, 低保户, 出租, 空置 …
 */
tags: Array<string>, };

/**
 * What somebody typed about a person, to be tidied and checked while typing.
 */
export type CheckPerson = { 
/**
 * The person, if it exists.
 */
id: number | null, 
/**
 * What was typed.
 */
values: { [key in string]: Value }, };

/**
 * A check of a report.
 */
export type CheckShown = { 
/**
 * Both sides, with their figures.
 */
words: string, 
/**
 * Whether they are the same.
 */
is_right: boolean, };

/**
 * The tidied values and every fault.
 */
export type Checked = { 
/**
 * Tidied; sex and birth date filled from a valid number.
 */
values: { [key in string]: Value }, 
/**
 * Faults and warnings.
 */
faults: Array<FaultOnWire>, 
/**
 * Somebody with the same number, or the same name and birth date.
 */
same_person: Hit | null, };

/**
 * A record to choose in a form.
 */
export type Choice = { 
/**
 * The record.
 */
id: number, 
/**
 * What people read.
 */
label: string, };

/**
 * One of the choices of a field.
 */
export type ChoiceInfo = { 
/**
 * The word in the ledger.
 */
word: string, 
/**
 * What people read.
 */
label: string, 
/**
 * Whether forms offer it first.
 */
is_common: boolean, 
/**
 * How the label reads in pinyin: characters parted by blanks, several readings of one by strokes, `chang/zhang zi`.
 */
pinyin: string, 
/**
 * What else people call it, 儿子 for 子: it is found by these words too.
 */
also?: Array<UsualWord>, };

/**
 * The records to choose from.
 */
export type Choices = { 
/**
 * The choices.
 */
choices: Array<Choice>, };

/**
 * The recovery code, shown once.
 */
export type CodeShown = { 
/**
 * Groups of letters and digits.
 */
recovery_code: string, };

/**
 * A column that a list can show.
 */
export type ColumnInfo = { 
/**
 * The key.
 */
key: string, 
/**
 * The heading.
 */
title: string, 
/**
 * Which way it leans.
 */
align: Align, 
/**
 * Width in characters of text.
 */
width: number, 
/**
 * Whether it is shown unless told otherwise.
 */
is_default: boolean, 
/**
 * Whether the list can be sorted by it.
 */
is_sortable: boolean, };

/**
 * Columns of a list under a name.
 */
export type ColumnSet = { 
/**
 * Its row.
 */
id: number, 
/**
 * How people call it.
 */
name: string, 
/**
 * The keys of the columns, in order.
 */
columns: Array<string>, };

/**
 * The sets of a list, by name.
 */
export type ColumnSets = { 
/**
 * The sets.
 */
sets: Array<ColumnSet>, };

/**
 * One condition on a field: the value is one of these words; an empty word means "not filled".
 */
export type Condition = { 
/**
 * The field's key.
 */
field: string, 
/**
 * Accepted words of the ledger.
 */
words: Array<string>, };

/**
 * Mends a movement: its kind and day, why, and what it says. What comes after it follows anew.
 */
export type CorrectMovement = { 
/**
 * The movement.
 */
movement_id: number, 
/**
 * The revision read.
 */
revision: number, 
/**
 * What happened when. The day of 出生 is the birth date on the card too.
 */
movement: MovementFacts, 
/**
 * What it says of 户籍, 居住 and the dwelling.
 */
standing: StandingChoice, 
/**
 * With 出生: the true number of the card, empty for none; `null` leaves it.
 */
id_number: string | null, };

/**
 * A movement before and after one was mended.
 */
export type CorrectedLine = { 
/**
 * When and what, as it is now; empty where it was not there.
 */
was: string, 
/**
 * When and what, as it will be.
 */
is: string, 
/**
 * The standing after it, as it is now, in words.
 */
standing_was: string, 
/**
 * The standing after it, as it will be, in words.
 */
standing_is: string, 
/**
 * Whether it is the one that is mended.
 */
is_mended: boolean, 
/**
 * Whether anything of it changes.
 */
changes: boolean, };

/**
 * What mending a movement would change; nothing is written.
 */
export type CorrectionShown = { 
/**
 * Every movement of the person as they will count, newest first.
 */
lines: Array<CorrectedLine>, 
/**
 * What of the card changes with it, in words; empty if nothing.
 */
card: string, 
/**
 * Why it cannot be done so; empty if it can.
 */
faults: Array<FaultOnWire>, };

/**
 * 人口变动 of a period, by grid.
 */
export type CountChanges = { 
/**
 * The first day.
 */
first: string, 
/**
 * The last day.
 */
last: string, 
/**
 * Which population.
 */
of: PopulationOf, };

/**
 * How much of something.
 */
export type CountLine = { 
/**
 * 居民, 户 …
 */
label: string, 
/**
 * In the backup.
 */
in_backup: number, 
/**
 * In the ledger now; `null` while locked.
 */
in_ledger: number | null, };

/**
 * The population on a day, by group and sex.
 */
export type CountPopulation = { 
/**
 * The day, `YYYY-MM-DD`.
 */
on: string, 
/**
 * Which population.
 */
of: PopulationOf, 
/**
 * How to group.
 */
by: GroupBy, };

/**
 * First start: makes the ledger.
 */
export type CreateLedger = { 
/**
 * What the office is called.
 */
office: OfficeFacts, 
/**
 * The first user's name; the first user is 书记/主任.
 */
user_name: string, 
/**
 * The first user's password.
 */
password: string, 
/**
 * A folder of the user's choice; `null` for the usual one.
 */
folder: string | null, };

/**
 * Decides for some rows, or for all of an outcome.
 */
export type DecideImport = { 
/**
 * The import.
 */
token: number, 
/**
 * Numbers of rows, from 1; empty with `outcome`.
 */
rows: Array<number>, 
/**
 * All rows of this outcome.
 */
outcome: Outcome | null, 
/**
 * What.
 */
decision: Decision, };

/**
 * What the user decided for rows.
 */
export type Decision = "as_planned" | "skip" | "same_person" | "new_person" | "without_contradiction";

/**
 * Several records of a table go to the recycle bin.
 */
export type DeleteRecords = { 
/**
 * people, households, dwellings, estates, buildings, grids, or the key of a register.
 */
table: string, 
/**
 * The records.
 */
ids: Array<number>, };

/**
 * A field in which rows differ from the ledger.
 */
export type DifferingField = { 
/**
 * Its key.
 */
key: string, 
/**
 * Its label.
 */
label: string, 
/**
 * In how many rows the ledger says something else.
 */
differs: number, 
/**
 * In how many rows the ledger says nothing yet.
 */
fills: number, 
/**
 * Whether the ledger's value will be replaced.
 */
may_overwrite: boolean, };

/**
 * A division of GB/T 2260.
 */
export type DivisionHit = { 
/**
 * Six digits.
 */
code: string, 
/**
 * From the province down.
 */
full_name: string, };

/**
 * The divisions found, best first.
 */
export type DivisionHits = { 
/**
 * The divisions.
 */
hits: Array<DivisionHit>, };

/**
 * What was typed and not saved yet; kept in the ledger, encrypted.
 */
export type Draft = { 
/**
 * The form, like `people:17` or `people:new`.
 */
form: string, 
/**
 * The form's own JSON text.
 */
content: string, 
/**
 * When it was kept, local time; ignored on saving.
 */
kept_at: string, };

/**
 * All drafts of the user.
 */
export type Drafts = { 
/**
 * The drafts, newest first.
 */
drafts: Array<Draft>, };

/**
 * A dwelling with everybody who lives or is registered there.
 */
export type DwellingCard = { 
/**
 * The dwelling.
 */
id: number, 
/**
 * Its revision.
 */
revision: number, 
/**
 * Estate, building, unit, room in full.
 */
title: string, 
/**
 * `3-2-501`
 */
short: string, 
/**
 * The building, for its chart.
 */
building_id: number, 
/**
 * The grid's name.
 */
grid: string, 
/**
 * For the form.
 */
values: { [key in string]: Value }, 
/**
 * The same in words.
 */
facts: Array<Fact>, 
/**
 * Who lives there.
 */
inhabitants: Array<PersonBrief>, 
/**
 * Who is registered there.
 */
registered: Array<PersonBrief>, 
/**
 * Who left: people whose earlier standing was here.
 */
former: Array<PersonBrief>, 
/**
 * The households of the dwelling.
 */
households: Array<HouseholdLine>, };

/**
 * The report of the period before, which is not any more what was sent.
 */
export type EarlierTold = { 
/**
 * `2026-09`
 */
period: string, 
/**
 * `2026年9月`
 */
label: string, 
/**
 * What changed, and what to do.
 */
words: string, };

/**
 * When a filter finds nobody: how many each condition alone would let through if it were dropped.
 */
export type EmptyCause = { 
/**
 * The condition, in words of the filter: text, grid, age …
 */
condition: string, 
/**
 * Rows without this condition.
 */
without_it: number, };

/**
 * Why a filter finds nobody.
 */
export type EmptyCauses = { 
/**
 * The conditions, the guiltiest first.
 */
causes: Array<EmptyCause>, };

/**
 * An estate with its buildings.
 */
export type EstateNode = { 
/**
 * The estate.
 */
id: number, 
/**
 * Its revision.
 */
revision: number, 
/**
 * Its name.
 */
name: string, 
/**
 * Its buildings.
 */
buildings: Array<BuildingNode>, };

/**
 * Writes what leaves into a file.
 */
export type ExportFile = { 
/**
 * What leaves.
 */
leaving: Leaving, 
/**
 * The file; its ending says what it becomes: `.xlsx` or `.pdf`.
 */
file: string, 
/**
 * Whether the user said that a file that is there may be replaced.
 */
replaces: boolean, 
/**
 * What a list is printed on; a report has its own from its form.
 */
paper: OnPaper, };

/**
 * A label and what stands under it.
 */
export type Fact = { 
/**
 * The field's key.
 */
key: string, 
/**
 * The heading it stands under.
 */
section: string, 
/**
 * The label.
 */
label: string, 
/**
 * What people read; empty where nothing is filled in.
 */
text: string, };

/**
 * How the window treats a fault.
 */
export type FaultKind = "invalid" | "refused" | "conflict" | "locked" | "not_found" | "storage" | "file" | "bug" | "warning";

/**
 * A fault as it crosses the contract.
 */
export type FaultOnWire = { 
/**
 * Like `id.check_digit`.
 */
code: string, 
/**
 * How to treat it.
 */
kind: FaultKind, 
/**
 * The text for people.
 */
message: string, 
/**
 * The field's key.
 */
field: string | null, 
/**
 * The row, from 1.
 */
row: number | null, 
/**
 * The incident number of a bug.
 */
incident: string | null, };

/**
 * Every row that was not taken whole, for checks.
 */
export type FaultyRow = { 
/**
 * The sheet.
 */
sheet: string, 
/**
 * The row's number, from 1.
 */
row: number, 
/**
 * The field's key, or empty.
 */
field: string, 
/**
 * The fault's code.
 */
code: string, 
/**
 * Its text.
 */
text: string, };

/**
 * Every fault of rows not taken whole.
 */
export type FaultyRows = { 
/**
 * The faults, by row.
 */
rows: Array<FaultyRow>, 
/**
 * What is to be known of rows, those taken whole among them: nothing of it stood in the way.
 */
notices: Array<FaultyRow>, };

/**
 * What one act changed in one field.
 */
export type FieldChange = { 
/**
 * The record's name.
 */
subject: string, 
/**
 * The field's label.
 */
label: string, 
/**
 * What stood there.
 */
before: string, 
/**
 * What stands there since.
 */
after: string, };

/**
 * A field as forms draw it.
 */
export type FieldInfo = { 
/**
 * The key.
 */
key: string, 
/**
 * The label.
 */
label: string, 
/**
 * How it is typed.
 */
input: InputKind, 
/**
 * The longest text in characters, or 0.
 */
max: number, 
/**
 * The unit after it, or empty.
 */
unit: string, 
/**
 * Whether a record without it is refused.
 */
is_required: boolean, 
/**
 * Whether the program fills it.
 */
is_computed: boolean, 
/**
 * The heading over it.
 */
section: string, 
/**
 * A short help under it.
 */
hint: string, 
/**
 * What a new record starts with (a word of the ledger), or empty.
 */
default: string, 
/**
 * The choices.
 */
choices: Array<ChoiceInfo>, 
/**
 * The kind of record referred to, or empty: estates, buildings, dwellings, grids, households.
 */
refers_to: string, 
/**
 * Whether a new record starts with what the last one of the register has.
 */
is_remembered: boolean, 
/**
 * Whether a change holds from its day on, and days before count by what was there.
 */
is_dated: boolean, };

/**
 * How the file of what leaves is called.
 */
export type FileName = { 
/**
 * Its name, without folder and ending.
 */
name: string, };

/**
 * A file that was written.
 */
export type FileWritten = { 
/**
 * The whole path.
 */
file: string, 
/**
 * What to say.
 */
said: string, };

/**
 * A version of a report that was reviewed or sent.
 */
export type FiledReport = { 
/**
 * Its row.
 */
id: number, 
/**
 * `2026-10`
 */
period: string, 
/**
 * `2026年10月`
 */
label: string, 
/**
 * From 1; a correction is a new version.
 */
version: number, 
/**
 * reviewed, submitted, returned.
 */
state: string, 
/**
 * The state in words.
 */
state_label: string, 
/**
 * Why it corrects the version before, or empty.
 */
reason: string, 
/**
 * Why it came back, or empty.
 */
returned_reason: string, 
/**
 * When it was reviewed, and by whom.
 */
reviewed: string, 
/**
 * The day it was sent and by whom, or empty.
 */
submitted: string, 
/**
 * SHA-256 of its workbook.
 */
workbook_sha256: string, 
/**
 * SHA-256 of its PDF.
 */
pages_sha256: string, 
/**
 * Whether it lies at the street office: the newest that was sent and did not come back.
 */
is_in_force: boolean, 
/**
 * In the list of periods: that figures of it are other ones now, and what becomes of them; else empty.
 */
changed: string, 
/**
 * Whether somebody has to see to that, as the first page says too: no later paper holds it.
 */
is_to_mend: boolean, };

/**
 * Every version of every period of a form, newest first.
 */
export type FiledReports = { 
/**
 * The versions.
 */
reports: Array<FiledReport>, 
/**
 * The last periods that are over, newest first, and the day by which each was to be sent.
 */
due: Array<PeriodDue>, };

/**
 * The search box.
 */
export type Find = { 
/**
 * As typed.
 */
text: string, 
/**
 * At most so many hits.
 */
limit: number, };

/**
 * Looks records up for a form's reference field.
 */
export type FindChoices = { 
/**
 * estates, buildings, dwellings, grids or households.
 */
table: string, 
/**
 * As typed; empty for the first ones.
 */
text: string, 
/**
 * The record chosen now: always among the answers.
 */
chosen: number | null, };

/**
 * A form and the list that goes with it.
 */
export type FormInfo = { 
/**
 * people, estates, buildings, dwellings, grids, households, or the key of a register.
 */
key: string, 
/**
 * The title.
 */
title: string, 
/**
 * What belongs here, for the empty list.
 */
about: string, 
/**
 * The fields.
 */
fields: Array<FieldInfo>, 
/**
 * The columns its list can show.
 */
columns: Array<ColumnInfo>, 
/**
 * Whether it is a declared register, drawn by the engine.
 */
is_register: boolean, 
/**
 * Whether wrong rows are struck (作废) with a reason instead of deleted.
 */
is_struck: boolean, 
/**
 * Whether the user may change its records.
 */
may_write: boolean, };

/**
 * A section of a form.
 */
export type FormSection = { 
/**
 * Which one.
 */
key: string, 
/**
 * Its title; empty: the usual one.
 */
title: string, 
/**
 * Whether the report has it.
 */
is_on: boolean, };

/**
 * Every form the user may see.
 */
export type Forms = { 
/**
 * The forms.
 */
forms: Array<FormInfo>, 
/**
 * The kinds of movements offered, with their labels.
 */
movement_kinds: Array<ChoiceInfo>, 
/**
 * The relations to the head of a household.
 */
relations: Array<ChoiceInfo>, 
/**
 * 人户状态
 */
residence_states: Array<ChoiceInfo>, 
/**
 * How a new person came unless the clerk says otherwise: 建账登记 until the office has made a report, then 迁入.
 */
usual_source: MovementKind, };

/**
 * The draft of a form, if there is one.
 */
export type FoundDraft = { 
/**
 * The draft.
 */
draft: Draft | null, };

/**
 * Looks households up for a form: by head, member, number or place.
 */
export type FoundHouseholds = { 
/**
 * The households, best first.
 */
households: Array<HouseholdLine>, };

/**
 * What columns meant, in their order.
 */
export type FoundMapping = { 
/**
 * Keys of targets; empty: not imported.
 */
targets: Array<string>, };

/**
 * A grid.
 */
export type GridNode = { 
/**
 * The grid.
 */
id: number, 
/**
 * Its revision.
 */
revision: number, 
/**
 * Its number and name, like 01 幸福里北.
 */
name: string, 
/**
 * 网格员
 */
grid_worker: string, 
/**
 * Households with somebody in them.
 */
household_count: number, 
/**
 * People who belong to it.
 */
person_count: number, };

/**
 * How the population is grouped.
 */
export type GroupBy = "grid" | "age_band" | "building" | "residence" | "ethnic" | "estate" | "education" | "political" | "marital" | "population_kind";

/**
 * The history, newest first.
 */
export type History = { 
/**
 * The acts.
 */
entries: Array<HistoryEntry>, 
/**
 * Whether there are earlier ones.
 */
has_more: boolean, };

/**
 * A line of the history: one act of one user.
 */
export type HistoryEntry = { 
/**
 * The act.
 */
act_id: number, 
/**
 * When, local time `YYYY-MM-DD HH:MM:SS`.
 */
happened_at: string, 
/**
 * Who.
 */
actor: string, 
/**
 * What, in words, like 修改 王建国.
 */
said: string, 
/**
 * The fields that changed.
 */
changes: Array<FieldChange>, 
/**
 * Whether it changed more rows than are told here.
 */
is_cut: boolean, 
/**
 * Whether it was taken back already.
 */
is_undone: boolean, 
/**
 * Whether it can be taken back now.
 */
can_undo: boolean, };

/**
 * A hit.
 */
export type Hit = { 
/**
 * What it is.
 */
kind: HitKind, 
/**
 * The record.
 */
id: number, 
/**
 * The name or place.
 */
title: string, 
/**
 * What tells it from its namesakes: building, age, masked number.
 */
detail: string, 
/**
 * What matched, in words: 姓名, 拼音, 证件号码, 电话, 住址.
 */
matched: string, 
/**
 * 已离开, 已去世 or empty.
 */
mark: string, };

/**
 * The kinds of things the search box finds.
 */
export type HitKind = "person" | "dwelling" | "household" | "building";

/**
 * The hits, best first.
 */
export type Hits = { 
/**
 * The hits.
 */
hits: Array<Hit>, };

/**
 * A household in a few words.
 */
export type HouseholdBrief = { 
/**
 * The household.
 */
id: number, 
/**
 * 户编号
 */
household_no: string, 
/**
 * 户主
 */
head: string, 
/**
 * Its dwelling in short form.
 */
place: string, };

/**
 * A household with its members.
 */
export type HouseholdCard = { 
/**
 * The household.
 */
id: number, 
/**
 * Its revision.
 */
revision: number, 
/**
 * 李敏户
 */
title: string, 
/**
 * The dwelling, if any.
 */
dwelling_id: number | null, 
/**
 * Its address in full.
 */
address: string, 
/**
 * For the form.
 */
values: { [key in string]: Value }, 
/**
 * The same in words.
 */
facts: Array<Fact>, 
/**
 * 户籍人数
 */
hukou_count: number, 
/**
 * Living members.
 */
living_count: number, 
/**
 * Who is registered in it.
 */
registered: Array<PersonBrief>, 
/**
 * Who lives in it.
 */
living: Array<PersonBrief>, 
/**
 * Things that do not fit: no head, two heads.
 */
warnings: Array<string>, };

/**
 * A household in a list of a dwelling or a search.
 */
export type HouseholdLine = { 
/**
 * The household.
 */
id: number, 
/**
 * 户编号
 */
household_no: string, 
/**
 * 户主
 */
head: string, 
/**
 * `3-2-501`
 */
place: string, 
/**
 * How many belong to it.
 */
member_count: number, };

/**
 * The ids of everybody a filter finds, for marking all of them.
 */
export type Ids = { 
/**
 * The people.
 */
ids: Array<number>, };

/**
 * A column of the sheet.
 */
export type ImportColumn = { 
/**
 * Its place, from 0.
 */
index: number, 
/**
 * Its letters, as the spreadsheet shows them.
 */
letters: string, 
/**
 * Its heading.
 */
title: string, 
/**
 * What it means, as guessed, remembered or chosen.
 */
target: string, 
/**
 * Whether a heading that is known says so.
 */
is_known: boolean, 
/**
 * Whether the heading says something of another person, so that it is left out.
 */
is_of_another: boolean, 
/**
 * Its first values, as they stand there.
 */
samples: Array<string>, 
/**
 * Whether the spreadsheet hides it.
 */
is_hidden: boolean, };

/**
 * A finished import.
 */
export type ImportDone = { 
/**
 * Its number in the list of imports.
 */
import_id: number, 
/**
 * What to say.
 */
said: string, 
/**
 * Counts by outcome.
 */
counts: Array<OutcomeCount>, 
/**
 * How many rows come back in the workbook of those not taken whole.
 */
not_whole: number, 
/**
 * How many cells were mended in the window: that workbook tells of them too.
 */
mended: number, 
/**
 * How many rows that workbook has: those not taken whole, and those with a mended cell.
 */
rows_back: number, 
/**
 * How much is to be known of rows, those taken whole among them.
 */
notices: number, };

/**
 * How an import is done.
 */
export type ImportOptions = { 
/**
 * How rows find people.
 */
match_by: MatchBy, 
/**
 * From which day newcomers count as being here, `YYYY-MM-DD`; empty: today.
 */
opening_on: string, 
/**
 * The estate of rows that name none; empty: the only one of the ledger, else one of the community's name.
 */
estate: string, 
/**
 * Keys of fields whose value in the ledger may be replaced; `null`: all.
 */
overwrite: Array<string> | null, 
/**
 * A group that everybody in the sheet belongs to, or empty.
 */
group: string, 
/**
 * Whether rows that the spreadsheet hides are left out.
 */
skips_hidden: boolean, 
/**
 * A name to remember the mapping by; empty: the file's.
 */
remember_as: string, };

/**
 * What an import would do.
 */
export type ImportPlan = { 
/**
 * The import.
 */
token: number, 
/**
 * Counts by outcome, all of them.
 */
counts: Array<OutcomeCount>, 
/**
 * Fields that differ, most often first.
 */
fields: Array<DifferingField>, 
/**
 * Dwellings, buildings, estates and households that will be made, in words.
 */
makes: Array<string>, 
/**
 * Rows that are none: blank, totals, notes, in words.
 */
left_out: Array<string>, 
/**
 * Columns that are not taken and sheets that were not read, in words.
 */
unused: Array<string>, 
/**
 * What is told once of the file, in sentences.
 */
notes: Array<string>, };

/**
 * A sheet of the opened file.
 */
export type ImportSheet = { 
/**
 * Its name.
 */
name: string, 
/**
 * Whether the book hides it.
 */
is_hidden: boolean, 
/**
 * How many columns of its header are known; 0 where it has none.
 */
known: number, };

/**
 * Where rows come from.
 */
export type ImportSource = { "from": "file", 
/**
 * Its path.
 */
path: string, } | { "from": "text", 
/**
 * Cells parted by tabs, rows by line breaks.
 */
text: string, };

/**
 * Something that a column can mean.
 */
export type ImportTarget = { 
/**
 * Its key; empty: not imported.
 */
key: string, 
/**
 * What people read.
 */
label: string, 
/**
 * The heading it stands under in the list of choices.
 */
group: string, };

/**
 * One of the first rows.
 */
export type ImportTopRow = { 
/**
 * Its number, from 1.
 */
row: number, 
/**
 * Its cells.
 */
cells: Array<string>, };

/**
 * What taking an import back did.
 */
export type ImportUndone = { 
/**
 * What to say.
 */
said: string, 
/**
 * Records kept because they were edited since, by name.
 */
kept: Array<string>, };

/**
 * The opened sheet and how it is understood.
 */
export type ImportView = { 
/**
 * The import; every later command names it.
 */
token: number, 
/**
 * residents, or the key of a register.
 */
kind: string, 
/**
 * The file's name, without its folder.
 */
file_name: string, 
/**
 * Another text whenever the file was written anew; empty for a pasted text.
 */
mark: string, 
/**
 * Its sheets.
 */
sheets: Array<ImportSheet>, 
/**
 * The sheet that was read.
 */
sheet: number, 
/**
 * How many rows of it hold something.
 */
row_count: number, 
/**
 * The header's first row, from 1; 0 where none was found.
 */
header_first: number, 
/**
 * The header's last row, from 1.
 */
header_last: number, 
/**
 * The first rows as they stand there, to point out the header.
 */
top: Array<ImportTopRow>, 
/**
 * The columns under the header.
 */
columns: Array<ImportColumn>, 
/**
 * What a column can mean.
 */
targets: Array<ImportTarget>, 
/**
 * The name under which this mapping was remembered, or empty.
 */
remembered: string, 
/**
 * What is worth knowing: hidden rows, rows that are none.
 */
notes: Array<string>, 
/**
 * Estates of the ledger, for sheets that name none.
 */
estates: Array<string>, 
/**
 * Groups that a whole sheet can be of: word and label.
 */
groups: Array<ImportTarget>, 
/**
 * The group that the sheet's title names, or empty.
 */
group: string, };

/**
 * A folder.
 */
export type InFolder = { 
/**
 * The whole path.
 */
folder: string, };

/**
 * The number under which an incident stands in the local log.
 */
export type Incident = { 
/**
 * The number.
 */
incident: string, };

/**
 * How a field is typed.
 */
export type InputKind = "text" | "long_text" | "date" | "partial_date" | "choice" | "choices" | "whole" | "hundredths" | "yes_no" | "phones" | "division" | "reference";

/**
 * What labels of households are for.
 */
export type LabelOf = "letters" | "folders";

/**
 * What becomes of a movement that is entered after the report of its month was sent.
 */
export type LateEntries = "correction" | "counted";

/**
 * Lays out a building at once: every unit × floor × room.
 */
export type LayOutBuilding = { 
/**
 * The building.
 */
building_id: number, 
/**
 * How many units; 0 for a building without units.
 */
unit_count: number, 
/**
 * The lowest floor.
 */
floor_from: number, 
/**
 * The highest floor.
 */
floor_to: number, 
/**
 * Rooms on each floor of each unit.
 */
rooms_per_floor: number, };

/**
 * What leaves. Of a list all rows go that it finds, in its order and with its columns; offset and limit are ignored.
 */
export type Leaving = { "what": "people", 
/**
 * Which people.
 */
list: ListPeople, 
/**
 * Only these of them; empty: all.
 */
ids: Array<number>, 
/**
 * With whole ID numbers and phones, as the street office wants them; masked otherwise. Needs the right to see
 * them, and leaves a line in the history.
 */
in_full: boolean, } | { "what": "places", 
/**
 * Which of them.
 */
list: ListPlaces, 
/**
 * Only these of them; empty: all.
 */
ids: Array<number>, } | { "what": "rows", 
/**
 * Which rows.
 */
list: ListRows, 
/**
 * Only these of them; empty: all.
 */
ids: Array<number>, } | { "what": "report", 
/**
 * The form's key.
 */
form: string, 
/**
 * `2026-10`, `2026-Q3`, `2026`
 */
period: string, } | { "what": "household_book", 
/**
 * Which households.
 */
scope: Scope, 
/**
 * With whole ID numbers and phones.
 */
in_full: boolean, } | { "what": "building_book", 
/**
 * Which buildings; `ids` are those of buildings.
 */
scope: Scope, 
/**
 * With whole ID numbers and phones.
 */
in_full: boolean, } | { "what": "household_cards", 
/**
 * Which households.
 */
scope: Scope, } | { "what": "person_sheets", 
/**
 * Which people.
 */
list: ListPeople, 
/**
 * Only these of them; empty: all.
 */
ids: Array<number>, 
/**
 * With whole ID numbers and phones.
 */
in_full: boolean, } | { "what": "household_labels", 
/**
 * Which households.
 */
scope: Scope, 
/**
 * For letters or for folders.
 */
of: LabelOf, 
/**
 * Which sheet, from 0.
 */
sheet: number, 
/**
 * The first label that is still on it, from 0.
 */
begins_at: number, } | { "what": "person_labels", 
/**
 * Which people.
 */
list: ListPeople, 
/**
 * Only these of them; empty: all.
 */
ids: Array<number>, 
/**
 * Which sheet, from 0.
 */
sheet: number, 
/**
 * The first label that is still on it, from 0.
 */
begins_at: number, } | { "what": "blank", 
/**
 * people, households, or a register's key.
 */
form: string, 
/**
 * So many sheets; of a register so many lines.
 */
count: number, } | { "what": "population", 
/**
 * Which day, population and groups.
 */
count: CountPopulation, } | { "what": "changes", 
/**
 * Which days and population.
 */
count: CountChanges, } | { "what": "paper", 
/**
 * What it says.
 */
paper: Paper, } | { "what": "filed_report", 
/**
 * Its row.
 */
id: number, };

/**
 * What somebody may do in an area.
 */
export type Level = "nothing" | "read" | "write";

/**
 * Which folder's backups; `null` for the ledger's own.
 */
export type ListBackups = { 
/**
 * The folder.
 */
folder: string | null, };

/**
 * A part of the history.
 */
export type ListHistory = { 
/**
 * Only the acts that touched this record; `null` for all.
 */
record: RecordOf | null, 
/**
 * Acts before this one (to page on), or `null`.
 */
before_act_id: number | null, 
/**
 * How many, at most 200.
 */
limit: number, 
/**
 * Only acts whose line holds every one of these words: what was done, who, when.
 */
text: string, };

/**
 * A part of the planned rows.
 */
export type ListImportRows = { 
/**
 * The import.
 */
token: number, 
/**
 * Only rows of this outcome.
 */
outcome: Outcome | null, 
/**
 * Only rows that are taken without some of their cells.
 */
is_partly: boolean, 
/**
 * The first one wanted, from 0.
 */
offset: number, 
/**
 * How many, at most 200.
 */
limit: number, };

/**
 * A part of the list of residents.
 */
export type ListPeople = { 
/**
 * Which people.
 */
filter: PeopleFilter, 
/**
 * How to sort; `null`: by name.
 */
sort: Sort | null, 
/**
 * The columns wanted.
 */
columns: Array<string>, 
/**
 * The first row wanted, from 0.
 */
offset: number, 
/**
 * How many rows, at most 500.
 */
limit: number, };

/**
 * A part of the list of dwellings or households.
 */
export type ListPlaces = { 
/**
 * dwellings, households or grids.
 */
table: string, 
/**
 * Words that must occur: place, head, owner.
 */
text: string, 
/**
 * A building, or `null`.
 */
building_id: number | null, 
/**
 * Conditions on choice fields.
 */
conditions: Array<Condition>, 
/**
 * The columns wanted.
 */
columns: Array<string>, 
/**
 * How to sort; `null`: by place.
 */
sort: Sort | null, 
/**
 * The first row wanted, from 0.
 */
offset: number, 
/**
 * How many rows, at most 500.
 */
limit: number, };

/**
 * A part of a register.
 */
export type ListRows = { 
/**
 * The register's key.
 */
register: string, 
/**
 * Words that must all occur somewhere in a row.
 */
text: string, 
/**
 * Conditions on choice fields.
 */
conditions: Array<Condition>, 
/**
 * Earliest day, or empty.
 */
from_on: string, 
/**
 * Latest day, or empty.
 */
to_on: string, 
/**
 * The columns wanted.
 */
columns: Array<string>, 
/**
 * How to sort; `null`: newest first.
 */
sort: Sort | null, 
/**
 * The first row wanted, from 0.
 */
offset: number, 
/**
 * How many rows, at most 500.
 */
limit: number, };

/**
 * Makes a backup.
 */
export type MakeBackup = { 
/**
 * The folder (a USB stick); `null` for the ledger's own.
 */
folder: string | null, 
/**
 * The file itself, which must not be there yet; `null` for a new name in the folder.
 */
file: string | null, };

/**
 * Adds or removes a mark (标记) on several people.
 */
export type MarkPeople = { 
/**
 * The people.
 */
ids: Array<number>, 
/**
 * The mark's word.
 */
mark: string, 
/**
 * Whether the mark is set; else it is removed.
 */
is_set: boolean, };

/**
 * How rows find the people of the ledger.
 */
export type MatchBy = "usual" | "number" | "name_birth_room" | "name_room" | "name_phone";

/**
 * A person of the ledger that a row was matched with.
 */
export type MatchedPerson = { 
/**
 * The person.
 */
id: number, 
/**
 * Name and place.
 */
label: string, };

/**
 * What one member of a household is to its head from a day on.
 */
export type MemberRelation = { 
/**
 * The person.
 */
person_id: number, 
/**
 * GB/T 4761; `null` where the person is not registered in this household, or nothing changes.
 */
hukou_relation: string | null, 
/**
 * GB/T 4761; `null` where the person does not live in this household, or nothing changes.
 */
living_relation: string | null, };

/**
 * Which household a membership points to.
 */
export type Membership = { "to": "nowhere" } | { "to": "unchanged" } | { "to": "household", 
/**
 * The household.
 */
household_id: number, 
/**
 * Relation to its head, GB/T 4761.
 */
relation: string, } | { "to": "new_household", 
/**
 * Relation to its head, usually 02 (户主).
 */
relation: string, } | { "to": "same_as_hukou" };

/**
 * Puts a text in the place of a cell of the open sheet. The rows are planned anew after it; the file stays as it is.
 */
export type MendImportCell = { 
/**
 * The import.
 */
token: number, 
/**
 * The row's number, from 1.
 */
row: number, 
/**
 * The column's place in the sheet, from 0.
 */
column: number, 
/**
 * What stands there from now on.
 */
text: string, };

/**
 * Something that a record lacks, `residents.md` 3 (Req).
 */
export type Missing = "id_number" | "birth_day" | "phone" | "dwelling" | "grid" | "emergency_contact" | "political_status" | "marital_status" | "education";

/**
 * A month's end.
 */
export type MonthPoint = { 
/**
 * 2026年10月
 */
month: string, 
/**
 * People registered here.
 */
registered: number, 
/**
 * People living here.
 */
living: number, };

/**
 * What happened when, where from or to, and why.
 */
export type MovementFacts = { 
/**
 * What happened.
 */
kind: MovementKind, 
/**
 * When, as typed.
 */
happened_on: string, 
/**
 * From or to where.
 */
place: string, 
/**
 * Why.
 */
reason: string, };

/**
 * The kinds of movements.
 */
export type MovementKind = "opening" | "born" | "moved_in" | "moved_within" | "relation_changed" | "hukou_in" | "hukou_out" | "moved_out" | "died" | "cancelled";

/**
 * Asks for a mapping by the name it was remembered under.
 */
export type NamedMapping = { 
/**
 * residents, or the key of a register.
 */
kind: string, 
/**
 * The name.
 */
name: string, };

/**
 * The next head of a household that loses its own, and what the others are to the new one.
 */
export type NextHead = { 
/**
 * The household.
 */
household_id: number, 
/**
 * Those whose relation changes.
 */
relations: Array<MemberRelation>, };

/**
 * A request without content.
 */
export type Nothing = Record<symbol, never>;

/**
 * A backup file to look into or to restore.
 */
export type OfBackup = { 
/**
 * The file.
 */
file: string, 
/**
 * Today's password of a director or today's recovery code; where there is no ledger, those it was made under.
 */
password: string | null, 
/**
 * The user of that password; may be empty.
 */
user_name: string | null, };

/**
 * A figure of a report.
 */
export type OfFigure = { 
/**
 * The form's key.
 */
form: string, 
/**
 * `2026-10`
 */
period: string, 
/**
 * The section.
 */
section: string, 
/**
 * The row, from 0; `null` in the last line of sums.
 */
row: number | null, 
/**
 * The column, from 0.
 */
column: number, };

/**
 * A form's name.
 */
export type OfForm = { 
/**
 * The form, like `people:17` or `people:new`.
 */
form: string, };

/**
 * An import.
 */
export type OfImport = { 
/**
 * The import.
 */
token: number, };

/**
 * Looks at the pages of what leaves.
 */
export type OfLeaving = { 
/**
 * What leaves.
 */
leaving: Leaving, 
/**
 * What a list is printed on; a report has its own from its form.
 */
paper: OnPaper, };

/**
 * A list whose columns may be kept.
 */
export type OfList = { 
/**
 * `people`, `dwellings`, a register's key.
 */
list: string, };

/**
 * A period of a form.
 */
export type OfPeriod = { 
/**
 * The form's key.
 */
form: string, 
/**
 * `2026-10`, `2026-Q3`, `2026`
 */
period: string, };

/**
 * A form.
 */
export type OfReportForm = { 
/**
 * Its key.
 */
form: string, };

/**
 * Long work of a kind.
 */
export type OfWork = { 
/**
 * Which.
 */
kind: WorkKind, };

/**
 * What an office is called and where it lies.
 */
export type OfficeFacts = { 
/**
 * 社区居委会名称
 */
community: string, 
/**
 * 街道名称
 */
street_office: string, 
/**
 * 行政区划代码, six digits.
 */
division_code: string, 
/**
 * 党组织名称
 */
party_branch: string, 
/**
 * 本届任期开始, `YYYY-MM-DD` or empty.
 */
term_from: string, 
/**
 * 本届任期结束, `YYYY-MM-DD` or empty.
 */
term_to: string, };

/**
 * What a table is printed on.
 */
export type OnPaper = { 
/**
 * The size of the sheet.
 */
size: PaperSize, 
/**
 * Which way it is turned.
 */
turn: PaperTurn, };

/**
 * Opens a file for import. A file opened before is closed.
 */
export type OpenImport = { 
/**
 * residents, or the key of a register.
 */
kind: string, 
/**
 * Where the rows are.
 */
source: ImportSource, 
/**
 * A sheet by its name; `null` takes the one that looks most like a list of this kind.
 */
sheet: string | null, };

/**
 * What a line of the first page opens.
 */
export type Opens = { "page": "people", 
/**
 * The filter.
 */
filter: PeopleFilter, } | { "page": "person", 
/**
 * The person.
 */
id: number, } | { "page": "household", 
/**
 * The household.
 */
id: number, } | { "page": "places", 
/**
 * dwellings or households.
 */
table: string, 
/**
 * Conditions on it.
 */
conditions: Array<Condition>, } | { "page": "register", 
/**
 * Its key.
 */
key: string, } | { "page": "reports", 
/**
 * The form's key.
 */
form: string, 
/**
 * `2026-10`; empty: the one that has ended.
 */
period: string, } | { "page": "backups" } | { "page": "settings" } | { "page": "draft", 
/**
 * The form, like `people:17`.
 */
form: string, };

/**
 * What becomes of a row.
 */
export type Outcome = "new" | "changed" | "same" | "maybe_same" | "conflict" | "refused" | "place";

/**
 * How many rows of an outcome there are, and how many of them will be written as decided.
 */
export type OutcomeCount = { 
/**
 * The outcome.
 */
outcome: Outcome, 
/**
 * Its name.
 */
label: string, 
/**
 * Rows.
 */
rows: number, 
/**
 * Of them: written.
 */
taken: number, 
/**
 * Of them: taken without some of their cells.
 */
partly: number, };

/**
 * The pages, just as they are saved and printed.
 */
export type PagesMade = { 
/**
 * The PDF, base 64.
 */
pdf: string, 
/**
 * How many pages it has.
 */
page_count: number, 
/**
 * Whether it can leave as a workbook too.
 */
has_workbook: boolean, 
/**
 * How its file is called, without its ending.
 */
name: string, 
/**
 * Whose signs no font has, and what to do about it; empty where every sign will be on the paper.
 */
warning: string, };

/**
 * A paper.
 */
export type Paper = { 
/**
 * 标题; where it is to be broken, in lines.
 */
title: string, 
/**
 * 主送单位, without its colon; empty: none.
 */
addressee: string, 
/**
 * 正文: a paragraph a line. What a paragraph begins with tells its level.
 */
body: string, 
/**
 * 附件, a line each.
 */
attachments: string, 
/**
 * 署名
 */
signed_by: string, 
/**
 * 成文日期, ISO.
 */
dated_on: string, 
/**
 * Whether a seal goes over signature and date.
 */
is_sealed: boolean, 
/**
 * 附注, without its brackets, or empty.
 */
note: string, };

/**
 * The size of a sheet.
 */
export type PaperSize = "a4" | "a3";

/**
 * Which way a sheet is turned.
 */
export type PaperTurn = "fitting" | "upright" | "across";

/**
 * An import of the past.
 */
export type PastImport = { 
/**
 * Its number.
 */
import_id: number, 
/**
 * When, local time.
 */
happened_at: string, 
/**
 * Who.
 */
actor: string, 
/**
 * What, in words.
 */
kind: string, 
/**
 * The file.
 */
file_name: string, 
/**
 * The sheet.
 */
sheet_name: string, 
/**
 * Counts by outcome.
 */
counts: Array<OutcomeCount>, 
/**
 * When and by whom it was taken back, or empty.
 */
undone: string, 
/**
 * Whether the user may take it back.
 */
can_undo: boolean, };

/**
 * The imports, newest first.
 */
export type PastImports = { 
/**
 * The imports.
 */
imports: Array<PastImport>, };

/**
 * Which people a list shows. Empty parts do not narrow.
 */
export type PeopleFilter = { 
/**
 * Name, pinyin, part of a number, phone or place.
 */
text: string, 
/**
 * Who by where they are now.
 */
presence: Presence, 
/**
 * Grids; 0 stands for none.
 */
grid_ids: Array<number>, 
/**
 * An estate.
 */
estate_id: number | null, 
/**
 * A building.
 */
building_id: number | null, 
/**
 * From this age, in whole years today.
 */
age_from: number | null, 
/**
 * To this age.
 */
age_to: number | null, 
/**
 * 人户状态, words.
 */
residence_states: Array<string>, 
/**
 * Conditions on choice fields (sex, political_status, marks …).
 */
conditions: Array<Condition>, 
/**
 * Only records that lack this.
 */
missing: Missing | null, 
/**
 * Only those that an import added or changed.
 */
import_id: number | null, };

/**
 * By when a period's report is to be sent.
 */
export type PeriodDue = { 
/**
 * `2026-10`
 */
period: string, 
/**
 * `2026年10月`
 */
label: string, 
/**
 * The day, ISO.
 */
due_on: string, 
/**
 * Whether it is past and nothing was sent.
 */
is_late: boolean, };

/**
 * A person in a few words, for members and inhabitants.
 */
export type PersonBrief = { 
/**
 * The person.
 */
id: number, 
/**
 * The name.
 */
name: string, 
/**
 * 男 or 女.
 */
sex: string, 
/**
 * Years today, or empty.
 */
age: string, 
/**
 * Relation to the head, in words.
 */
relation: string, 
/**
 * Relation to the head of the household of the register, GB/T 4761, or empty.
 */
hukou_relation_code: string, 
/**
 * Relation to the head of the household lived in, GB/T 4761, or empty.
 */
living_relation_code: string, 
/**
 * 人户状态, in words.
 */
residence: string, 
/**
 * Phone as lists show it.
 */
phone: string, };

/**
 * A person's card.
 */
export type PersonCard = { 
/**
 * The person.
 */
id: number, 
/**
 * The revision read.
 */
revision: number, 
/**
 * The name.
 */
name: string, 
/**
 * 男 or 女.
 */
sex: string, 
/**
 * Like 76 岁, 3 个月; empty if not known.
 */
age: string, 
/**
 * The address of the dwelling in full.
 */
address: string, 
/**
 * Phones as the card shows them.
 */
phones: Array<string>, 
/**
 * The head of the household lived in (else registered in), with the relation: 李敏（配偶）.
 */
head: string, 
/**
 * 人户状态 in words, or 已去世 2026-03-01, 已搬离 …
 */
residence: string, 
/**
 * Whether the person belongs to the community now.
 */
is_present: boolean, 
/**
 * The grid's name.
 */
grid: string, 
/**
 * The values, sensitive ones masked; for the form.
 */
values: { [key in string]: Value }, 
/**
 * The same in words, for reading.
 */
facts: Array<Fact>, 
/**
 * The standing now.
 */
standing: Standing, 
/**
 * The dwelling, if any.
 */
dwelling_id: number | null, 
/**
 * The household registered in.
 */
hukou_household: HouseholdBrief | null, 
/**
 * The household lived in.
 */
living_household: HouseholdBrief | null, 
/**
 * Who lives or is registered in the same households, without the person.
 */
family: Array<PersonBrief>, 
/**
 * Movements, newest first.
 */
timeline: Array<TimelineEntry>, 
/**
 * What the record lacks, in words.
 */
missing: Array<string>, 
/**
 * The day on which the card was entered: until its evening what is changed was always so.
 */
entered_on: string, };

/**
 * All places of the community.
 */
export type PlaceTree = { 
/**
 * The estates.
 */
estates: Array<EstateNode>, 
/**
 * The grids.
 */
grids: Array<GridNode>, };

/**
 * Plans an import: nothing is written.
 */
export type PlanImport = { 
/**
 * The import.
 */
token: number, 
/**
 * What each column means, in the order of the columns.
 */
targets: Array<string>, 
/**
 * How it is done.
 */
options: ImportOptions, };

/**
 * A planned row.
 */
export type PlannedRow = { 
/**
 * Its number, from 1, as the spreadsheet counts.
 */
row: number, 
/**
 * What becomes of it.
 */
outcome: Outcome, 
/**
 * What was decided.
 */
decision: Decision, 
/**
 * Whether it will be written as decided.
 */
is_taken: boolean, 
/**
 * The person or record in a few words.
 */
title: string, 
/**
 * More words: sex, age, place.
 */
detail: string, 
/**
 * Whom of the ledger it was matched with, or may be.
 */
matched: MatchedPerson | null, 
/**
 * Values that differ.
 */
differences: Array<RowDifference>, 
/**
 * What is wrong or to be checked.
 */
faults: Array<RowFault>, };

/**
 * Planned rows.
 */
export type PlannedRows = { 
/**
 * How many there are.
 */
total: number, 
/**
 * The first one's place.
 */
offset: number, 
/**
 * The rows.
 */
rows: Array<PlannedRow>, };

/**
 * A plot of a table's own figures, beside it.
 */
export type Plot = { "kind": "pyramid", 
/**
 * To the left.
 */
left: number, 
/**
 * To the right.
 */
right: number, } | { "kind": "lines", 
/**
 * The columns.
 */
columns: Array<number>, };

/**
 * A line of the population table.
 */
export type PopulationLine = { 
/**
 * The group in words.
 */
group: string, 
/**
 * Men.
 */
male: number, 
/**
 * Women.
 */
female: number, 
/**
 * Everybody, those of unknown sex too.
 */
total: number, };

/**
 * Which population.
 */
export type PopulationOf = "all" | "registered" | "living";

/**
 * The population on a day.
 */
export type PopulationTable = { 
/**
 * The day.
 */
on: string, 
/**
 * The lines.
 */
lines: Array<PopulationLine>, 
/**
 * 合计
 */
sum: PopulationLine, };

/**
 * Who is in a list by where they are now.
 */
export type Presence = "here" | "left" | "died" | "all";

/**
 * Reads another sheet, or takes other rows for the header.
 */
export type ReadImportSheet = { 
/**
 * The import.
 */
token: number, 
/**
 * The sheet, from 0.
 */
sheet: number, 
/**
 * First and last row of the header, from 1; `null` to find it.
 */
header: [number, number] | null, };

/**
 * Records a movement of one or several people (a family moves together).
 */
export type RecordMovement = { 
/**
 * The people.
 */
person_ids: Array<number>, 
/**
 * What happened.
 */
movement: MovementFacts, 
/**
 * Where they stand after it. Relations of several people stay as they are unless one is given.
 */
standing: StandingChoice, 
/**
 * Who comes next where a head dies or leaves, from the same day on.
 */
next_heads: Array<NextHead>, 
/**
 * Whether a household that loses its head may stay without one for now (暂不指定); else the next one is asked for.
 */
may_lack_head: boolean, };

/**
 * A record of a table.
 */
export type RecordOf = { 
/**
 * people, households, dwellings, estates, buildings, grids, or the key of a register.
 */
table: string, 
/**
 * The record.
 */
id: number, };

/**
 * A figure that is another one now than in the version filed last.
 */
export type ReportDifference = { 
/**
 * The table.
 */
sheet: string, 
/**
 * The row, by what stands first in it.
 */
row: string, 
/**
 * The column.
 */
column: string, 
/**
 * As filed.
 */
before: string, 
/**
 * As it is now.
 */
after: string, };

/**
 * Something done after a report was filed that made another figure of it.
 */
export type ReportEvent = { 
/**
 * When it was entered.
 */
at: string, 
/**
 * By whom.
 */
by: string, 
/**
 * What, as the history says it.
 */
said: string, 
/**
 * Whom it changed, by the day on which it takes effect; of an import everybody.
 */
rows: Array<ReportEventRow>, };

/**
 * Somebody or something that an act changed.
 */
export type ReportEventRow = { 
/**
 * The day on which it takes effect, ISO; of what holds from no day the one on which it was entered.
 */
on: string, 
/**
 * The name.
 */
name: string, 
/**
 * What happened.
 */
detail: string, 
/**
 * What it opens.
 */
opens: BehindPage, };

/**
 * A form.
 */
export type ReportForm = { 
/**
 * Its row; 0 for one to be added.
 */
id: number, 
/**
 * The revision it was read at.
 */
revision: number, 
/**
 * `monthly`, `quarterly`, `yearly`, or `own-4`.
 */
key: string, 
/**
 * The day it was made, ISO; empty for one to be added.
 */
made_on: string, 
/**
 * 社区月报
 */
title: string, 
/**
 * How often it goes up.
 */
rhythm: Rhythm, 
/**
 * By which day of the month after the period.
 */
due_day: number, 
/**
 * Whether the first page and the list of periods remind of it.
 */
is_due: boolean, 
/**
 * The age bands.
 */
bands: Array<AgeBand>, 
/**
 * Every section, in order.
 */
sections: Array<FormSection>, 
/**
 * The words before the lines to sign on.
 */
signatures: Array<string>, 
/**
 * Whether room is left for the seal under the last table.
 */
is_sealed: boolean, 
/**
 * What becomes of movements that are entered after their period was sent.
 */
late: LateEntries, 
/**
 * What it is printed on.
 */
paper: PaperSize, 
/**
 * Whether a section without cases still has its table, which says so (零报告); else it is left out.
 */
is_zero_told: boolean, };

/**
 * The report forms of the office.
 */
export type ReportForms = { 
/**
 * The forms, the program's own first.
 */
forms: Array<ReportForm>, 
/**
 * Every section the program knows.
 */
sections: Array<SectionInfo>, 
/**
 * The period of each form that is over and was reported last or is to be: by the form's key.
 */
periods: Array<OfPeriod>, };

/**
 * A report of a period.
 */
export type ReportMade = { 
/**
 * The form's key.
 */
form: string, 
/**
 * `2026-10`
 */
period: string, 
/**
 * `2026年10月`
 */
label: string, 
/**
 * Whether the period is over.
 */
is_over: boolean, 
/**
 * The period before and the one after, where that has begun.
 */
neighbours: [string, string | null], 
/**
 * What stands over it.
 */
title: string, 
/**
 * Its parts.
 */
sheets: Array<SheetShown>, 
/**
 * The checks that it must stand.
 */
checks: Array<CheckShown>, 
/**
 * The version filed last, if any.
 */
filed: FiledReport | null, 
/**
 * Where the figures are other ones now than in it.
 */
differences: Array<ReportDifference>, 
/**
 * What was done since that made the difference, newest first; all of it.
 */
events: Array<ReportEvent>, 
/**
 * The report of the period before, where figures of it are other ones now than were sent.
 */
earlier: EarlierTold | null, 
/**
 * What is printed and saved: the version that was sent, or a draft; in words.
 */
leaves: string, 
/**
 * Later papers that were sent and are made anew with this one, for they open with other figures than it closes with.
 */
anew: Array<string>, };

/**
 * A version of a report that came back.
 */
export type ReportReason = { 
/**
 * Its row.
 */
id: number, 
/**
 * Why.
 */
reason: string, };

/**
 * A step of a report was taken.
 */
export type ReportWritten = { 
/**
 * What to say.
 */
said: string, 
/**
 * The version as it is now.
 */
report: FiledReport, };

/**
 * After the recovery code: a new password for one user.
 */
export type ResetPassword = { 
/**
 * The user.
 */
user_id: number, 
/**
 * The new password.
 */
password: string, };

/**
 * The result of a restore.
 */
export type Restored = { 
/**
 * The backup of the state before; restoring it undoes this restore.
 */
saved_before: string, 
/**
 * What to say.
 */
said: string, };

/**
 * Asks for the whole value of a masked field; leaves a line in the history.
 */
export type Reveal = { 
/**
 * people, estates, grids, dwellings, or the key of a register; empty: people.
 */
table: string, 
/**
 * The record.
 */
id: number, 
/**
 * A field that is masked: id_number, phones, cert_no …
 */
field: string, };

/**
 * The whole value.
 */
export type Revealed = { 
/**
 * The bare text.
 */
text: string, };

/**
 * Reviews the report of a period that is over.
 */
export type ReviewReport = { 
/**
 * The form's key.
 */
form: string, 
/**
 * `2026-10`
 */
period: string, 
/**
 * Why a version that was sent is corrected; else empty.
 */
reason: string, };

/**
 * How often a report goes up.
 */
export type Rhythm = "monthly" | "quarterly" | "yearly";

/**
 * The ready roles.
 */
export type Role = "director" | "party_worker" | "accountant" | "social_worker" | "reader";

/**
 * A role with what it may do, for the table in 设置.
 */
export type RoleInfo = { 
/**
 * The role.
 */
role: Role, 
/**
 * Its name.
 */
label: string, 
/**
 * One line an area.
 */
rights: Array<AreaRight>, };

/**
 * A row of a list; cells in the order of the columns asked for, in people's words.
 */
export type Row = { 
/**
 * The record.
 */
id: number, 
/**
 * Its revision.
 */
revision: number, 
/**
 * What is read.
 */
cells: Array<string>, 
/**
 * A word that tells the row apart (已离开, 已作废); `null` for ordinary rows.
 */
mark: string | null, };

/**
 * A value of a row against that of the ledger.
 */
export type RowDifference = { 
/**
 * The field's key.
 */
key: string, 
/**
 * Its label.
 */
label: string, 
/**
 * What the ledger says, or empty.
 */
before: string, 
/**
 * What the row says.
 */
after: string, 
/**
 * Whether the row's value will be written.
 */
is_taken: boolean, };

/**
 * What is wrong with a row, and where.
 */
export type RowFault = { 
/**
 * The column's letters, or empty.
 */
column: string, 
/**
 * The column's heading, or empty.
 */
heading: string, 
/**
 * What stands in the cell: in the file, or as it was mended.
 */
text: string, 
/**
 * What is wrong.
 */
fault: FaultOnWire, };

/**
 * A part of a list.
 */
export type RowPage = { 
/**
 * How many rows the filter finds in all.
 */
total: number, 
/**
 * The first row's place, from 0.
 */
offset: number, 
/**
 * The rows.
 */
rows: Array<Row>, };

/**
 * Keeps columns of a list under a name; a set of that name is written anew.
 */
export type SaveColumnSet = { 
/**
 * The list.
 */
list: string, 
/**
 * The name.
 */
name: string, 
/**
 * The keys of the columns, in order.
 */
columns: Array<string>, };

/**
 * Keeps the conditions of a list under a name; a filter of that name is written anew.
 */
export type SaveFilter = { 
/**
 * The list.
 */
list: string, 
/**
 * The name.
 */
name: string, 
/**
 * The conditions, as the address of the list has them.
 */
query: string, };

/**
 * Saves the rows that were not taken whole as a workbook.
 */
export type SaveImportFaults = { 
/**
 * The import.
 */
token: number, 
/**
 * Where to.
 */
file: string, 
/**
 * Whether the user said that a file that is there may be replaced.
 */
replaces: boolean, };

/**
 * Saves the local log.
 */
export type SaveLog = { 
/**
 * The whole path; ends in `.txt`.
 */
file: string, 
/**
 * Whether the user said that a file that is there may be replaced.
 */
replaces: boolean, };

/**
 * Saves an estate, building, dwelling, grid or household.
 */
export type SavePlace = { 
/**
 * estates, buildings, dwellings, grids or households.
 */
table: string, 
/**
 * The record; `null` for a new one.
 */
id: number | null, 
/**
 * The revision read; 0 for a new one.
 */
revision: number, 
/**
 * What was typed.
 */
values: { [key in string]: Value }, 
/**
 * Fields that were always so: a slip is mended, nothing changed on a day.
 */
always: Array<string>, 
/**
 * Fields that changed on an earlier day; others change today.
 */
since?: ChangedOn, };

/**
 * Saves a blank workbook to fill in.
 */
export type SaveTemplate = { 
/**
 * residents, or the key of a register.
 */
kind: string, 
/**
 * Where to.
 */
file: string, 
/**
 * Whether the user said that a file that is there may be replaced.
 */
replaces: boolean, };

/**
 * What narrows a list, under a name.
 */
export type SavedFilter = { 
/**
 * Its row.
 */
id: number, 
/**
 * How people call it.
 */
name: string, 
/**
 * The conditions, as the address of the list has them.
 */
query: string, };

/**
 * The filters of a list, by name.
 */
export type SavedFilters = { 
/**
 * The filters.
 */
filters: Array<SavedFilter>, };

/**
 * Which households or buildings.
 */
export type Scope = { 
/**
 * In these grids; empty: in all; 0 stands for none.
 */
grid_ids: Array<number>, 
/**
 * In these buildings; empty: in all.
 */
building_ids: Array<number>, 
/**
 * Only these; empty: all.
 */
ids: Array<number>, };

/**
 * Looks a division up by name or code.
 */
export type SearchText = { 
/**
 * As typed.
 */
text: string, };

/**
 * A section that reports may have.
 */
export type SectionInfo = { 
/**
 * Which one.
 */
key: string, 
/**
 * Its usual title.
 */
title: string, 
/**
 * What it says.
 */
about: string, };

/**
 * The user at the keyboard.
 */
export type SessionUser = { 
/**
 * The user's row.
 */
id: number, 
/**
 * The name.
 */
name: string, 
/**
 * The role.
 */
role: Role, 
/**
 * The role's name on screen.
 */
role_label: string, 
/**
 * The rights, one line an area.
 */
rights: Array<AreaRight>, 
/**
 * Whether whole ID numbers may be shown on request.
 */
may_reveal: boolean, };

/**
 * A new head of a household, and the relations of the others to the new one.
 */
export type SetRelations = { 
/**
 * The household.
 */
household_id: number, 
/**
 * From which day on, as typed.
 */
happened_on: string, 
/**
 * Its members.
 */
relations: Array<MemberRelation>, };

/**
 * What 设置 holds.
 */
export type Settings = { 
/**
 * What the office is called.
 */
office: OfficeFacts, 
/**
 * Lock after so many idle minutes; 0 never.
 */
idle_minutes: number, 
/**
 * Whether lists and cards mask phones (`residents.md` 3.1, assumed).
 */
masks_phones: boolean, 
/**
 * The age from which birthdays stand on the first page.
 */
birthday_age: number, 
/**
 * A folder that backups go to besides the ledger's own; empty for none.
 */
backup_folder: string, 
/**
 * The revision read.
 */
revision: number, };

/**
 * A table of a report as the window shows it.
 */
export type SheetShown = { 
/**
 * The section it stands in.
 */
section: string, 
/**
 * Its name.
 */
title: string, 
/**
 * The headings.
 */
columns: Array<string>, 
/**
 * The heading over each of them that it shares with its neighbours, or empty.
 */
groups: Array<string>, 
/**
 * The rows.
 */
rows: Array<Array<string>>, 
/**
 * The last line, where columns are summed; what it is called stands first in it.
 */
sums: Array<string>, 
/**
 * Whether the last of the rows is the whole of those above it.
 */
has_total: boolean, 
/**
 * Notes under it.
 */
notes: Array<string>, 
/**
 * Whether the cells of a column open to what stands behind them.
 */
opens: Array<boolean>, 
/**
 * A plot of it.
 */
plot: Plot | null, };

/**
 * How a list is sorted.
 */
export type Sort = { 
/**
 * The column.
 */
key: string, 
/**
 * Whether the greatest comes first.
 */
is_descending: boolean, };

/**
 * Where the program stands.
 */
export type Stage = "no_ledger" | "trouble" | "locked" | "recovering" | "confirming_code" | "open";

/**
 * Where a person stands: registered in a household, living in a household and a dwelling, or neither.
 */
export type Standing = { 
/**
 * The household of the register (户籍).
 */
hukou_household_id: number | null, 
/**
 * The relation to its head, GB/T 4761.
 */
hukou_relation: string | null, 
/**
 * The household lived in (居住).
 */
living_household_id: number | null, 
/**
 * The relation to its head, GB/T 4761.
 */
living_relation: string | null, 
/**
 * The dwelling: lived in, else the one behind the hukou household; none for 空挂.
 */
dwelling_id: number | null, };

/**
 * The standing a movement leads to.
 */
export type StandingChoice = { 
/**
 * 户籍
 */
hukou: Membership, 
/**
 * 居住
 */
living: Membership, 
/**
 * The dwelling; `null`: the one of the household lived in, else of the one registered in.
 */
dwelling_id: number | null, };

/**
 * What the frame of the window shows.
 */
export type Status = { 
/**
 * Where the program stands.
 */
stage: Stage, 
/**
 * Whether this is the practice ledger (试用).
 */
is_practice: boolean, 
/**
 * The folder of the ledger.
 */
folder: string, 
/**
 * The office's name; empty while locked.
 */
community: string, 
/**
 * Who is at the keyboard.
 */
user: SessionUser | null, 
/**
 * Today, `YYYY-MM-DD`.
 */
today: string, 
/**
 * Lock after so many idle minutes; 0 never.
 */
idle_minutes: number, 
/**
 * Seconds until the next password may be tried.
 */
wait_seconds: number, 
/**
 * Whether the unlock page must ask for the user's name (several users).
 */
asks_user_name: boolean, 
/**
 * The names to choose from there, who signed in last first; empty where none are known on this PC.
 */
user_names: Array<string>, 
/**
 * Why the ledger cannot be opened.
 */
trouble: FaultOnWire | null, 
/**
 * The time of the last good backup in local time, `YYYY-MM-DD HH:MM`.
 */
last_backup: string | null, 
/**
 * Something to tell once after unlocking (a backup that failed, say).
 */
notices: Array<FaultOnWire>, 
/**
 * Users to choose from after the recovery code was given.
 */
recovery_users: Array<UserRow>, 
/**
 * The version of the program.
 */
version: string, };

/**
 * A record's values.
 */
export type StoredRecord = { 
/**
 * The record.
 */
id: number, 
/**
 * Its revision.
 */
revision: number, 
/**
 * Its name in one line.
 */
title: string, 
/**
 * The values, sensitive ones masked.
 */
values: { [key in string]: Value }, 
/**
 * Struck (作废) with this reason.
 */
struck_reason: string | null, 
/**
 * The day on which it was entered: until its evening what is changed was always so.
 */
entered_on: string, };

/**
 * Strikes a row (作废): it stays with its number and a reason.
 */
export type StrikeRow = { 
/**
 * The register's key.
 */
register: string, 
/**
 * The record.
 */
id: number, 
/**
 * The revision read.
 */
revision: number, 
/**
 * Why.
 */
reason: string, };

/**
 * Notes that a version of a report was sent.
 */
export type SubmitReport = { 
/**
 * Its row.
 */
id: number, 
/**
 * Whether it is sent though that of the period before was not.
 */
leaves_gap: boolean, };

/**
 * Takes a movement back.
 */
export type TakeBackMovement = { 
/**
 * The movement.
 */
movement_id: number, 
/**
 * The revision read.
 */
revision: number, };

/**
 * An entry of a person's time line.
 */
export type TimelineEntry = { 
/**
 * The movement; taking it back needs it.
 */
movement_id: number, 
/**
 * Its revision.
 */
revision: number, 
/**
 * What happened.
 */
kind: MovementKind, 
/**
 * In words.
 */
label: string, 
/**
 * When, `YYYY-MM-DD`.
 */
happened_on: string, 
/**
 * From or to where.
 */
place: string, 
/**
 * Why.
 */
reason: string, 
/**
 * The standing after it, in words.
 */
standing: string, 
/**
 * Whether it may be taken back (the last one always, if not the only one).
 */
can_take_back: boolean, 
/**
 * What it says, for a form that mends it.
 */
said: StandingChoice, };

/**
 * A file that was written.
 */
export type ToFile = { 
/**
 * The whole path.
 */
file: string, };

/**
 * A line of the first page.
 */
export type TodayLine = { 
/**
 * In words.
 */
text: string, 
/**
 * How many, where it counts something.
 */
count: number | null, 
/**
 * What it opens.
 */
opens: Opens, };

/**
 * 今天要做的事
 */
export type TodayPage = { 
/**
 * How many people belong to the community.
 */
people_count: number, 
/**
 * 户籍人口
 */
registered_count: number, 
/**
 * Living here.
 */
living_count: number, 
/**
 * Households with somebody in them.
 */
household_count: number, 
/**
 * What is due.
 */
due: Array<TodayLine>, 
/**
 * What is missing.
 */
missing: Array<TodayLine>, 
/**
 * Birthdays within the next seven days.
 */
birthdays: Array<Birthday>, 
/**
 * The age from which they stand here.
 */
birthday_age: number, 
/**
 * The last good backup in local time, or `null`.
 */
last_backup: string | null, 
/**
 * Age pyramid of everybody who belongs here.
 */
pyramid: Array<AgeBar>, 
/**
 * The last twelve month ends and today.
 */
months: Array<MonthPoint>, };

/**
 * A record that a write changed.
 */
export type Touched = { 
/**
 * people, households, dwellings …
 */
table: string, 
/**
 * The record.
 */
id: number, };

/**
 * The recovery code typed again.
 */
export type TypedCode = { 
/**
 * As typed.
 */
code: string, };

/**
 * Takes an import back.
 */
export type UndoImport = { 
/**
 * Its number.
 */
import_id: number, 
/**
 * Whether rows edited since go too.
 */
forces: boolean, };

/**
 * A unit (单元) of a building.
 */
export type UnitNode = { 
/**
 * The unit.
 */
id: number, 
/**
 * Its name, like 2.
 */
name: string, 
/**
 * Its own grid, if not the building's.
 */
grid_id: number | null, };

/**
 * Unlocking.
 */
export type Unlock = { 
/**
 * The user's name; may be empty when the ledger has one user.
 */
user_name: string, 
/**
 * The password.
 */
password: string, };

/**
 * Changes the same fields of several people.
 */
export type UpdatePeople = { 
/**
 * The people.
 */
ids: Array<number>, 
/**
 * Only the fields to change.
 */
values: { [key in string]: Value }, 
/**
 * Those of them that were always so: a slip is mended, nothing changed on a day.
 */
always: Array<string>, 
/**
 * Those of them that changed on an earlier day; others change today.
 */
since?: ChangedOn, };

/**
 * Changes a card.
 */
export type UpdatePerson = { 
/**
 * The person.
 */
id: number, 
/**
 * The revision read.
 */
revision: number, 
/**
 * The whole card as typed. A masked number or phone left as shown keeps what is in the ledger.
 */
values: { [key in string]: Value }, 
/**
 * Fields that were always so: a slip is mended, nothing changed on a day.
 */
always: Array<string>, 
/**
 * Fields that changed on an earlier day; others change today.
 */
since?: ChangedOn, };

/**
 * Changes a record of a register.
 */
export type UpdateRow = { 
/**
 * The register's key.
 */
register: string, 
/**
 * The record.
 */
id: number, 
/**
 * The revision read.
 */
revision: number, 
/**
 * What was typed.
 */
values: { [key in string]: Value }, };

/**
 * Changes a user.
 */
export type UpdateUser = { 
/**
 * The row.
 */
id: number, 
/**
 * The revision read.
 */
revision: number, 
/**
 * The name.
 */
name: string, 
/**
 * The role.
 */
role: Role, 
/**
 * Whether the user may unlock.
 */
is_active: boolean, 
/**
 * A new password, when the old one is forgotten.
 */
password: string | null, };

/**
 * The users, and the roles to choose from with what each may do.
 */
export type UserList = { 
/**
 * The users.
 */
users: Array<UserRow>, 
/**
 * The roles.
 */
roles: Array<RoleInfo>, };

/**
 * A user of the program.
 */
export type UserRow = { 
/**
 * The row.
 */
id: number, 
/**
 * The revision read.
 */
revision: number, 
/**
 * The name, also typed to unlock.
 */
name: string, 
/**
 * The role.
 */
role: Role, 
/**
 * The role's name on screen.
 */
role_label: string, 
/**
 * Whether the user may unlock.
 */
is_active: boolean, };

/**
 * A word that people use for a choice.
 */
export type UsualWord = { 
/**
 * The word.
 */
label: string, 
/**
 * How it reads, as that of the choice.
 */
pinyin: string, };

/**
 * One value of a field, as it crosses the contract and lies in the ledger.
 */
export type Value = null | boolean | number | string | Array<string>;

/**
 * The result of a check of the ledger.
 */
export type Verified = { 
/**
 * Whether everything fits.
 */
is_sound: boolean, 
/**
 * What was found, in words.
 */
findings: Array<string>, 
/**
 * Row counts.
 */
counts: Array<CountLine>, };

/**
 * An error of the window itself; holds no typed text.
 */
export type WindowError = { 
/**
 * The kind of error and the places in the program's own files.
 */
trace: string, };

/**
 * What long work is about.
 */
export type WorkKind = "import" | "outgoing";

/**
 * Long work under way.
 */
export type WorkState = { 
/**
 * Whether there is any.
 */
is_running: boolean, 
/**
 * What is being done, in words.
 */
stage: string, 
/**
 * How much is done.
 */
done: number, 
/**
 * Of how much; 0 where that is not known.
 */
total: number, };

/**
 * What a write did: what to say, what to undo, what to load again.
 */
export type Written = { 
/**
 * The act in the history; `undo_act` takes it back.
 */
act_id: number, 
/**
 * What to say, like 已保存 王建国.
 */
said: string, 
/**
 * The main record.
 */
id: number, 
/**
 * Its revision now.
 */
revision: number, 
/**
 * What else changed.
 */
touched: Array<Touched>, 
/**
 * Things to check that did not stop the write.
 */
warnings: Array<FaultOnWire>, };

/** The values of a record by field key. */
export type Values = Record<string, Value>;

/** Every command: its request and its reply. */
export interface Commands {
  /** 程序现在的状态。 */
  get_status: { request: Nothing; reply: Status };
  /** 按名称或代码查行政区划。 */
  search_divisions: { request: SearchText; reply: DivisionHits };
  /** 建立新台账。 */
  create_ledger: { request: CreateLedger; reply: CodeShown };
  /** 打开已有台账所在的文件夹。 */
  use_folder: { request: InFolder; reply: Status };
  /** 解锁。 */
  unlock: { request: Unlock; reply: Status };
  /** 用恢复码解锁。 */
  unlock_by_recovery: { request: TypedCode; reply: Status };
  /** 用恢复码解锁后，给一个用户设新密码；旧恢复码作废，给出新恢复码。 */
  reset_password: { request: ResetPassword; reply: CodeShown };
  /** 锁定。 */
  lock: { request: Nothing; reply: Status };
  /** 打开试用台账；没有就先造一本。 */
  open_practice: { request: Nothing; reply: Status };
  /** 离开试用台账，回到正式台账。 */
  leave_practice: { request: Nothing; reply: Status };
  /** 记下窗口自己的错误，给出编号。 */
  report_window_error: { request: WindowError; reply: Incident };
  /** 把本机日志存成文件。 */
  save_log: { request: SaveLog; reply: FileWritten };
  /** 立即备份。 */
  make_backup: { request: MakeBackup; reply: BackupMade };
  /** 列出备份。 */
  list_backups: { request: ListBackups; reply: BackupFiles };
  /** 看备份里有什么。 */
  look_into_backup: { request: OfBackup; reply: BackupContents };
  /** 用备份替换台账；替换前先备份现在的台账。 */
  restore_backup: { request: OfBackup; reply: Restored };
  /** 检查台账是否完好。 */
  verify_ledger: { request: Nothing; reply: Verified };
  /** 把台账移到另一个文件夹。 */
  move_ledger: { request: InFolder; reply: Status };
  /** 打开要导入的文件，认出表头和各栏。 */
  open_import: { request: OpenImport; reply: ImportView };
  /** 换一张表，或另外指出表头。 */
  read_import_sheet: { request: ReadImportSheet; reply: ImportView };
  /** 算出导入会做什么；不写台账。 */
  plan_import: { request: PlanImport; reply: ImportPlan };
  /** 看将要导入的行。 */
  list_import_rows: { request: ListImportRows; reply: PlannedRows };
  /** 决定一些行怎么办。 */
  decide_import: { request: DecideImport; reply: ImportPlan };
  /** 改打开的表里的一格，再重新核对。 */
  mend_import_cell: { request: MendImportCell; reply: Nothing };
  /** 写入台账。 */
  commit_import: { request: OfImport; reply: ImportDone };
  /** 列出没有全部采用的行和原因。 */
  list_import_faults: { request: OfImport; reply: FaultyRows };
  /** 把没有全部采用的行存成表格，前面加一栏原因。 */
  save_import_faults: { request: SaveImportFaults; reply: FileWritten };
  /** 关掉打开的文件。 */
  close_import: { request: OfImport; reply: Nothing };
  /** 整个撤销一次导入。 */
  undo_import: { request: UndoImport; reply: ImportUndone };
  /** 把名册、登记簿存成表格或 PDF。 */
  export_file: { request: ExportFile; reply: FileWritten };
  /** 看要打印的各页。 */
  preview_pages: { request: OfLeaving; reply: PagesMade };
  /** 导出的文件叫什么名字。 */
  name_file: { request: OfLeaving; reply: FileName };
  /** 打开刚才存下的文件所在的文件夹。 */
  show_in_folder: { request: ToFile; reply: Nothing };
  /** 今天要做的事。 */
  get_today: { request: Nothing; reply: TodayPage };
  /** 一种报表审核过和上报过的各期。 */
  list_reports: { request: OfReportForm; reply: FiledReports };
  /** 审核一期报表：留下数字和文件。 */
  review_report: { request: ReviewReport; reply: ReportWritten };
  /** 登记报表已经上报。 */
  submit_report: { request: SubmitReport; reply: ReportWritten };
  /** 正在进行的工作做到哪里了。 */
  get_work: { request: OfWork; reply: WorkState };
  /** 取消正在进行的工作。 */
  cancel_work: { request: OfWork; reply: WorkState };
  /** 重新输入恢复码，确认已抄好。 */
  confirm_recovery_code: { request: TypedCode; reply: Status };
  /** 换新的恢复码，旧的作废。 */
  renew_recovery_code: { request: Nothing; reply: CodeShown };
  /** 改自己的密码。 */
  change_password: { request: ChangePassword; reply: Status };
  /** 读设置。 */
  get_settings: { request: Nothing; reply: Settings };
  /** 改设置。 */
  update_settings: { request: Settings; reply: Written };
  /** 列出用户和角色。 */
  list_users: { request: Nothing; reply: UserList };
  /** 添加用户。 */
  add_user: { request: AddUser; reply: Written };
  /** 修改用户。 */
  update_user: { request: UpdateUser; reply: Written };
  /** 各种表单的栏目、选项和列。 */
  describe_forms: { request: Nothing; reply: Forms };
  /** 列出居民的一页。 */
  list_people: { request: ListPeople; reply: RowPage };
  /** 筛选无结果时，指出是哪个条件造成的。 */
  explain_empty: { request: PeopleFilter; reply: EmptyCauses };
  /** 筛选到的全部居民的编号。 */
  list_people_ids: { request: PeopleFilter; reply: Ids };
  /** 搜索框：姓名、拼音、证件号码、电话、住址。 */
  find: { request: Find; reply: Hits };
  /** 一位居民的卡片。 */
  get_person: { request: ById; reply: PersonCard };
  /** 边填边检查一位居民。 */
  check_person: { request: CheckPerson; reply: Checked };
  /** 新增一位居民。 */
  add_person: { request: AddPerson; reply: Written };
  /** 修改一位居民。 */
  update_person: { request: UpdatePerson; reply: Written };
  /** 成批修改几位居民的同几栏。 */
  update_people: { request: UpdatePeople; reply: Written };
  /** 给几位居民加上或去掉标记。 */
  mark_people: { request: MarkPeople; reply: Written };
  /** 查看完整号码；会留下记录。 */
  reveal: { request: Reveal; reply: Revealed };
  /** 登记变动：迁入、搬离、死亡等。 */
  record_movement: { request: RecordMovement; reply: Written };
  /** 变更一户的户主和各人与户主的关系。 */
  set_relations: { request: SetRelations; reply: Written };
  /** 更正一条变动会改变什么；不写台账。 */
  preview_correction: { request: CorrectMovement; reply: CorrectionShown };
  /** 更正一条变动：类型、日期、原因、去处；后面的变动跟着重算。 */
  correct_movement: { request: CorrectMovement; reply: Written };
  /** 从“到哪里去”的文字里认出行政区划；认不出就没有。 */
  read_division: { request: SearchText; reply: DivisionHits };
  /** 撤回一条变动。 */
  take_back_movement: { request: TakeBackMovement; reply: Written };
  /** 某一天的人口，按组和性别。 */
  count_population: { request: CountPopulation; reply: PopulationTable };
  /** 一段时间的人口变动，按网格。 */
  count_changes: { request: CountChanges; reply: ChangeTable };
  /** 小区、楼栋、单元和网格。 */
  get_place_tree: { request: Nothing; reply: PlaceTree };
  /** 列出房屋、户或网格的一页。 */
  list_places: { request: ListPlaces; reply: RowPage };
  /** 读小区、楼栋、房屋、网格或户，供修改。 */
  get_place: { request: RecordOf; reply: StoredRecord };
  /** 保存小区、楼栋、房屋、网格或户。 */
  save_place: { request: SavePlace; reply: Written };
  /** 一次排好一栋楼的房屋。 */
  lay_out_building: { request: LayOutBuilding; reply: Written };
  /** 楼栋图。 */
  get_building_chart: { request: ById; reply: BuildingChart };
  /** 一处房屋的卡片。 */
  get_dwelling: { request: ById; reply: DwellingCard };
  /** 一户的卡片。 */
  get_household: { request: ById; reply: HouseholdCard };
  /** 查户：按户主、成员、户编号或住址。 */
  find_households: { request: Find; reply: FoundHouseholds };
  /** 表单里选小区、楼栋、房屋、网格或户。 */
  find_choices: { request: FindChoices; reply: Choices };
  /** 列出登记簿的一页。 */
  list_rows: { request: ListRows; reply: RowPage };
  /** 读登记簿的一行。 */
  get_row: { request: RecordOf; reply: StoredRecord };
  /** 登记一行。 */
  add_row: { request: AddRow; reply: Written };
  /** 修改一行。 */
  update_row: { request: UpdateRow; reply: Written };
  /** 作废一行。 */
  strike_row: { request: StrikeRow; reply: Written };
  /** 有哪些报表：月报、季报、年报和本单位自己的。 */
  list_report_forms: { request: Nothing; reply: ReportForms };
  /** 保存一种报表的部分、次序、标题、年龄段和签字栏。 */
  save_report_form: { request: ReportForm; reply: Written };
  /** 删除本单位自己的一种报表。 */
  delete_report_form: { request: ById; reply: Written };
  /** 一期报表：各表和核对。 */
  make_report: { request: OfPeriod; reply: ReportMade };
  /** 报表的一个数字里有哪些人、户或登记。 */
  list_behind: { request: OfFigure; reply: BehindFigure };
  /** 照一期报表的数字起草一份报告。 */
  draft_paper: { request: OfPeriod; reply: Paper };
  /** 登记报表被退回。 */
  return_report: { request: ReportReason; reply: ReportWritten };
  /** 记住的几套栏目。 */
  list_column_sets: { request: OfList; reply: ColumnSets };
  /** 记住一套栏目。 */
  save_column_set: { request: SaveColumnSet; reply: Written };
  /** 去掉一套栏目。 */
  delete_column_set: { request: ById; reply: Written };
  /** 记住的几套筛选。 */
  list_saved_filters: { request: OfList; reply: SavedFilters };
  /** 记住一套筛选。 */
  save_filter: { request: SaveFilter; reply: Written };
  /** 去掉一套筛选。 */
  delete_saved_filter: { request: ById; reply: Written };
  /** 列出做过的导入。 */
  list_imports: { request: Nothing; reply: PastImports };
  /** 取回记住的各栏对应关系。 */
  get_import_mapping: { request: NamedMapping; reply: FoundMapping };
  /** 存一张空白的导入模板。 */
  save_template: { request: SaveTemplate; reply: FileWritten };
  /** 移入回收站。 */
  delete_records: { request: DeleteRecords; reply: Written };
  /** 从回收站取回。 */
  restore_record: { request: RecordOf; reply: Written };
  /** 看回收站。 */
  list_bin: { request: Nothing; reply: Bin };
  /** 看修改记录。 */
  list_history: { request: ListHistory; reply: History };
  /** 撤销一次修改。 */
  undo_act: { request: ActId; reply: Written };
  /** 暂存没有保存的内容。 */
  keep_draft: { request: Draft; reply: Nothing };
  /** 取回暂存的内容。 */
  get_draft: { request: OfForm; reply: FoundDraft };
  /** 丢掉暂存的内容。 */
  drop_draft: { request: OfForm; reply: Nothing };
  /** 列出暂存的内容。 */
  list_drafts: { request: Nothing; reply: Drafts };
}
