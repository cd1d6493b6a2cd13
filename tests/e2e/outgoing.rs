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
    w.go("/reports?month=2026-10").await;
    w.read("项都对").await;
    w.read("人户一致").await;
    for size in ["huge", "standard"] {
        w.text_size(size).await;
        w.picture(&format!("report-{size}")).await;
    }
    w.see("button[aria-label^='合计 80–89岁']").await.click().await.unwrap();
    w.read("年龄是月末那天的").await;
    w.picture("report-people").await;
    w.stroke(Key::Escape).await;
    w.press("审核").await;
    w.press_in_dialog("审核").await;
    w.read("已审核").await;
    w.press("登记已报送").await;
    w.press_in_dialog("已报送").await;
    w.read("已上报").await;
    w.picture("report-submitted").await;
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
