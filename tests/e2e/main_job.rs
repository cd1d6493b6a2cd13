//! The main job from end to end, as a new user does it: a roster as the street office has it goes in, three people are
//! mended, October's report goes out, and a death that is told late makes a corrected one.

use crate::window::Window;
use fantoccini::Locator;
use fantoccini::key::Key;
use rust_xlsxwriter::Workbook;
use serde_json::{Value, json};
use std::path::Path;
use std::time::{Duration, Instant};
use suite::{PASSWORD, number};

/// Everybody of the roster has been here since then, so that October begins and ends with all of them.
const OPENING: &str = "20260930";

#[test]
fn the_main_job_from_a_messy_roster_to_the_corrected_report() {
    if crate::is_asked_for() {
        crate::main_of(the_main_job());
    }
}

async fn the_main_job() {
    let home = tempfile::tempdir().unwrap();
    let out = tempfile::tempdir().unwrap();
    stand_in_for_the_file_manager(home.path(), out.path());
    let w = Window::open_on("2026-11-03", home.path()).await;
    first_start(&w).await;
    roster(&w, out.path()).await;
    mended_rows(&w, out.path()).await;
    cards(&w).await;
    report(&w, out.path()).await;
    w.close().await;

    // Six days later the family comes about the pension, and a son takes his father in.
    let w = Window::open_on("2026-11-09", home.path()).await;
    w.fill("密码", PASSWORD).await;
    w.stroke(Key::Enter).await;
    w.read("今天要做的事").await;
    death(&w).await;
    newcomer(&w).await;
    correction(&w, out.path()).await;
    november(&w).await;
    w.close().await;
}

/// Writes down which folder is opened, in the place of the PC's file manager.
fn stand_in_for_the_file_manager(home: &Path, out: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let program = home.join("bin/xdg-open");
    std::fs::create_dir_all(home.join("bin")).unwrap();
    let script =
        format!("#!/bin/sh\necho \"$1\" > {0}/opened.part && mv {0}/opened.part {0}/opened\n", out.display());
    std::fs::write(&program, script).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
}

async fn first_start(w: &Window) {
    w.read("欢迎使用社区台账").await;
    w.fill("社区名称", "幸福社区居民委员会").await;
    w.fill("街道名称", "翠苑街道办事处").await;
    w.press("下一步").await;
    w.fill("您的姓名", "张主任").await;
    w.fill("密码", PASSWORD).await;
    w.fill("再填一次密码", PASSWORD).await;
    w.press("下一步").await;
    w.press("建立台账").await;
    let code = w.see("[data-testid=recovery-code]").await.text().await.unwrap();
    w.press("已经抄好").await;
    w.fill("恢复码", &code).await;
    w.press("确认").await;
    w.read("今天要做的事").await;
    w.picture("主线-01-台账建好").await;
}

/// The roster through the four steps: 37 rows are right, one waits for a decision, two cannot come in as they are.
async fn roster(w: &Window, out: &Path) {
    w.alt("2").await;
    w.press("从表格导入").await;
    let book = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/main_job/21-主线花名册.xlsx");
    open_sheet(w, &book, 40).await;
    assert!(!w.text("body").await.contains("未认出"), "every column is known");
    w.picture("主线-02-对栏目").await;
    w.press("看结果").await;
    w.read("导入 37 行").await;
    w.read("将新建：1 个小区").await;
    w.read("14 套房屋、14 户").await;
    w.read("合计 1 行、空行 4 行、说明和落款 2 行").await;
    w.read("还有 1 行等您决定").await;
    w.picture("主线-03-看结果").await;
    // One of the three is mended here: the number is right, the date in the cell is not.
    w.press("有矛盾").await;
    w.read("出生日期与身份证号不一致（号码为 1983-03-12）").await;
    w.picture("主线-04-有矛盾").await;
    w.keys("1").await;
    w.read("导入 38 行").await;
    assert!(!w.text("body").await.contains("等您决定"), "nothing waits any more");
    w.press("不能导入").await;
    for words in ["孙玉兰", "身份证号应为 18 位", "林晓东", "身份证号第 18 位不对"] {
        w.read(words).await;
    }
    w.picture("主线-05-不能导入").await;
    w.press("导入 38 行").await;
    w.read("导入完成").await;
    let done = words_of(w, "table").await;
    assert!(done.contains("新增 38 38 0") && done.contains("不能导入 2 0 0"), "{done}");
    w.read("有 2 行没有全部采用").await;
    w.picture("主线-06-导入完成").await;
    let refused = out.join("待改.xlsx");
    choose_next(w, &refused).await;
    w.press("存下没有全部采用的").await;
    w.read("已存好 2 行").await;
    saved(&refused).await;
    assert_eq!(offered(w).await, "21-主线花名册_待改.xlsx");
}

/// The other two are mended in a spreadsheet program, in the rows that the program gave back, and brought in again.
async fn mended_rows(w: &Window, out: &Path) {
    let book = out.join("改好.xlsx");
    let numbers = [("孙玉兰", number("19570911", 292)), ("林晓东", number("19990807", 303))];
    mend(&out.join("待改.xlsx"), &book, &numbers);
    w.press("再导入一个").await;
    open_sheet(w, &book, 2).await;
    w.press("看结果").await;
    w.read("导入 2 行").await;
    w.picture("主线-07-改好再导入").await;
    w.press("导入 2 行").await;
    w.read("导入完成").await;
    let done = words_of(w, "table").await;
    assert!(done.ends_with("新增 2 2 0"), "nobody else comes in: {done}");
    // Those of this import first; then everybody.
    w.press("看居民").await;
    w.read("这次导入的").await;
    w.press("清除").await;
    w.read("共 40 人").await;
    w.picture("主线-08-居民").await;
}

/// Each of the three stands where the roster had them; what else is missing is mended on the card.
async fn cards(w: &Window) {
    find(w, "sunyl", "孙玉兰").await;
    w.read("幸福里6栋1单元301室").await;
    w.read("赵志刚（与户主关系：妻子）").await;
    w.read("1957-09-11").await;
    find(w, "linxd", "林晓东").await;
    w.read("幸福里6栋1单元302室").await;
    w.read("林国强（与户主关系：").await;
    find(w, "hezm", "何志明").await;
    w.read("1983-03-12").await;
    w.keys("p").await;
    w.read("修改 何志明").await;
    w.rest().await;
    w.ctrl("a").await;
    w.keys("13857100030").await;
    w.ctrl("s").await;
    w.read("138****0030").await;
    w.picture("主线-09-卡片").await;
}

async fn report(w: &Window, out: &Path) {
    w.alt("1").await;
    w.read("2026年10月社区月报请在 11 月 5 日前上报").await;
    w.press("报表").await;
    w.read("2026年10月").await;
    unfold(w, "项都对").await;
    w.read("男 19 + 女 21 + 性别未说明 0 = 总人口 40").await;
    w.picture("主线-10-月报").await;
    unfold(w, "项都对").await;
    let sums = words_of(w, "tr.sum").await;
    assert!(sums.starts_with("全社区 14 40 19 21 "), "households, people, men, women: {sums}");
    w.click(&sum_of("80–89", 3)).await;
    for words in ["共 3 人", "单秀兰", "周德福", "马秀珍"] {
        w.read(words).await;
    }
    w.picture("主线-11-数字里的人").await;
    w.stroke(Key::Escape).await;

    w.press("打印预览").await;
    w.read("幸福社区_社区月报_2026年10月_20261103").await;
    is_drawn(w).await;
    w.picture("主线-12-打印预览").await;
    let pages = out.join("月报.pdf");
    choose_next(w, &pages).await;
    w.press("存为 PDF").await;
    w.read("已导出").await;
    saved(&pages).await;
    assert_eq!(offered(w).await, "幸福社区_社区月报_2026年10月_20261103.pdf");
    assert!(std::fs::read(&pages).unwrap().starts_with(b"%PDF-"), "a PDF");
    w.press("返回").await;
    w.read("项都对").await;
    let book = out.join("月报.xlsx");
    choose_next(w, &book).await;
    w.press("存为表格").await;
    saved(&book).await;
    w.press("打开所在文件夹").await;
    let opened = out.join("opened");
    saved(&opened).await;
    assert_eq!(std::fs::read_to_string(&opened).unwrap().trim(), out.display().to_string());
    assert!(counts_everybody(&book), "40 people in 14 households stand in the workbook");
    w.press("审核").await;
    w.press_in_dialog("审核").await;
    w.read("已审核").await;
    w.press("登记已上报").await;
    w.press_in_dialog("已上报").await;
    w.read("已上报").await;
    w.picture("主线-13-已上报").await;
    w.alt("1").await;
    w.read("还没有备份过台账").await;
    assert!(!w.text("body").await.contains("社区月报请在"), "what was sent is not due");
}

async fn death(w: &Window) {
    find(w, "gaosf", "高淑芬").await;
    w.keys("d").await;
    w.read("登记变动：高淑芬").await;
    w.rest().await;
    w.ctrl("a").await;
    w.keys("20261025").await;
    w.fill("原因", "病故").await;
    w.picture("主线-14-登记死亡").await;
    w.ctrl("s").await;
    w.read("死亡 2026-10-25").await;
    w.alt("2").await;
    w.read("共 39 人").await;
}

async fn newcomer(w: &Window) {
    find(w, "zhuq", "朱强").await;
    w.keys("a").await;
    w.read("怎么来的").await;
    w.rest().await;
    w.fill("日期", "20261105").await;
    w.fill("从哪里来", "余杭区良渚街道").await;
    w.fill("姓名", "朱建华").await;
    w.fill("证件号码", &number("19620408", 391)).await;
    w.fill("与户主关系", "父亲").await;
    w.rest().await;
    w.picture("主线-15-登记迁入").await;
    w.ctrl("s").await;
    w.read("新增 朱建华").await;
    w.read("2026-11-05 迁入").await;
    w.read("朱强（与户主关系：父亲）").await;
}

/// October again: what differs, by which event, what was sent, and the version that puts it right.
async fn correction(w: &Window, out: &Path) {
    w.press("报表").await;
    unfold(w, "个数字不同").await;
    let differs = words_of(w, "[aria-label='不同的数字']").await;
    for line in [
        "人口统计表 未划网格 总人口 40 39",
        "人口统计表 未划网格 女 21 20",
        "人口变动表 全社区 减少 死亡 0 1",
        "人口变动表 全社区 期末 40 39",
    ] {
        assert!(differs.contains(line), "{line}: {differs}");
    }
    assert!(!differs.contains("期初") && !differs.contains("增加"), "November changes nothing: {differs}");
    w.picture("主线-16-十月的差异").await;
    let events = w.text("section[aria-label='上报'] ul").await;
    assert!(events.contains("登记死亡：高淑芬（2026-10-25）"), "the event that did it: {events}");
    assert!(!events.contains("朱建华"), "who came in November made no figure of October: {events}");

    // What was sent is still there, as it was.
    let kept = out.join("上报的那一版.xlsx");
    choose_next(w, &kept).await;
    w.press("这一版").await;
    w.press("存档的表格").await;
    saved(&kept).await;
    assert!(counts_everybody(&kept), "the version that was sent keeps its figures");

    w.press("做更正版").await;
    w.press_in_dialog("确定").await;
    w.read("请写明原因。").await;
    w.fill("更正的原因", "10 月 25 日去世一人，家属 11 月才来登记").await;
    w.picture("主线-17-更正的原因").await;
    w.press_in_dialog("确定").await;
    w.read("更正版（第 2 版）已审核").await;
    assert!(!w.text("body").await.contains("个数字不同"), "the new version says what is so now");
    w.press("登记已上报").await;
    w.press_in_dialog("已上报").await;
    w.read("更正版（第 2 版）已上报").await;
    w.read("更正的原因：10 月 25 日去世一人").await;
    w.see(&sum_of("总人口", 39)).await;
    w.press("各期的上报").await;
    let versions = words_of(w, "#report-periods table").await;
    let sent = versions.matches("2026年10月 2026-11-05").count();
    assert!(sent == 2 && versions.contains("更正版（第 2 版）已上报：10 月"), "both stand there: {versions}");
    w.picture("主线-18-更正版").await;
}

/// Who came in November stands in November's figures, where the death stands no more.
async fn november(w: &Window) {
    w.stroke(Key::PageDown).await;
    w.read("还没有过完").await;
    w.read("2026年11月").await;
    w.see(&sum_of("总人口", 40)).await;
    w.see(&sum_of("男", 20)).await;
    w.press("人口变动表").await;
    w.see("[role=region][aria-label='人口变动表']").await;
    let changes = words_of(w, "[role=region][aria-label='人口变动表']").await;
    assert!(changes.contains("全社区 39 0 1 0 0 0 0 0 0 40"), "one moved in: {changes}");
    w.picture("主线-19-十一月").await;
}

/// From the first step of an import to the columns, with the day from which the people count.
async fn open_sheet(w: &Window, file: &Path, records: u32) {
    w.read("可以导入什么").await;
    choose_next(w, file).await;
    w.press("选择文件").await;
    w.read(&format!("表头下面有 {records} 行记录")).await;
    w.fill("新增的人从哪天起算在册", OPENING).await;
}

/// Opens a card by the search box.
async fn find(w: &Window, text: &str, name: &str) {
    w.ctrl("k").await;
    w.rest().await;
    w.keys(text).await;
    w.read(name).await;
    w.rest().await;
    w.stroke(Key::Enter).await;
    w.read("登记变动").await;
    w.rest().await;
    assert!(w.text("h1").await.starts_with(name), "{text} finds {name}, not {}", w.text("h1").await);
}

async fn unfold(w: &Window, words: &str) {
    let xpath = format!("//*[self::summary or self::button][contains(normalize-space(.), '{words}')]");
    w.client.wait().for_element(Locator::XPath(&xpath)).await.unwrap().click().await.unwrap();
    w.rest().await;
}

async fn words_of(w: &Window, css: &str) -> String {
    w.text(css).await.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The figure of a column in the last line, which opens to what stands behind it.
fn sum_of(column: &str, figure: u32) -> String {
    format!("button[aria-label^='全社区'][aria-label*='{column} {figure}，']")
}

/// Answers the next dialog for a file, as if somebody had chosen this one: the dialog is a window of the desktop, which
/// the driver does not reach. The page asks the desktop for it by `fetch`; all else it asks goes through.
async fn choose_next(w: &Window, file: &Path) {
    let script = "if (!window.fetchOfPage) { \
            window.fetchOfPage = window.fetch; \
            window.fetch = (where, how) => { \
                const isDialog = /plugin:dialog\\|(open|save)$/.test(decodeURIComponent(String(where))); \
                if (window.chosen === undefined || !isDialog) return window.fetchOfPage(where, how); \
                window.offered = JSON.parse(how.body).options.defaultPath || ''; \
                const file = JSON.stringify(window.chosen); \
                window.chosen = undefined; \
                const headers = { 'Content-Type': 'application/json', 'Tauri-Response': 'ok' }; \
                return Promise.resolve(new Response(file, { headers })); \
            }; \
        } \
        window.chosen = arguments[0]; window.offered = ''";
    w.client.execute(script, vec![json!(file.display().to_string())]).await.unwrap();
}

/// The name that the last dialog offered.
async fn offered(w: &Window) -> String {
    let name = w.client.execute("return window.offered || ''", vec![]).await.unwrap();
    name.as_str().unwrap_or_default().to_owned()
}

/// Waits until a file is there; it is put there whole.
async fn saved(file: &Path) {
    let until = Instant::now() + Duration::from_secs(20);
    while !file.exists() {
        assert!(Instant::now() < until, "{} was not saved", file.display());
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// Waits until the page on the screen has dark dots.
async fn is_drawn(w: &Window) {
    let script = "const c = document.querySelector('canvas.sheet'); if (!c || !c.width) return false; \
        const dots = c.getContext('2d').getImageData(0, 0, c.width, c.height).data; \
        return dots.some((d, i) => i % 4 === 0 && d < 128 && dots[i + 3] > 128)";
    let until = Instant::now() + Duration::from_secs(15);
    while w.client.execute(script, vec![]).await.unwrap() != Value::Bool(true) {
        assert!(Instant::now() < until, "nothing is drawn");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

/// Whether the first table of a workbook has the 14 households and 40 people of the roster in one line.
fn counts_everybody(book: &Path) -> bool {
    let is_of_all = |row: &Vec<Value>| row.contains(&json!(14.0)) && row.contains(&json!(40.0));
    suite::sheet(book).iter().any(is_of_all)
}

/// Puts the right numbers into the rows that came back, as another program than ours saves them.
fn mend(refused: &Path, mended: &Path, numbers: &[(&str, String)]) {
    let rows = suite::sheet(refused);
    let found = rows.iter().find_map(|row| row.iter().position(|cell| cell == "公民身份号码"));
    let number_at = found.expect("the headings come back with the rows");
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    for (r, row) in (0u32..).zip(&rows) {
        let own = numbers.iter().find(|(name, _)| row.iter().any(|cell| cell == name));
        for (c, cell) in (0u16..).zip(row) {
            match (cell, own) {
                (_, Some((_, number))) if usize::from(c) == number_at => page.write_string(r, c, number),
                (Value::String(text), _) => page.write_string(r, c, text),
                (Value::Number(figure), _) => page.write_number(r, c, figure.as_f64().unwrap()),
                _ => continue,
            }
            .unwrap();
        }
    }
    book.save(mended).unwrap();
}
