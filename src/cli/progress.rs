//! How far a run is, for a person who waits.
//!
//! Owns the bar on standard error. It must not know the stages: they tell it their names and numbers.

use super::request::ProgressDisplay;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// What stages tell while they run; calls may come from any thread.
pub trait Progress: Sync {
    /// A stage begins, with so many steps ahead of it where that is known.
    fn stage(&self, name: &str, steps: Option<u64>);
    /// So many more steps are done.
    fn advance(&self, steps: u64);
    /// Nothing more comes.
    fn finish(&self);
}

/// Progress that no one sees.
#[derive(Debug, Clone, Copy, Default)]
pub struct Hidden;

impl Progress for Hidden {
    fn stage(&self, _name: &str, _steps: Option<u64>) {}
    fn advance(&self, _steps: u64) {}
    fn finish(&self) {}
}

/// A bar that is redrawn in place and gone when it finishes.
#[derive(Debug)]
pub struct Bar(ProgressBar);

impl Bar {
    /// A bar on standard error.
    pub fn on_stderr() -> Self {
        Self::drawn_on(ProgressDrawTarget::stderr())
    }

    fn drawn_on(target: ProgressDrawTarget) -> Self {
        Self(ProgressBar::with_draw_target(None, target))
    }
}

impl Progress for Bar {
    fn stage(&self, name: &str, steps: Option<u64>) {
        self.0.reset();
        self.0.set_style(style(steps));
        match steps {
            Some(steps) => self.0.set_length(steps),
            None => self.0.unset_length(),
        }
        self.0.set_message(name.to_owned());
        self.0.tick();
    }

    fn advance(&self, steps: u64) {
        self.0.inc(steps);
    }

    fn finish(&self) {
        self.0.finish_and_clear();
    }
}

fn style(steps: Option<u64>) -> ProgressStyle {
    let template = match steps {
        Some(_) => "{msg:<10} {bar:30} {pos}/{len}",
        None => "{msg:<10} {pos}",
    };
    ProgressStyle::with_template(template).expect("a literal template")
}

/// The progress that `display` asks for.
pub fn show(display: ProgressDisplay) -> Box<dyn Progress> {
    match display {
        ProgressDisplay::Hidden => Box::new(Hidden),
        ProgressDisplay::Bar => Box::new(Bar::on_stderr()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stage_begins_at_nothing_and_counts_its_steps() {
        let bar = Bar::drawn_on(ProgressDrawTarget::hidden());
        bar.stage("parse", Some(10));
        bar.advance(4);
        assert_eq!((bar.0.position(), bar.0.length()), (4, Some(10)));
        bar.stage("write", None);
        assert_eq!((bar.0.position(), bar.0.length()), (0, None));
        assert_eq!(bar.0.message(), "write");
        bar.finish();
        assert!(bar.0.is_finished());
    }
}
