//! What leaves the ledger, as it is looked at before it is printed or saved.

use crate::journeys::practice_window;
use crate::window::Window;
use fantoccini::key::Key;
use serde_json::json;
use std::time::{Duration, Instant};

/// How many dark dots the page on the screen has, once it is drawn.
async fn ink(w: &Window) -> u64 {
    let script = "const c = document.querySelector('canvas.sheet'); if (!c || !c.width) return 0; \
        const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data; \
        let n = 0; for (let i = 0; i < d.length; i += 4) if (d[i] < 128) n += 1; return n";
    let until = Instant::now() + Duration::from_secs(15);
    loop {
        let dots = w.client.execute(script, vec![]).await.unwrap().as_u64().unwrap_or(0);
        if dots > 1_000 || Instant::now() > until {
            return dots;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

pub async fn lists_are_looked_at_page_by_page() {
    let home = tempfile::tempdir().unwrap();
    let w = practice_window(home.path()).await;
    w.go("/people").await;
    w.read("共 137 人").await;
    w.ctrl("p").await;
    w.read("打印预览").await;
    w.read("幸福社区_居民花名册_").await;
    assert!(ink(&w).await > 1_000, "the first page is drawn");
    for size in ["huge", "standard"] {
        w.text_size(size).await;
        w.picture(&format!("preview-{size}")).await;
    }
    w.stroke(Key::PageDown).await;
    w.read("第").await;
    let value =
        w.client.execute("return document.querySelector('input[aria-label=页码]').value", vec![]).await;
    assert_eq!(value.unwrap(), json!("2"));
    assert!(ink(&w).await > 1_000, "the second page is drawn");
    w.picture("preview-second").await;
    w.press("放大").await;
    w.stroke(Key::Escape).await;
    w.read("共 137 人").await;
    w.go("/registers/group_members").await;
    w.read("人群类别").await;
    w.ctrl("p").await;
    w.read("重点人群登记_").await;
    assert!(ink(&w).await > 1_000);
    w.picture("preview-register").await;
    w.go("/reports?period=2026-10").await;
    w.read("项都对").await;
    w.read("人户一致").await;
    for size in ["huge", "standard"] {
        w.text_size(size).await;
        w.picture(&format!("report-{size}")).await;
    }
    w.click("button[aria-label^='全社区 年龄（岁）80–89 ']").await;
    w.read("年龄是期末那天的").await;
    w.picture("report-people").await;
    w.stroke(Key::Escape).await;
    w.press("审核").await;
    w.press_in_dialog("审核").await;
    w.read("已审核").await;
    w.press("登记已上报").await;
    w.press_in_dialog("已上报").await;
    w.read("已上报").await;
    w.picture("report-submitted").await;
    w.read("打印用存档的：已上报").await;
    w.press("这一版").await;
    w.press("登记退回").await;
    w.fill("退回的原因", "少报一人").await;
    w.press_in_dialog("确定").await;
    w.read("退回的原因：少报一人").await;
    w.picture("report-returned").await;
    w.press("重点人群汇总表").await;
    w.read("合计（每人只计一次）").await;
    w.ctrl("p").await;
    w.read("幸福社区_社区月报_2026年10月_").await;
    assert!(ink(&w).await > 1_000);
    w.picture("preview-report").await;
    w.close().await;
}

/// Opens the preview that a button leads to, and comes back from it.
async fn look_at(w: &Window, label: &str, name: &str, picture: &str) {
    let button = w.see(&format!("button[aria-label='{label}']")).await;
    let centre = format!(
        "document.querySelector(\"button[aria-label='{label}']\").scrollIntoView({{ block: 'center' }})"
    );
    w.client.execute(&centre, vec![]).await.unwrap();
    button.click().await.unwrap();
    w.read(name).await;
    assert!(ink(w).await > 500, "{label} is drawn");
    w.picture(picture).await;
    w.stroke(Key::Escape).await;
}

pub async fn books_sheets_labels_and_papers() {
    let home = tempfile::tempdir().unwrap();
    let w = practice_window(home.path()).await;
    w.go("/reports/ready").await;
    w.read("一户接一户").await;
    for size in ["huge", "standard"] {
        w.text_size(size).await;
        w.picture(&format!("ready-{size}")).await;
    }
    look_at(&w, "户册打印预览", "幸福社区_户册_", "ready-households").await;
    w.read("一户接一户").await;
    look_at(&w, "楼栋册打印预览", "幸福社区_楼栋册_", "ready-buildings").await;
    look_at(&w, "户卡打印预览", "幸福社区_户卡_", "ready-cards").await;
    look_at(&w, "居民登记表打印预览", "幸福社区_居民登记表_", "ready-sheets").await;
    look_at(&w, "标签打印预览", "幸福社区_标签_", "ready-labels").await;
    look_at(&w, "人口变动表打印预览", "幸福社区_人口变动表_", "ready-changes").await;
    // The list of residents in the order of strokes, with its columns kept under a name.
    w.go("/people").await;
    w.read("共 137 人").await;
    w.press("按姓氏笔画").await;
    w.read("共 137 人").await;
    w.press("列").await;
    w.see("input[aria-label='这套栏目的名称']").await.send_keys("上报街道").await.unwrap();
    w.press_in_dialog("记住这套").await;
    w.read("上报街道（8 栏）").await;
    w.picture("columns-kept").await;
    w.stroke(Key::Escape).await;
    w.picture("people-by-strokes").await;
    // A figure opens to the person, and the card shows the movement that was counted.
    w.go("/reports?form=yearly&period=2025").await;
    w.read("项都对").await;
    w.press("人口变动表").await;
    w.click("button[aria-label^='全社区 增加']").await;
    w.picture("report-behind").await;
    w.click("[role=dialog] li a").await;
    w.see("li[aria-current]").await;
    w.picture("report-event").await;
    w.go("/reports").await;
    w.read("项都对").await;
    w.press("年龄结构表").await;
    w.see(".plot svg").await;
    w.picture("report-pyramid").await;
    w.press("写成报告").await;
    w.read("要盖章").await;
    let title = "return document.querySelector('#paper-title').value";
    let until = Instant::now() + Duration::from_secs(10);
    while !w.client.execute(title, vec![]).await.unwrap().to_string().contains("关于报送") {
        assert!(Instant::now() < until, "the report is drafted");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    for size in ["huge", "standard"] {
        w.text_size(size).await;
        w.picture(&format!("paper-{size}")).await;
    }
    w.ctrl("p").await;
    w.read("幸福社区_公文_").await;
    assert!(ink(&w).await > 500);
    w.picture("paper-preview").await;
    w.stroke(Key::Escape).await;
    // What was written stays.
    w.read("要盖章").await;
    let until = Instant::now() + Duration::from_secs(10);
    while !w.client.execute(title, vec![]).await.unwrap().to_string().contains("关于报送") {
        assert!(Instant::now() < until, "the paper is still there");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    // The office's own form: fewer sections, other bands.
    w.go("/reports/forms").await;
    w.read("年龄段从几岁起").await;
    for size in ["huge", "standard"] {
        w.text_size(size).await;
        w.picture(&format!("forms-{size}")).await;
    }
    w.press("另建一种").await;
    w.fill("名称", "人口简报").await;
    w.fill("年龄段从几岁起", "0、15、60").await;
    w.read("15–59岁").await;
    w.click("input[aria-label='要年龄结构表']").await;
    w.ctrl("s").await;
    w.read("新增报表“人口简报”的格式").await;
    w.go("/reports?form=own-4&period=2026-10").await;
    w.read("0–14").await;
    w.picture("report-own-form").await;
    w.close().await;
}
