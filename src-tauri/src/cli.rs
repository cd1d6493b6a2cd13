//! The command line: the contract without a window, for scheduled work and for checks.
//!
//! Replies go to standard output as JSON, faults to standard error as JSON. Exit codes: 0 done, 1 refused, 2 wrong usage.

mod export;
mod import;

use chrono::NaiveDate;
use lexopt::prelude::*;
use serde_json::{Value, json};
use service::{Clock, Office, practice};
use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const USAGE: &str = "\
社区台账 命令行

用法: taizhang                打开窗口
      taizhang --practice     打开窗口，直接进试用台账
      taizhang --ledger 文件夹 [--user 姓名] [--password-file 文件] [--today 日期] 命令
密码也可以放在环境变量 TAIZHANG_PASSWORD 里。

命令:
  init --community 名称 [--street 街道] [--division 代码] [--party 党组织]
       [--term-from 日期] [--term-to 日期] [--user 姓名]
                              建立新台账，给出恢复码
  practice --households 户数 --seed 数字
                              建立一本试用台账
  backup 文件                 备份到文件并检查
  restore 文件                用备份替换台账
  verify                      检查台账是否完好
  reset --user 姓名 --code-file 文件
                              用恢复码给一个用户设新密码，给出新恢复码
  import residents 文件 [--sheet 表] [--mapping 名称] [--policy new|update|ask-none]
  import register 登记簿 文件 [同上]
         [--opening 日期] [--estate 小区] [--group 人群] [--dry-run] [--faults 表格.xlsx] [--json]
                              导入；new 只加新的，update 也改有变化的，ask-none 只补空着的
  import undo 编号 [--force]  整个撤销一次导入
  import list                 列出做过的导入
  template residents|登记簿 文件
                              存一张空白的导入模板
  export residents 文件 [--filter JSON] [--columns 栏,栏] [--unmasked]
  export register 登记簿 文件 [--filter JSON] [--columns 栏,栏]
                              导出名册或登记簿；文件名的结尾决定存成 .xlsx 还是 .pdf
  export household-book|building-book 文件 [--filter JSON] [--unmasked]
                              户册、楼栋册；--filter 里可以写 grid_ids、building_ids、ids
  export household-cards|person-sheets|labels 文件.pdf [--filter JSON]
                              户卡、居民登记表、标签
  export blank people|households|登记簿 文件 [--count 数字]
                              空白表
  export report-paper 2026-10 文件.pdf
                              照月报的数字起草的报告，按公文格式
  report monthly 2026-10|quarterly 2026-Q3|yearly 2026 --out 文件夹 [--submit [--reason 更正的原因] [--leave-gap]]
                              做报表，存成表格和 PDF，列出各项核对；--submit 审核并登记已上报；
                              上一期还没有上报的，加上 --leave-gap 才登记
  已有的文件不会被替换，除非加上 --replace；备份从不替换别的文件
  call 名称 JSON              执行契约中的一项命令，JSON 写 - 时从标准输入读
  commands                    列出契约中的命令

返回码: 0 完成，1 被拒绝（原因在标准错误），2 用法不对
";

struct Options {
    ledger: Option<PathBuf>,
    user: String,
    password_file: Option<PathBuf>,
    today: Option<NaiveDate>,
    named: Vec<(String, String)>,
    words: Vec<OsString>,
}

enum Stop {
    Usage(String),
    Refused(Value),
}

type Outcome = Result<Value, Stop>;

pub(crate) fn run() -> ExitCode {
    let outcome = read_options().and_then(|options| match options.words.first().and_then(|w| w.to_str()) {
        Some("help") => Ok(Value::String(USAGE.to_owned())),
        _ => execute(&options),
    });
    match outcome {
        Ok(Value::String(text)) => print(&mut std::io::stdout(), &text, 0),
        Ok(reply) => print(&mut std::io::stdout(), &format!("{reply:#}\n"), 0),
        Err(Stop::Refused(faults)) => print(&mut std::io::stderr(), &format!("{faults:#}\n"), 1),
        Err(Stop::Usage(why)) => print(&mut std::io::stderr(), &format!("{why}\n\n{USAGE}"), 2),
    }
}

fn print(to: &mut impl Write, text: &str, code: u8) -> ExitCode {
    // Nobody reads a closed pipe.
    let _ = to.write_all(text.as_bytes());
    ExitCode::from(code)
}

fn usage(why: impl Into<String>) -> Stop {
    Stop::Usage(why.into())
}

fn read_options() -> Result<Options, Stop> {
    let mut options = Options {
        ledger: None,
        user: String::new(),
        password_file: None,
        today: None,
        named: Vec::new(),
        words: Vec::new(),
    };
    let mut parser = lexopt::Parser::from_env();
    let odd = |_: lexopt::Error| usage("参数不对，请看下面的用法。");
    while let Some(arg) = parser.next().map_err(odd)? {
        match arg {
            Long("ledger") => options.ledger = Some(parser.value().map_err(odd)?.into()),
            Long("user") => options.user = parser.value().and_then(ValueExt::string).map_err(odd)?,
            Long("password-file") => options.password_file = Some(parser.value().map_err(odd)?.into()),
            Long("today") => {
                let text = parser.value().and_then(ValueExt::string).map_err(odd)?;
                options.today = Some(text.parse().map_err(|_| usage("--today 要写成 2026-11-03 这样。"))?);
            }
            Long("help") | Short('h') => options.words.insert(0, "help".into()),
            Long(name @ ("dry-run" | "json" | "force" | "unmasked" | "submit" | "replace" | "leave-gap")) => {
                options.named.push((name.to_owned(), "yes".into()))
            }
            Long(
                name @ ("sheet" | "mapping" | "policy" | "opening" | "estate" | "group" | "faults"
                | "community" | "filter" | "columns" | "out" | "reason" | "street" | "division"
                | "party" | "count" | "term-from" | "term-to" | "households" | "seed" | "code-file"),
            ) => {
                let name = name.to_owned();
                options.named.push((name, parser.value().and_then(ValueExt::string).map_err(odd)?));
            }
            Value(word) => options.words.push(word),
            _ => return Err(usage("有不认识的参数。")),
        }
    }
    Ok(options)
}

impl Options {
    fn named(&self, name: &str) -> &str {
        self.named.iter().rev().find(|(n, _)| n == name).map_or("", |(_, v)| v)
    }

    /// The names of a list that was given with commas; none where nothing was. Given without a name in it, it is refused.
    fn names(&self, name: &str) -> Result<Vec<&str>, Stop> {
        let found: Vec<&str> =
            self.named(name).split([',', '，', '、']).map(str::trim).filter(|one| !one.is_empty()).collect();
        if found.is_empty() && self.named.iter().any(|(n, _)| n == name) {
            return Err(usage(format!("--{name} 后面没有写是哪几栏；要按平常的几栏，就不写 --{name}。")));
        }
        Ok(found)
    }

    /// Whether files that are there may be replaced.
    fn replaces(&self) -> bool {
        !self.named("replace").is_empty()
    }

    /// Refuses before anything is done where a file would have to be replaced afterwards.
    fn not_there(&self, file: &Path) -> Result<(), Stop> {
        if self.replaces() || !file.exists() {
            return Ok(());
        }
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let message = format!("已经有文件“{name}”，什么都没有做；请换个名字，或加上 --replace 再做一次。");
        Err(Stop::Refused(json!([{
            "code": "file.exists", "kind": "file", "message": message, "field": null, "row": null, "incident": null,
        }])))
    }

    /// Refuses words that no command asked for: a mistyped call must not do something else than was meant.
    fn no_more_than(&self, count: usize) -> Result<(), Stop> {
        match self.words.get(count) {
            Some(word) => Err(usage(format!("多了“{}”，请看下面的用法。", word.to_string_lossy()))),
            None => Ok(()),
        }
    }

    fn word(&self, at: usize, what: &str) -> Result<String, Stop> {
        let word = self.words.get(at).ok_or_else(|| usage(format!("还缺{what}。")))?;
        Ok(word.to_string_lossy().into_owned())
    }

    fn password(&self) -> Result<Option<String>, Stop> {
        let Some(file) = &self.password_file else {
            return Ok(std::env::var("TAIZHANG_PASSWORD").ok().filter(|p| !p.is_empty()));
        };
        let text = std::fs::read_to_string(file).map_err(|_| usage("读不到密码文件。"))?;
        Ok(Some(text.trim_end_matches(['\r', '\n']).to_owned()))
    }
}

fn execute(options: &Options) -> Outcome {
    let command = options.word(0, "命令")?;
    options.no_more_than(match command.as_str() {
        "call" | "template" => 3,
        "import" | "export"
            if options
                .words
                .get(1)
                .is_some_and(|w| w == "register" || w == "blank" || w == "report-paper") =>
        {
            4
        }
        "import" | "export" | "report" => 3,
        "backup" | "restore" => 2,
        _ => 1,
    })?;
    if command == "commands" {
        return Ok(
            json!({ "commands": service::contract::list(), "types": service::contract::typescript() }),
        );
    }
    let folder = match &options.ledger {
        Some(folder) => folder.clone(),
        None => return Err(usage("请用 --ledger 指出台账所在的文件夹。")),
    };
    let clock = Clock { fixed: options.today };
    service::watch_panics(&folder, clock);
    let office = Office::of_folder(&folder, clock);
    match command.as_str() {
        "init" => init(&office, options),
        "practice" => make_practice(&office, &folder, options),
        "backup" => backup(&office, options),
        "restore" => restore(&office, options),
        "verify" => {
            unlock(&office, options)?;
            let found = call(&office, "verify_ledger", json!({}))?;
            if found["is_sound"] == true { Ok(found) } else { Err(Stop::Refused(found)) }
        }
        "call" => {
            let name = options.word(1, "命令名称")?;
            let text = match options.words.get(2).map(|w| w.to_string_lossy().into_owned()) {
                Some(text) if text == "-" => {
                    std::io::read_to_string(std::io::stdin()).map_err(|_| usage("读不到标准输入。"))?
                }
                Some(text) => text,
                None => "{}".to_owned(),
            };
            let payload = serde_json::from_str(&text).map_err(|_| usage("JSON 写得不对。"))?;
            if !service::contract::list().iter().any(|c| c.name == name) {
                return Err(usage(format!("契约里没有“{name}”这项命令。")));
            }
            if !service::contract::works_locked(&name) {
                unlock(&office, options)?;
            } else if options.password()?.is_some() {
                // Some commands say more at an open ledger; those that open one themselves close it first.
                let _ = unlock(&office, options);
            }
            call(&office, &name, payload)
        }
        "reset" => reset(&office, options),
        "import" => {
            let status = unlock(&office, options)?;
            Ok(import::with_notices(&status, import::import(&office, options)?))
        }
        "export" => {
            unlock(&office, options)?;
            export::export(&office, options)
        }
        "report" => {
            unlock(&office, options)?;
            export::report(&office, options)
        }
        "template" => {
            unlock(&office, options)?;
            let (kind, file) = (options.word(1, "登记簿")?, options.word(2, "文件")?);
            call(&office, "save_template", json!({ "kind": kind, "file": file }))
        }
        other => Err(usage(format!("没有“{other}”这个命令。"))),
    }
}

fn call(office: &Office, name: &str, payload: Value) -> Outcome {
    office.call(name, payload).map_err(|faults| Stop::Refused(json!(faults)))
}

fn unlock(office: &Office, options: &Options) -> Outcome {
    let password = password_for(office, options)?;
    call(office, "unlock", json!({ "user_name": options.user, "password": password }))
}

/// The password given; for a practice ledger its own. Nothing is guessed at any other.
fn password_for(office: &Office, options: &Options) -> Result<String, Stop> {
    match options.password()? {
        Some(password) => Ok(password),
        None if office.opens_as_practice() => Ok(practice::PRACTICE_PASSWORD.to_owned()),
        None => Err(usage("请用 --password-file 或 TAIZHANG_PASSWORD 给出密码。")),
    }
}

fn reset(office: &Office, options: &Options) -> Outcome {
    let password =
        options.password()?.ok_or_else(|| usage("请用 --password-file 或 TAIZHANG_PASSWORD 给出新密码。"))?;
    let code = std::fs::read_to_string(options.named("code-file"))
        .map_err(|_| usage("请用 --code-file 指出写有恢复码的文件。"))?;
    let status = call(office, "unlock_by_recovery", json!({ "code": code.trim() }))?;
    let users = status["recovery_users"].as_array().cloned().unwrap_or_default();
    let found = users.iter().find(|u| u["name"] == options.user.as_str() || users.len() == 1);
    let id = found.ok_or_else(|| usage("请用 --user 写明给谁设新密码。"))?["id"].clone();
    call(office, "reset_password", json!({ "user_id": id, "password": password }))
}

fn init(office: &Office, options: &Options) -> Outcome {
    let password =
        options.password()?.ok_or_else(|| usage("请用 --password-file 或 TAIZHANG_PASSWORD 给出密码。"))?;
    if options.named("community").is_empty() {
        return Err(usage("请用 --community 写明社区名称。"));
    }
    let user = if options.user.is_empty() { "管理员" } else { options.user.as_str() };
    let request = json!({
        "office": {
            "community": options.named("community"),
            "street_office": options.named("street"),
            "division_code": options.named("division"),
            "party_branch": options.named("party"),
            "term_from": options.named("term-from"),
            "term_to": options.named("term-to"),
        },
        "user_name": user,
        "password": password,
        "folder": null,
    });
    call(office, "create_ledger", request)
}

fn make_practice(office: &Office, folder: &Path, options: &Options) -> Outcome {
    let number = |name: &str, default: u64| match options.named(name) {
        "" => Ok(default),
        text => text.parse().map_err(|_| usage(format!("--{name} 要写数字。"))),
    };
    let households = u32::try_from(number("households", 400)?).map_err(|_| usage("户数太大。"))?;
    let seed = number("seed", 1)?;
    practice::make(office, folder, households, seed).map_err(|refusal| {
        let faults: Vec<Value> = refusal
            .faults
            .iter()
            .map(|f| json!({ "code": f.code.as_str(), "message": f.message() }))
            .collect();
        Stop::Refused(json!(faults))
    })?;
    Ok(
        json!({ "folder": folder.display().to_string(), "user": practice::PRACTICE_USER, "password": practice::PRACTICE_PASSWORD }),
    )
}

/// Straight into the file: neither another one nor a half lies beside it, whatever happens.
fn backup(office: &Office, options: &Options) -> Outcome {
    unlock(office, options)?;
    let wanted = PathBuf::from(options.word(1, "备份文件")?);
    let wanted = std::path::absolute(&wanted).unwrap_or(wanted).display().to_string();
    call(office, "make_backup", json!({ "folder": null, "file": wanted }))
}

fn restore(office: &Office, options: &Options) -> Outcome {
    let file = PathBuf::from(options.word(1, "备份文件")?);
    let file = std::path::absolute(&file).unwrap_or(file).display().to_string();
    // A ledger that opens asks for the right to settings; else today's password or recovery code, or that of the backup where
    // there is no ledger.
    let password = password_for(office, options)?;
    let opened = call(office, "unlock", json!({ "user_name": options.user, "password": password }));
    let is_open = opened.is_ok();
    let request = if is_open {
        json!({ "file": file, "password": null, "user_name": null })
    } else {
        json!({ "file": file, "password": password, "user_name": options.user })
    };
    call(office, "restore_backup", request)
}
