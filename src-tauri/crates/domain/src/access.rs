//! Who may do what: areas, levels, and the ready roles of an office.
//!
//! The rights are asked in `service`, once for every command, so that no command, search, count or export goes round
//! them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The parts of the office's work that rights are given for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Area {
    /// 居民、户、房屋
    Residents,
    /// 受限类重点人群 (residents.md 5, marked H*)
    RestrictedGroups,
    /// 党建
    Party,
    /// 活动与志愿服务
    Activities,
    /// 经费
    Funds,
    /// 设置、用户、备份
    Settings,
}

impl Area {
    /// All areas.
    pub const ALL: &'static [Area] = &[
        Area::Residents,
        Area::RestrictedGroups,
        Area::Party,
        Area::Activities,
        Area::Funds,
        Area::Settings,
    ];

    /// The word in the ledger, the same as on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Area::Residents => "residents",
            Area::RestrictedGroups => "restricted_groups",
            Area::Party => "party",
            Area::Activities => "activities",
            Area::Funds => "funds",
            Area::Settings => "settings",
        }
    }

    /// Reads the word of the ledger.
    pub fn from_word(word: &str) -> Option<Self> {
        Area::ALL.iter().copied().find(|a| a.as_str() == word)
    }

    /// The name on screen.
    pub fn label(self) -> &'static str {
        match self {
            Area::Residents => "居民",
            Area::RestrictedGroups => "受限重点人群",
            Area::Party => "党建",
            Area::Activities => "活动",
            Area::Funds => "经费",
            Area::Settings => "设置",
        }
    }
}

/// What somebody may do in an area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Nothing, not even a count.
    Nothing,
    /// Look.
    Read,
    /// Look and change.
    Write,
}

/// The ready roles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 书记/主任
    Director,
    /// 党务
    PartyWorker,
    /// 财务
    Accountant,
    /// 社工
    SocialWorker,
    /// 只读
    Reader,
}

impl Role {
    /// All roles, in the order forms offer them.
    pub const ALL: &'static [Role] =
        &[Role::Director, Role::PartyWorker, Role::Accountant, Role::SocialWorker, Role::Reader];

    /// The name on screen.
    pub fn label(self) -> &'static str {
        match self {
            Role::Director => "书记/主任",
            Role::PartyWorker => "党务",
            Role::Accountant => "财务",
            Role::SocialWorker => "社工",
            Role::Reader => "只读",
        }
    }

    /// The word in the ledger.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Director => "director",
            Role::PartyWorker => "party_worker",
            Role::Accountant => "accountant",
            Role::SocialWorker => "social_worker",
            Role::Reader => "reader",
        }
    }

    /// Reads the word of the ledger.
    pub fn from_word(word: &str) -> Option<Self> {
        Role::ALL.iter().copied().find(|r| r.as_str() == word)
    }

    /// What the role may do in an area.
    pub fn level(self, area: Area) -> Level {
        use Area::*;
        use Level::*;
        match (self, area) {
            (Role::Director, _) => Write,
            (Role::PartyWorker, Party | Activities) => Write,
            (Role::PartyWorker, Residents) => Read,
            (Role::Accountant, Funds) => Write,
            (Role::Accountant, Activities | Residents) => Read,
            (Role::SocialWorker, Residents | Activities) => Write,
            (Role::Reader, Residents | Party | Activities | Funds) => Read,
            _ => Nothing,
        }
    }

    /// Whether the role may see whole ID numbers on request; each look leaves an audit line.
    pub fn may_reveal(self) -> bool {
        self.level(Area::Residents) == Level::Write
    }
}

/// The person at the keyboard, as the write gate and the rights know them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The user's row.
    pub user_id: u32,
    /// The user's name.
    pub name: String,
    /// The user's role.
    pub role: Role,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_director_changes_settings_and_sees_restricted_groups() {
        for role in Role::ALL {
            let is_director = *role == Role::Director;
            assert_eq!(role.level(Area::Settings) == Level::Write, is_director, "{}", role.label());
            assert_eq!(role.level(Area::RestrictedGroups) != Level::Nothing, is_director, "{}", role.label());
        }
    }

    #[test]
    fn a_reader_changes_nothing() {
        assert!(Area::ALL.iter().all(|area| Role::Reader.level(*area) < Level::Write));
        assert!(!Role::Reader.may_reveal());
    }

    #[test]
    fn words_of_roles_read_back() {
        assert!(Role::ALL.iter().all(|r| Role::from_word(r.as_str()) == Some(*r)));
    }
}
