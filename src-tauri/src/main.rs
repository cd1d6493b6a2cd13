//! 社区台账: the window (with `--practice` open on the practice ledger), or with other arguments the same contract on
//! the command line.
//!
//! Holds no rules, no SQL and no formatting: `service` does the work.

// No console window beside the program on Windows; the command line is for Linux and for terminals that wait.
#![cfg_attr(all(windows, not(debug_assertions), feature = "window"), windows_subsystem = "windows")]

mod cli;
#[cfg(feature = "window")]
mod folders;
#[cfg(feature = "window")]
mod window;

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    #[cfg(feature = "window")]
    {
        let words: Vec<_> = std::env::args_os().skip(1).collect();
        let opens_practice = words.len() == 1 && words[0] == "--practice";
        if words.is_empty() || opens_practice {
            return window::run(opens_practice);
        }
    }
    cli::run()
}
