//! A new office on its first two days, by keyboard alone: thirty people in nine households.

use crate::window::Window;
use fantoccini::key::Key;

/// A household: its room, and its members with name, birth date, sequence (odd for men) and relation.
type Household = (&'static str, &'static [(&'static str, &'static str, u32, &'static str)]);

const HOUSEHOLDS: [Household; 9] = [
    (
        "3-1-101",
        &[
            ("王建国", "19580312", 11, "户主"),
            ("李秀英", "19600824", 22, "配偶"),
            ("王磊", "19850116", 13, "子"),
            ("王小雨", "20150601", 24, "孙女"),
        ],
    ),
    (
        "3-1-102",
        &[
            ("单秀兰", "19450708", 42, "户主"),
            ("曾志强", "19691120", 33, "子"),
            ("仇红梅", "19710203", 44, "儿媳"),
            ("曾一凡", "19980515", 35, "孙子"),
        ],
    ),
    (
        "3-1-201",
        &[
            ("张伟", "19780930", 51, "户主"),
            ("刘芳", "19800418", 62, "配偶"),
            ("张子涵", "20081225", 53, "子"),
        ],
    ),
    (
        "3-1-202",
        &[
            ("欧阳明", "19660606", 71, "户主"),
            ("陈桂花", "19680117", 82, "配偶"),
            ("欧阳雪", "19931030", 64, "女"),
        ],
    ),
    (
        "3-2-301",
        &[
            ("赵志刚", "19550220", 91, "户主"),
            ("孙玉兰", "19570911", 102, "配偶"),
            ("赵敏", "19830707", 84, "女"),
        ],
    ),
    (
        "3-2-302",
        &[
            ("周德福", "19390501", 111, "户主"),
            ("周国庆", "19621001", 113, "子"),
            ("吴丽华", "19640315", 114, "儿媳"),
            ("周杰", "19881212", 115, "孙子"),
            ("周安安", "20190909", 116, "其他亲属"),
        ],
    ),
    ("3-2-401", &[("马秀珍", "19370214", 122, "户主"), ("杨帆", "19650526", 123, "子")]),
    ("3-2-402", &[("朱强", "19900818", 131, "户主"), ("胡静", "19920425", 132, "配偶")]),
    (
        "3-3-501",
        &[
            ("郭勇", "19760109", 141, "户主"),
            ("何燕", "19771103", 142, "配偶"),
            ("郭宇航", "20030620", 143, "子"),
            ("高淑芬", "19480430", 144, "母亲"),
        ],
    ),
];

const PASSWORD: &str = "xingfu-2026";

/// The guide of the first start; returns the recovery code.
async fn first_start(w: &Window) -> String {
    w.read("欢迎使用社区台账").await;
    w.walk("社区名称", false).await;
    w.keys("幸福社区居民委员会").await;
    w.walk("街道名称", false).await;
    w.keys("翠苑街道办事处").await;
    w.walk("行政区划", false).await;
    w.keys("西湖区").await;
    w.rest().await;
    w.rest().await;
    w.stroke(Key::Enter).await;
    w.walk("党组织名称", false).await;
    w.keys("中共幸福社区委员会").await;
    w.walk("本届任期开始", false).await;
    w.keys("20240301").await;
    w.walk("本届任期结束", false).await;
    w.keys("20290228").await;
    w.picture("office-guide").await;
    w.walk("下一步", false).await;
    w.stroke(Key::Enter).await;
    w.walk("您的姓名", false).await;
    w.keys("张主任").await;
    w.walk("密码", false).await;
    w.keys(PASSWORD).await;
    w.walk("再填一次密码", false).await;
    w.keys(PASSWORD).await;
    w.stroke(Key::Enter).await;
    w.read("建立台账").await;
    w.walk("建立台账", false).await;
    w.stroke(Key::Enter).await;
    let code = w.see("[data-testid=recovery-code]").await.text().await.unwrap();
    w.picture("office-code").await;
    w.walk("已经抄好", false).await;
    w.stroke(Key::Enter).await;
    w.walk("恢复码", false).await;
    w.keys(&code.to_lowercase()).await;
    w.stroke(Key::Enter).await;
    w.read("今天要做的事").await;
    code
}

async fn houses(w: &Window) {
    w.alt("3").await;
    w.read("先建小区").await;
    w.ctrl("n").await;
    w.read("新增小区").await;
    w.rest().await;
    w.keys("幸福里").await;
    w.ctrl("s").await;
    w.read("还没有楼栋").await;
    w.walk("新增楼栋", false).await;
    w.stroke(Key::Enter).await;
    w.walk("楼栋", false).await;
    w.keys("3").await;
    w.ctrl("s").await;
    w.read("3 栋").await;
    w.walk("给3栋排房", false).await;
    w.stroke(Key::Enter).await;
    w.read("几个单元").await;
    w.picture("office-layout").await;
    w.walk("几个单元", false).await;
    w.stroke(Key::Enter).await;
    w.read("36 套").await;
}

async fn people(w: &Window) {
    w.alt("2").await;
    w.see("h1").await;
    for (room, members) in HOUSEHOLDS {
        for (i, (name, birth, sequence, relation)) in members.iter().enumerate() {
            if i == 0 {
                w.alt("2").await;
                w.read("新增居民").await;
                w.ctrl("n").await;
                w.read("怎么来的").await;
                w.rest().await;
                w.walk("住哪套房屋", true).await;
                w.keys(room).await;
                w.rest().await;
                w.rest().await;
                w.stroke(Key::Enter).await;
            } else {
                w.keys("a").await;
                w.read("怎么来的").await;
                w.rest().await;
                w.walk("来源", true).await;
                w.keys("建账登记").await;
                w.walk("与户主关系", false).await;
                w.keys(relation).await;
            }
            w.walk("姓名", false).await;
            w.keys(name).await;
            w.walk("证件号码", false).await;
            w.keys(&suite::number(birth, *sequence)).await;
            if i == 1 && room == "3-1-101" {
                w.rest().await;
                w.picture("office-form").await;
            }
            w.ctrl("s").await;
            w.read(&format!("新增 {name}")).await;
            w.read("登记变动").await;
            w.rest().await;
        }
        if room == "3-1-101" {
            w.picture("office-card").await;
        }
    }
}

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

async fn mend_phone(w: &Window, phone: &str) {
    w.keys("p").await;
    w.read("修改").await;
    w.rest().await;
    w.ctrl("a").await;
    w.keys(phone).await;
    w.ctrl("s").await;
    w.read(&format!("{}****{}", &phone[..3], &phone[7..])).await;
}

pub async fn thirty_people_in_nine_households() {
    let home = tempfile::tempdir().unwrap();
    // Yesterday.
    let w = Window::open_on("2026-11-23", home.path()).await;
    let code = first_start(&w).await;
    houses(&w).await;
    people(&w).await;
    w.alt("2").await;
    w.read("共 30").await;
    w.picture("office-people").await;
    find(&w, "wjg", "王建国").await;
    // Locked in the middle of a word: what was typed is there again.
    w.keys("p").await;
    w.read("修改").await;
    w.rest().await;
    w.ctrl("a").await;
    w.keys("13800001111").await;
    w.ctrl("l").await;
    w.read("社区台账已锁定").await;
    // Unlocking makes the first backup of the day.
    w.walk("密码", false).await;
    w.keys(PASSWORD).await;
    w.stroke(Key::Enter).await;
    w.read("上次没有保存的内容").await;
    w.walk("接着填", true).await;
    w.stroke(Key::Enter).await;
    w.ctrl("s").await;
    w.read("138****1111").await;
    w.read("上次备份 2026-11-23").await;
    w.close().await;

    // Today: the password is forgotten.
    let w = Window::open_on("2026-11-24", home.path()).await;
    w.read("社区台账已锁定").await;
    w.walk("忘记密码", false).await;
    w.stroke(Key::Enter).await;
    w.walk("恢复码", false).await;
    w.keys(&code).await;
    w.stroke(Key::Enter).await;
    w.read("给谁设新密码").await;
    w.walk("新密码", false).await;
    w.keys("neu-2026-neu").await;
    w.walk("再填一次新密码", false).await;
    w.keys("neu-2026-neu").await;
    w.stroke(Key::Enter).await;
    let fresh = w.see("[data-testid=recovery-code]").await.text().await.unwrap();
    w.walk("已经抄好", false).await;
    w.stroke(Key::Enter).await;
    w.walk("恢复码", false).await;
    w.keys(&fresh).await;
    w.stroke(Key::Enter).await;
    w.read("今天要做的事").await;

    // Found by each reading and by room, mended, died and taken back, moved.
    find(&w, "shanxl", "单秀兰").await;
    find(&w, "zengyf", "曾一凡").await;
    find(&w, "qiuhm", "仇红梅").await;
    find(&w, "wangjg", "王建国").await;
    mend_phone(&w, "13900002222").await;
    find(&w, "zhoudefu", "周德福").await;
    w.keys("d").await;
    w.see("[role=dialog]").await;
    w.rest().await;
    w.ctrl("a").await;
    w.keys("20261124").await;
    w.ctrl("s").await;
    w.read("死亡 2026-11-24").await;
    w.picture("office-died").await;
    w.alt("2").await;
    w.read("共 29").await;
    find(&w, "zhoudefu", "周德福").await;
    w.walk("撤回", false).await;
    w.stroke(Key::Enter).await;
    w.read("撤回后按前一条变动计算").await;
    w.rest().await;
    w.walk("撤回", false).await;
    w.stroke(Key::Enter).await;
    w.read("登记死亡").await;
    w.alt("2").await;
    w.read("共 30").await;
    find(&w, "hujing", "胡静").await;
    w.keys("m").await;
    w.see("[role=dialog]").await;
    w.rest().await;
    w.keys("社区内搬家").await;
    w.rest().await;
    w.picture("office-moving").await;
    w.walk("居住在哪里", false).await;
    w.keys("住在本社区，新立一户").await;
    w.walk("住哪套房屋", false).await;
    w.keys("3-3-601").await;
    w.rest().await;
    w.rest().await;
    w.stroke(Key::Enter).await;
    w.ctrl("s").await;
    w.read("社区内搬家").await;
    w.read("3栋3单元601").await;
    w.picture("office-moved").await;

    // Restored from yesterday, and the restore undone.
    w.alt("8").await;
    w.see("h1").await;
    w.walk("备份", false).await;
    w.stroke(Key::Enter).await;
    w.read("自动备份，放在").await;
    w.picture("office-backups").await;
    w.walk("每日 2026-11-23", false).await;
    w.stroke(Key::Enter).await;
    w.read("备份里有什么").await;
    w.picture("office-contents").await;
    w.walk("用它恢复", false).await;
    w.stroke(Key::Enter).await;
    w.read("替换现在的台账").await;
    w.rest().await;
    w.walk("恢复", false).await;
    w.stroke(Key::Enter).await;
    w.read("请用现在的密码打开").await;
    w.picture("office-restored").await;
    w.walk("密码", false).await;
    w.keys("neu-2026-neu").await;
    w.stroke(Key::Enter).await;
    w.read("姓名、拼音、号码、住址").await;
    find(&w, "wjg", "王建国").await;
    // The backup was made at the unlock, before the phone was saved.
    w.read("没有登记").await;
    find(&w, "hujing", "胡静").await;
    w.read("3栋2单元402").await;
    w.alt("8").await;
    w.see("h1").await;
    w.walk("备份", false).await;
    w.stroke(Key::Enter).await;
    w.read("自动备份，放在").await;
    w.read("恢复前").await;
    w.walk("恢复前", false).await;
    w.stroke(Key::Enter).await;
    w.read("备份里有什么").await;
    w.walk("用它恢复", false).await;
    w.stroke(Key::Enter).await;
    w.read("替换现在的台账").await;
    w.rest().await;
    w.walk("恢复", false).await;
    w.stroke(Key::Enter).await;
    w.read("请用现在的密码打开").await;
    w.walk("密码", false).await;
    w.keys("neu-2026-neu").await;
    w.stroke(Key::Enter).await;
    w.read("姓名、拼音、号码、住址").await;
    find(&w, "wjg", "王建国").await;
    w.read("139****2222").await;
    find(&w, "hujing", "胡静").await;
    w.read("3栋3单元601").await;
    w.close().await;
}
