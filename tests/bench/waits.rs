//! The paths that people wait for, on practice ledgers of 100,000 residents (`TAIZHANG_BENCH_HOUSEHOLDS` for other
//! sizes: 44,000 households make about 100,000 people, 440,000 about a million).
//!
//! Prints p50 and p99 of each, with `TAIZHANG_BENCH_EACH=1` of every word and filter by itself; the limits of the issue stand beside. Run: `cargo bench -p suite`.

use serde_json::{Value, json};
use service::{Clock, Office, practice};
use std::path::PathBuf;
use std::time::{Duration, Instant};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn clock() -> Clock {
    Clock { fixed: suite::TODAY.parse().ok() }
}

fn measure(what: &str, limit: &str, rounds: usize, mut work: impl FnMut(usize)) {
    let mut times: Vec<Duration> = (0..rounds)
        .map(|i| {
            let begun = Instant::now();
            work(i);
            begun.elapsed()
        })
        .collect();
    times.sort();
    let at = |percent: usize| times[(times.len() - 1) * percent / 100].as_secs_f64() * 1000.0;
    println!("{what:<58} p50 {:>8.2} ms   p99 {:>8.2} ms   limit {limit}", at(50), at(99));
}

fn resident_memory() -> String {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = |key: &str| text.lines().find(|l| l.starts_with(key)).unwrap_or_default().to_owned();
    format!("{} {}", line("VmRSS"), line("VmHWM"))
}

fn main() {
    let households =
        std::env::var("TAIZHANG_BENCH_HOUSEHOLDS").ok().and_then(|n| n.parse().ok()).unwrap_or(44_000);
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("practice-{households}"));
    if !folder.join("ledger.db").exists() {
        let begun = Instant::now();
        practice::make(&Office::of_folder(&folder, clock()), &folder, households, 1)
            .expect("a practice ledger");
        println!(
            "made a practice ledger of {households} households in {:.1} s",
            begun.elapsed().as_secs_f64()
        );
    }
    let office = Office::of_folder(&folder, clock());
    let begun = Instant::now();
    let password = json!({ "user_name": "", "password": practice::PRACTICE_PASSWORD });
    office.call("unlock", password).expect("unlocked");
    let list = |filter: Value, offset: usize, sort: Value| {
        json!({
            "filter": filter, "sort": sort, "offset": offset, "limit": 100,
            "columns": ["name", "sex", "age", "id_number", "place", "phones", "residence_state", "grid"],
        })
    };
    let page = office.call("list_people", list(json!({}), 0, json!(null))).expect("a page");
    println!("{} people", page["total"]);
    println!(
        "{:<58} {:>8.0} ms   limit 1000 ms",
        "unlock (light key derivation) to usable list",
        begun.elapsed().as_secs_f64() * 1000.0
    );
    println!("{}   limit 250 MB", resident_memory());
    let words = [
        "w",
        "wj",
        "wjg",
        "wangj",
        "zhangw",
        "lixm",
        "shan",
        "zengz",
        "王",
        "王建",
        "建国",
        "李秀英",
        "1970",
        "330106",
        "0315",
        "138",
        "5678",
        "3-2-501",
        "12-1-302",
        "zsf",
        "chenx",
        "欧阳",
        "qiu",
        "19650312",
        "没有",
    ];
    let is_each = std::env::var_os("TAIZHANG_BENCH_EACH").is_some();
    for word in words.iter().filter(|_| is_each) {
        measure(&format!("  search {word}"), "", 20, |_| {
            office.call("find", json!({ "text": word, "limit": 30 })).expect("hits");
        });
    }
    measure("search while typing", "20 ms (100,000), 60 ms (1,000,000)", 1000, |i| {
        office.call("find", json!({ "text": words[i % words.len()], "limit": 30 })).expect("hits");
    });
    let filters = [
        json!({}),
        json!({ "age_from": 60, "age_to": 79 }),
        json!({ "grid_ids": [3] }),
        json!({ "conditions": [{ "field": "political_status", "words": ["01"] }], "age_from": 28 }),
        json!({ "residence_states": ["living_only"], "presence": "all" }),
        json!({ "missing": "phone" }),
        json!({ "text": "wang" }),
    ];
    let sorts = [
        json!(null),
        json!({ "key": "age", "is_descending": true }),
        json!({ "key": "place", "is_descending": false }),
    ];
    for (filter, sort) in filters.iter().flat_map(|f| sorts.iter().map(move |s| (f, s))).filter(|_| is_each) {
        measure(&format!("  page {filter} {sort}"), "", 20, |i| {
            office.call("list_people", list(filter.clone(), (i * 37) % 5_000, sort.clone())).expect("a page");
        });
    }
    measure("filtered, sorted page with its total", "30 ms", 500, |i| {
        let request =
            list(filters[i % filters.len()].clone(), (i * 37) % 5_000, sorts[i % sorts.len()].clone());
        office.call("list_people", request).expect("a page");
    });
    let mut on = ["2024-06-30", "2025-06-30", "2026-11-24"].iter().cycle();
    for by in ["age_band", "grid"] {
        measure(&format!("population table by sex and {by} on any date"), "150 ms", 20, |_| {
            let on = on.next().expect("a day");
            office.call("count_population", json!({ "on": on, "of": "all", "by": by })).expect("a table");
        });
    }
    measure("first page", "-", 5, |_| {
        office.call("get_today", json!({})).expect("the first page");
    });
    measure("an edit, saved", "-", 30, |_| {
        let card = office.call("get_person", json!({ "id": 5 })).expect("a card");
        let request = json!({ "id": 5, "revision": card["revision"], "values": card["values"] });
        office.call("update_person", request).expect("saved");
    });
    measure("the list after an edit", "30 ms", 30, |_| {
        let card = office.call("get_person", json!({ "id": 5 })).expect("a card");
        let request = json!({ "id": 5, "revision": card["revision"], "values": card["values"] });
        office.call("update_person", request).expect("saved");
        office.call("list_people", list(json!({}), 0, json!(null))).expect("a page");
    });
    println!("{}", resident_memory());
}
