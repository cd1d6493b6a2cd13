//! The command line of the built program: what it does, and its exit codes.

use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

fn run(folder: &Path, password: Option<&str>, words: &[&str]) -> (i32, Value) {
    let out = output(folder, password, words);
    let text = if out.status.success() { &out.stdout } else { &out.stderr };
    (out.status.code().unwrap_or(-1), serde_json::from_slice(text).unwrap_or(Value::Null))
}

fn output(folder: &Path, password: Option<&str>, words: &[&str]) -> Output {
    let mut command = Command::new(std::env::var("TAIZHANG_BINARY").unwrap());
    command.arg("--ledger").arg(folder).args(["--today", "2026-11-24"]).args(words);
    command.env_remove("TAIZHANG_PASSWORD");
    if let Some(password) = password {
        command.env("TAIZHANG_PASSWORD", password);
    }
    command.output().unwrap()
}

/// Init, work, backup, restore, verify and reset, each with its exit code: 0 done, 1 refused, 2 wrong usage.
pub fn every_command_and_its_exit_code() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("台账");
    let own = Some("xingfu-2026");
    let init = ["init", "--community", "幸福社区", "--term-from", "2024-03-01", "--term-to", "2029-02-28"];
    assert_eq!(run(&folder, None, &init).0, 2, "no password, no ledger");
    assert!(!folder.join("ledger.db").exists());
    let (code, made) = run(&folder, own, &init);
    assert_eq!(code, 0, "{made}");
    assert_eq!(run(&folder, own, &init).0, 1, "a second one is refused");
    let settings = run(&folder, own, &["call", "get_settings"]).1;
    assert_eq!(settings["office"]["term_to"], "2029-02-28");

    let (code, faults) = run(&folder, Some("falsch-2026"), &["verify"]);
    assert_eq!((code, faults[0]["code"].as_str()), (1, Some("session.password_wrong")));
    assert_eq!(run(&folder, None, &["verify"]).0, 2, "nothing is guessed");
    assert_eq!(run(&folder, own, &["verify"]).1["is_sound"], true);
    for wrong in [&["verfy"][..], &[], &["verify", "now"], &["call", "no_such"], &["call", "get_today", "{"]]
    {
        assert_eq!(run(&folder, own, wrong).0, 2, "{wrong:?}");
    }
    let faults = run(&folder, own, &["call", "get_person", "{\"id\": 99}"]);
    assert_eq!((faults.0, faults.1[0]["code"].as_str()), (1, Some("record.gone")));
    let listed = run(&folder, None, &["commands"]).1;
    assert!(listed["types"].as_str().unwrap().contains("export type Written"));

    let backup = home.path().join("备份.tzbak").display().to_string();
    assert_eq!(run(&folder, own, &["backup", &backup]).0, 0);
    assert_eq!(run(&folder, own, &["backup", &backup]).0, 1, "another file is never written over");
    let beside: Vec<_> = std::fs::read_dir(home.path()).unwrap().map(|f| f.unwrap().file_name()).collect();
    assert_eq!(beside.len(), 2, "the ledger and the backup, nothing else: {beside:?}");
    // What SQLCipher says of a torn page does not mix with the faults.
    let torn = home.path().join("torn.tzbak").display().to_string();
    let mut bytes = std::fs::read(&backup).unwrap();
    bytes[5_000] ^= 1;
    std::fs::write(&torn, bytes).unwrap();
    let (code, faults) = run(&folder, own, &["restore", &torn]);
    assert_eq!((code, &faults[0]["code"]), (1, &serde_json::json!("backup.damaged")), "JSON alone: {faults}");
    std::fs::remove_file(&torn).unwrap();
    let estate = "{\"table\":\"estates\",\"id\":null,\"revision\":0,\"values\":{\"name\":\"幸福里\"}}";
    assert_eq!(run(&folder, own, &["call", "save_place", estate]).0, 0);
    assert_eq!(run(&folder, own, &["restore", &backup]).0, 0);
    let tree = run(&folder, own, &["call", "get_place_tree"]).1;
    assert_eq!(tree["estates"], serde_json::json!([]), "as it was");

    // A report of a month that is over; sent again it wants a reason.
    let out = home.path().join("月报");
    std::fs::create_dir(&out).unwrap();
    let out = out.display().to_string();
    let month = &["--today", "2026-11-03", "report", "monthly", "2026-10", "--out", &out, "--submit"];
    let (code, sent) = run(&folder, own, month);
    assert_eq!((code, &sent["filed"]["state"]), (0, &serde_json::json!("submitted")), "{sent}");
    assert_eq!(sent["filed"]["is_in_force"], true, "it was put in force just now");
    let files: Vec<_> = std::fs::read_dir(&out).unwrap().map(|f| f.unwrap().file_name()).collect();
    assert_eq!(files.len(), 2, "a workbook and the pages: {files:?}");
    let (code, faults) = run(&folder, own, month);
    assert_eq!((code, faults[0]["code"].as_str()), (1, Some("file.exists")), "the files of then stay");
    let again: Vec<&str> = month.iter().copied().chain(["--replace"]).collect();
    let (code, faults) = run(&folder, own, &again);
    assert_eq!(
        (code, faults[0]["code"].as_str()),
        (1, Some("report.reason")),
        "a correction wants its reason"
    );
    assert_eq!(run(&folder, own, &["report", "weekly", "2026-10", "--out", &out]).0, 2);
    for (form, period, file) in
        [("quarterly", "2026-Q3", "社区季报_2026年第3季度"), ("社区年报", "2025", "社区年报_2025年")]
    {
        let asked = &["--today", "2026-11-03", "report", form, period, "--out", &out];
        let (code, made) = run(&folder, own, asked);
        assert!(code == 0 && made["files"].to_string().contains(file), "{made}");
    }
    assert_eq!(run(&folder, own, &["report", "quarterly", "2026-10", "--out", &out]).0, 1);
    for (words, is_made) in [
        (&["household-book", "户册.xlsx"][..], true),
        (&["building-book", "楼栋册.pdf"], true),
        // Nobody is in this ledger yet: there is no card to print.
        (&["household-cards", "户卡.pdf"], false),
        (&["blank", "households", "空白.xlsx"], false),
        (&["blank", "people", "空白.pdf"], true),
        (&["report-paper", "2026-10", "报告.pdf"], true),
    ] {
        let (file, before) = words.split_last().unwrap();
        let file = home.path().join(file).display().to_string();
        let asked: Vec<&str> =
            ["--today", "2026-11-03", "export"].iter().chain(before).copied().chain([&*file]).collect();
        assert_eq!(run(&folder, own, &asked).0, i32::from(!is_made), "{words:?}");
        assert_eq!(std::path::Path::new(&file).exists(), is_made, "{words:?}");
    }
    let list = home.path().join("名册.pdf").display().to_string();
    assert_eq!(run(&folder, own, &["export", "residents", &list, "--columns", "name,age"]).0, 0);
    assert!(std::fs::read(&list).unwrap().starts_with(b"%PDF"));
    assert_eq!(run(&folder, own, &["export", "residents", &list]).0, 1, "a file that is there stays");
    assert_eq!(run(&folder, own, &["export", "residents", &list, "--replace"]).0, 0);
    for none in ["", " ", ",", "，"] {
        let out = output(&folder, own, &["export", "residents", &list, "--replace", "--columns", none]);
        let words = String::from_utf8(out.stderr).unwrap();
        assert_eq!(out.status.code(), Some(2), "{none:?}: {words}");
        assert!(words.starts_with("--columns 后面没有写是哪几栏"), "{words}");
    }
    // What is only tried says what it would write, and says each thing once.
    let roster = home.path().join("来的.csv");
    let number = suite::number("19470203", 22);
    std::fs::write(&roster, format!("姓名,身份证号,住址,鞋码\n单秀英,{number},3-1-201,42\n")).unwrap();
    let roster = roster.display().to_string();
    let text = output(&folder, own, &["import", "residents", &roster, "--dry-run"]).stdout;
    let text = String::from_utf8(text).unwrap();
    assert!(text.contains("会写入 1 行"), "{text}");
    assert!(text.matches("鞋码").count() == 1 && !text.contains("表头下面有"), "{text}");
    let other = home.path().join("名册.docx").display().to_string();
    assert_eq!(run(&folder, own, &["export", "residents", &other]).0, 1);

    let code_file = home.path().join("code.txt");
    std::fs::write(&code_file, made["recovery_code"].as_str().unwrap()).unwrap();
    let code_file = code_file.display().to_string();
    let (code, reset) = run(&folder, Some("neu-xingfu-2026"), &["reset", "--code-file", &code_file]);
    assert_eq!(code, 0, "{reset}");
    assert_eq!(run(&folder, own, &["verify"]).0, 1, "the old password ended");
    assert_eq!(run(&folder, Some("neu-xingfu-2026"), &["verify"]).0, 0);
    assert_eq!(run(&folder, Some("x"), &["reset", "--code-file", &code_file]).0, 1, "the code is used up");
}

/// A second start ends by itself and leaves the first window open.
pub fn a_second_start_leaves_the_first() {
    let home = tempfile::tempdir().unwrap();
    let binary = std::env::var("TAIZHANG_BINARY").unwrap();
    crate::window::wait_for_end(Path::new(&binary));
    let start = || Command::new(&binary).env("TAIZHANG_HOME", home.path()).spawn().unwrap();
    let mut first = start();
    assert!(crate::window::children_of(first.id()) >= 1, "the first window is open");
    let mut second = start();
    let begun = Instant::now();
    let ended = loop {
        match second.try_wait().unwrap() {
            Some(status) => break Some(status),
            None if begun.elapsed() > Duration::from_secs(20) => break None,
            None => std::thread::sleep(Duration::from_millis(100)),
        }
    };
    let is_first_open = first.try_wait().unwrap().is_none();
    let _ = (second.kill(), first.kill(), second.wait(), first.wait());
    assert!(ended.is_some_and(|status| status.success()), "the second start hands over and ends");
    assert!(is_first_open, "the first window stays");
}
