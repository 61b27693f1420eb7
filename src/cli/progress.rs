//! How far a build is, as a bar on the terminal.
//! Shows nothing for what is over within a second, and nothing where no terminal is.
//! Must not know what is built.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::engine::Progress;

/// What is over sooner needs no bar.
const PATIENCE: Duration = Duration::from_secs(1);

/// A bar that is taken away when it is dropped.
#[derive(Debug)]
pub(super) struct Bar {
    bar: ProgressBar,
    start: Instant,
}

impl Bar {
    /// A bar on standard error, which nobody sees yet.
    pub(super) fn new() -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        Self { bar, start: Instant::now() }
    }

    /// Shows the bar once it has lasted.
    fn show(&self) {
        if self.bar.is_hidden() && self.start.elapsed() > PATIENCE {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    }
}

impl Progress for Bar {
    fn begin(&self, work: &'static str, steps: usize) {
        let template = match steps {
            0 => "{msg}",
            _ => "{msg} {bar:30} {pos}/{len}",
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.bar.set_style(style);
        }
        self.bar.set_length(u64::try_from(steps).unwrap_or(u64::MAX));
        self.bar.set_position(0);
        self.bar.set_message(work);
        self.show();
    }

    fn next(&self) {
        self.bar.inc(1);
        self.show();
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
