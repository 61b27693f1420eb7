//! The `crib` command: arguments in, exit code out.
//! Gives what the library found to the terminal.
//! Does nothing itself.

use std::{
    io,
    panic::{self, AssertUnwindSafe},
    process::ExitCode,
};

use cribsheet::cli;

/// Builds allocate much and briefly, on all threads.
#[cfg(feature = "mimalloc")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let variables = std::env::vars_os()
        .filter_map(|(name, value)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        })
        .collect();
    let mut output =
        cli::Output { out: Box::new(io::stdout()), err: Box::new(io::stderr()) };
    let run = || cli::run(std::env::args_os(), variables, &mut output);
    // The panic itself has been printed by then, with its place.
    panic::catch_unwind(AssertUnwindSafe(run))
        .map_or(ExitCode::from(cli::EXIT_BUG), ExitCode::from)
}
