//! Running a command by its name: the right first, then the handler, then faults in people's words.

use crate::contract::{Right, commands};
use crate::incidents;
use crate::office::{Office, Phase};
use crate::refusal::{Refusal, Reply};
use crate::*;
use domain::access::{Area, Level};
use domain::fault::FaultOnWire;
use domain::{Fault, FaultCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::panic::{AssertUnwindSafe, catch_unwind};

impl Office {
    /// Runs a command of the contract.
    ///
    /// # Errors
    ///
    /// The faults to show. A fault of kind `bug` carries the number of its entry in the local log.
    pub fn call(&self, name: &str, payload: Value) -> Result<Value, Vec<FaultOnWire>> {
        let ran = catch_unwind(AssertUnwindSafe(|| self.dispatch(name, payload)));
        let refusal = match ran {
            Ok(Ok(reply)) => return Ok(reply),
            Ok(Err(refusal)) => refusal,
            Err(_) => Refusal::unforeseen("panic; place and trace stand above in the log"),
        };
        let mut faults = refusal.faults;
        if let Some(cause) = &refusal.cause {
            let incident = incidents::record(&self.base, self.clock, name, cause);
            faults.iter_mut().for_each(|f| f.incident = Some(incident.clone()));
        }
        Err(faults.iter().map(FaultOnWire::from).collect())
    }

    fn check_right(&self, right: Right) -> Reply<()> {
        let (area, level) = match right {
            Right::Anyone => return Ok(()),
            Right::SignedIn => return self.at_desk(|_| Ok(())),
            Right::Read(area) => (area, Level::Read),
            Right::Write(area) => (area, Level::Write),
        };
        self.at_desk(|desk| desk.require(area, level))
    }

    /// Whether a ledger is open.
    pub fn is_open(&self) -> bool {
        matches!(self.state().phase, Phase::Open(_))
    }
}

fn read<T: DeserializeOwned>(payload: Value) -> Reply<T> {
    let payload = if payload.is_null() { Value::Object(serde_json::Map::new()) } else { payload };
    serde_json::from_value(payload).map_err(|error| Refusal {
        faults: vec![Fault::new(FaultCode::RequestOdd)],
        // serde quotes values in its words; only the kind of error may go to the log.
        cause: Some(format!("request not readable: {:?}", error.classify())),
    })
}

fn reply<T: Serialize>(value: T) -> Reply<Value> {
    serde_json::to_value(value).map_err(|error| Refusal::unforeseen(error.to_string()))
}

macro_rules! dispatcher {
    (office { $($(#[$od:meta])* $oname:ident($oreq:ty) -> $orep:ty, $oright:ident $(($oarea:ident))?, $omod:ident;)* }
     desk { $($(#[$dd:meta])* $dname:ident($dreq:ty) -> $drep:ty, $dright:ident $(($darea:ident))?, $dmod:ident;)* }) => {
        impl Office {
            fn dispatch(&self, name: &str, payload: Value) -> Reply<Value> {
                use contract::*;
                match name {
                    $(stringify!($oname) => {
                        self.check_right(Right::$oright $((Area::$oarea))?)?;
                        let answer: Reply<$orep> = crate::$omod::$oname(self, read::<$oreq>(payload)?);
                        reply(answer?)
                    })*
                    $(stringify!($dname) => {
                        self.check_right(Right::$dright $((Area::$darea))?)?;
                        let request = read::<$dreq>(payload)?;
                        let answer: Reply<$drep> = self.at_desk(|desk| crate::$dmod::$dname(desk, request));
                        reply(answer?)
                    })*
                    _ => Err(Refusal { faults: vec![Fault::new(FaultCode::CommandUnknown)], cause: Some("unknown command".into()) }),
                }
            }
        }
    };
}

commands!(dispatcher);
