//! Builds that are killed at random moments, on one output and one cache.
//!
//! The sweep of `faults.rs` kills before single system calls of small builds. Here builds of a larger site are killed by
//! the clock, so that any instruction may be the last, and the damage of several adds up. `SITEGEN_KILLS` sets how many
//! builds are killed (20 unless set), `SITEGEN_SEED` the first seed.

use crate::support::{
    random::Random,
    sandbox::{PROGRAM, Run, Sandbox, Tree, post},
};
use std::{
    fs,
    process::{Child, Stdio},
    time::{Duration, Instant},
};

/// Posts of the site.
const POSTS: usize = 60;

/// A build and how long it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// No output and no cache.
    Cold,
    /// After an edit.
    Edited,
}

struct Sweep {
    sandbox: Sandbox,
    random: Random,
    /// How long a build of each kind took that was left alone.
    durations: [Duration; 2],
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|text| text.parse().ok())
}

fn body(random: &mut Random) -> String {
    let value = random.next();
    let kind = random.pick(&["Text", "Prose", "News"]);
    format!(
        "{kind} of {value}, and [another](post{}.md).\n\n```rust\n/// What {value} is.\nfn answer() -> u64 {{\n    \
         let number = {value}; // {}\n    number\n}}\n```\n",
        value % POSTS as u64,
        "long ".repeat(20)
    )
}

impl Sweep {
    fn new(seed: u64) -> Self {
        let mut sweep =
            Self { sandbox: Sandbox::new(), random: Random::new(seed), durations: [Duration::ZERO; 2] };
        for number in 0..POSTS {
            sweep.write_post(number);
        }
        for kind in [Kind::Cold, Kind::Edited] {
            let begin = Instant::now();
            sweep.sandbox.built();
            sweep.durations[kind as usize] = begin.elapsed();
            sweep.edit();
        }
        sweep
    }

    fn write_post(&mut self, number: usize) {
        let name = format!("post{number}");
        let text = body(&mut self.random);
        self.sandbox.write(&format!("content/posts/{name}.md"), post(&name, number % 28 + 1, &text));
    }

    /// Writes some posts anew, and has a file and a folder come and go.
    fn edit(&mut self) {
        for _ in 0..=self.random.below(POSTS / 4) {
            let number = self.random.below(POSTS);
            self.write_post(number);
        }
        let (file, folder) = (self.sandbox.path("static/swap"), self.sandbox.path("static/swap/in.txt"));
        if folder.exists() {
            fs::remove_file(&folder).expect("removable");
            fs::remove_dir(&file).expect("empty");
            self.sandbox.write("static/swap", "a file\n");
        } else {
            fs::remove_file(&file).expect("removable");
            self.sandbox.write("static/swap/in.txt", "in a folder\n");
        }
    }

    fn forget(&self) {
        for folder in ["public", ".sitegen"] {
            let path = self.sandbox.path(folder);
            if path.exists() {
                fs::remove_dir_all(path).expect("removable");
            }
        }
    }

    fn start(&self) -> Child {
        let mut command = self.sandbox.command(PROGRAM);
        command.args(self.sandbox.build_words()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().expect("starts")
    }

    /// Kills a build at a random moment of its time; answers whether it was not done before.
    fn kill(&mut self, kind: Kind) -> bool {
        let duration = self.durations[kind as usize];
        let permille = u32::try_from(self.random.below(1000)).expect("small");
        let mut build = self.start();
        std::thread::sleep(duration * permille / 1000);
        // It may be gone by itself.
        let _ = build.kill();
        let run = Run::from(build.wait_with_output().expect("ends"));
        run.assert_calm();
        run.signal == Some(9)
    }

    /// Builds, which must work at once, and holds the output to a clean one.
    fn repair(&self) {
        let run = self.sandbox.build();
        assert_eq!(run.code, Some(0), "{run:?}");
        let warnings = run.messages().into_iter().filter(|message| message["level"] == "warning");
        assert_eq!(warnings.count(), 0, "nothing is wrong with what a killed build left: {run:?}");
        let (found, expected) = (self.sandbox.output(), self.sandbox.clean_output());
        assert!(found == expected, "{:?}", differing(&found, &expected));
        assert_eq!(self.sandbox.leftovers(), [""; 0]);
        assert!(!self.sandbox.public().join(".sitegen-tmp-staging").exists());
    }
}

fn differing<'a>(found: &'a Tree, expected: &'a Tree) -> Vec<&'a String> {
    let names = found.keys().chain(expected.keys());
    names.filter(|name| found.get(*name) != expected.get(*name)).collect()
}

#[test]
fn after_any_kill_the_next_build_gives_the_clean_tree() {
    let (wanted, seed) = (number("SITEGEN_KILLS").unwrap_or(20), number("SITEGEN_SEED").unwrap_or(1));
    println!("{wanted} kills from seed {seed}");
    let mut sweep = Sweep::new(seed);
    let (mut killed, mut started) = (0, 0);
    for kind in [Kind::Cold, Kind::Edited].into_iter().cycle() {
        if killed >= wanted {
            break;
        }
        assert!(started < wanted * 5, "only {killed} of {started} builds were killed (seed {seed})");
        if kind == Kind::Cold {
            sweep.forget();
        }
        sweep.edit();
        started += 1;
        killed += u64::from(sweep.kill(kind));
        // At times the build that repairs is killed too.
        while killed < wanted && sweep.random.chance(30) {
            started += 1;
            killed += u64::from(sweep.kill(kind));
        }
        sweep.repair();
    }
    println!("{killed} of {started} builds were killed, of {:?} each", sweep.durations);
}
