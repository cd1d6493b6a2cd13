//! 社区台账: the window, or with arguments the same contract on the command line.
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

fn main() -> ExitCode {
    if std::env::args_os().len() > 1 {
        return cli::run();
    }
    #[cfg(feature = "window")]
    return window::run();
    #[cfg(not(feature = "window"))]
    return cli::run();
}
