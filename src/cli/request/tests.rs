use super::*;
use crate::pipeline::{CacheUse, ForeignFiles, OnError};

fn quiet_machine() -> Machine {
    Machine {
        source_date_epoch: None,
        no_color: None,
        clicolor_force: None,
        term: Some("xterm-256color".into()),
        home: Some("/home/ada".into()),
        locale: None,
        zone: None,
        visual: None,
        editor: None,
        stdin_is_terminal: false,
        stderr_is_terminal: false,
        now: "2026-07-05T12:44:00.9Z".parse().expect("valid"),
    }
}

fn request(line: &str, machine: &Machine) -> Request {
    read(line.split(' '), machine).unwrap_or_else(|error| panic!("{line}: {error}"))
}

fn build(line: &str, machine: &Machine) -> Build {
    match request(line, machine).command {
        Command::Build(build) => build,
        other => panic!("{line} is {other:?}"),
    }
}

fn instant(line: &str, epoch: &str) -> String {
    let machine = Machine { source_date_epoch: Some(epoch.into()), ..quiet_machine() };
    build(line, &machine).clock.now().to_string()
}

#[test]
fn the_clock_is_typed_or_the_epoch_or_now() {
    assert_eq!(instant("sitegen build --clock 2026-07-01T00:00:00Z", "1000"), "2026-07-01T00:00:00Z");
    assert_eq!(instant("sitegen build", "1000"), "1970-01-01T00:16:40Z");
    assert_eq!(instant("sitegen build", ""), "2026-07-05T12:44:00Z");
    assert_eq!(build("sitegen build", &quiet_machine()).clock.now().to_string(), "2026-07-05T12:44:00Z");
}

#[test]
fn a_typed_clock_needs_no_good_epoch() {
    assert_eq!(instant("sitegen build --clock 2026-07-01T00:00:00Z", "soon"), "2026-07-01T00:00:00Z");
}

#[test]
fn an_epoch_that_is_none_is_wrong_usage() {
    for epoch in ["soon", "1.5", "2026-07-05", "99999999999999999999", "999999999999999"] {
        let machine = Machine { source_date_epoch: Some(epoch.into()), ..quiet_machine() };
        for line in ["sitegen build", "sitegen list"] {
            let error = read(line.split(' '), &machine).expect_err(epoch);
            assert_eq!(error.exit_code(), 2, "{epoch}");
            assert!(error.to_string().contains(&format!("SOURCE_DATE_EPOCH is `{epoch}`")), "{error}");
        }
    }
}

#[test]
fn clean_asks_for_no_clock() {
    let machine = Machine { source_date_epoch: Some("soon".into()), ..quiet_machine() };
    assert_eq!(request("sitegen clean", &machine).command, Command::Clean(Clean { output_dir: None }));
}

#[test]
fn flags_become_meanings() {
    let machine = quiet_machine();
    let plain = build("sitegen build", &machine);
    assert_eq!(plain.include, Include::default());
    assert_eq!((plain.warnings, plain.on_error, plain.cache), <(Warnings, OnError, CacheUse)>::default());
    assert_eq!((plain.mode, plain.foreign_files), <(Mode, ForeignFiles)>::default());
    let all = build("sitegen build -DE --deny-warnings --keep-going --no-cache --force --watch", &machine);
    assert_eq!(all.include, Include { drafts: true, future: false, expired: true });
    assert_eq!(
        (all.warnings, all.on_error, all.cache),
        (Warnings::Deny, OnError::KeepGoing, CacheUse::Ignore)
    );
    assert_eq!(
        (all.mode, all.foreign_files),
        (Mode::Watch(watch::Options::default()), ForeignFiles::Replace)
    );
    assert_eq!(build("sitegen build --dry-run", &machine).mode, Mode::DryRun);
    let polling = build("sitegen build --watch --poll --debounce 200", &machine);
    let options = watch::Options {
        debounce: Duration::from_millis(200),
        poll: watch::Poll::Always,
        ..watch::Options::default()
    };
    assert_eq!(polling.mode, Mode::Watch(options));
}

#[test]
fn the_project_is_here_unless_said() {
    let machine = quiet_machine();
    assert_eq!(request("sitegen build", &machine).root, PathBuf::from("."));
    assert_eq!(request("sitegen build -r blog", &machine).root, PathBuf::from("blog"));
    assert_eq!(request("sitegen build", &machine).home, Some("/home/ada".into()));
}

#[test]
fn loud_and_quiet_exclude_each_other_on_either_side() {
    let machine = quiet_machine();
    assert_eq!(request("sitegen -q build", &machine).verbosity, Verbosity::Quiet);
    assert_eq!(request("sitegen build -v", &machine).verbosity, Verbosity::Verbose);
    for line in ["sitegen -q -v build", "sitegen -q build -v", "sitegen build -qv"] {
        let error = read(line.split(' '), &machine).expect_err(line);
        assert_eq!((error.kind(), error.exit_code()), (ErrorKind::ArgumentConflict, 2), "{line}");
    }
}

#[test]
fn colour() {
    let pipe = quiet_machine();
    let terminal = Machine { stderr_is_terminal: true, ..quiet_machine() };
    let none = Machine { no_color: Some("1".into()), ..terminal.clone() };
    let empty = Machine { no_color: Some("".into()), ..terminal.clone() };
    let forced = Machine { clicolor_force: Some("1".into()), ..pipe.clone() };
    let not_forced = Machine { clicolor_force: Some("0".into()), ..pipe.clone() };
    let both = Machine { no_color: Some("1".into()), ..forced.clone() };
    let dumb = Machine { term: Some("dumb".into()), ..terminal.clone() };
    let cases = [
        ("sitegen build", &pipe, Color::Off),
        ("sitegen build", &terminal, Color::On),
        ("sitegen build", &none, Color::Off),
        ("sitegen build", &empty, Color::On),
        ("sitegen build", &forced, Color::On),
        ("sitegen build", &not_forced, Color::Off),
        ("sitegen build", &both, Color::Off),
        ("sitegen build", &dumb, Color::Off),
        ("sitegen build --color always", &none, Color::On),
        ("sitegen build --color never", &forced, Color::Off),
    ];
    for (line, machine, color) in cases {
        assert_eq!(request(line, machine).color, color, "{line} {machine:?}");
    }
}

#[test]
fn a_bar_is_for_a_person_who_looks() {
    let terminal = Machine { stderr_is_terminal: true, ..quiet_machine() };
    let cases = [
        ("sitegen build", &terminal, ProgressDisplay::Bar),
        ("sitegen build", &quiet_machine(), ProgressDisplay::Hidden),
        ("sitegen build -q", &terminal, ProgressDisplay::Hidden),
        ("sitegen build --message-format json", &terminal, ProgressDisplay::Hidden),
        ("sitegen build --message-format github", &terminal, ProgressDisplay::Hidden),
    ];
    for (line, machine, progress) in cases {
        assert_eq!(request(line, machine).progress, progress, "{line}");
    }
}
