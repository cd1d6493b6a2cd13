//! Rules, types, register descriptions and code tables of a residents' committee (社区居委会).
//!
//! No I/O: no files, no SQL, no clock, no random numbers. Today's date and the actor are arguments.
//! Facts come from `shared/domain` of the project; a statement marked `[rule]` there is law here and is cited
//! where it is enforced, an `[assumed]` one is a setting.
//!
//! # Glossary
//!
//! One English word for each Chinese term, from table column to button:
//!
//! | 中文 | English | 中文 | English |
//! |---|---|---|---|
//! | 社区 (居委会) | community | 街道 | street office |
//! | 居民 | person (in a ledger: resident) | 户 | household |
//! | 户主 | head | 房屋 | dwelling |
//! | 小区 | estate | 楼栋 | building |
//! | 单元 | unit | 室 | room |
//! | 网格 | grid | 户籍 | hukou |
//! | 户籍关系 | hukou membership | 居住关系 | living membership |
//! | 人户状态 | residence state | 公民身份号码 | ID number |
//! | 行政区划代码 | division code | 台账 | register |
//! | 用印登记 | seal use | 好人好事 | good deed |
//! | 志愿者队伍 | volunteer team | 回收站 | recycle bin |
//! | 党费 | dues | 缴费基数 | base |
//! | 发展对象 | development candidate | 积极分子 | activist |
//! | 预备党员 | probationary member | 经费 | funds |
//! | 预约 | booking | 恢复码 | recovery code |
//! | 试用台账 | practice ledger | 备份 | backup |
//! | 导入 | import | 表头 | header |
//! | 重点人群 | group (of people) | 自有栏 | own field |
//! | 社区月报 | month report | 核对 | check (of a report) |
//! | 审核 | review | 上报, 报送 | submit |
//! | 退回 | return | 更正版 | correction |
//! | 户籍人口 | registered | 居住人口 | living |
//! | 报告期 | period | 报表格式 | report form |
//! | 户册 | household book | 楼栋册 | building book |
//! | 户卡 | household card | 居民登记表 | person sheet |
//! | 标签 | label | 公文 | paper |
//! | 空白表 | blank form | 姓氏笔画 | strokes |

pub mod access;
pub mod calendar;
pub mod cards;
pub mod codes;
pub mod counting;
pub mod fault;
pub mod fields;
pub mod identity;
pub mod import;
pub mod names;
pub mod papers;
pub mod people;
pub mod places;
pub mod population;
pub mod registers;
pub mod reports;
pub mod rooms;
pub mod sheets;
pub mod strokes;
pub mod tables;
pub mod text;
pub mod workdays;

pub use fault::{Fault, FaultCode, FaultKind};
