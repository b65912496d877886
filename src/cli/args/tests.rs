use super::*;
use clap::{CommandFactory as _, error::ErrorKind};

fn parse(line: &str) -> Args {
    Args::try_parse_from(line.split(' ')).unwrap_or_else(|error| panic!("{line}: {error}"))
}

fn refuse(line: &str) -> clap::Error {
    Args::try_parse_from(line.split(' ')).expect_err(line)
}

fn build(line: &str) -> BuildArgs {
    match parse(line).command {
        CommandArgs::Build(args) => args,
        other => panic!("{line} is {other:?}"),
    }
}

fn list(line: &str) -> ListArgs {
    match parse(line).command {
        CommandArgs::List(args) => args,
        other => panic!("{line} is {other:?}"),
    }
}

#[test]
fn the_definition_is_sound() {
    Args::command().debug_assert();
}

#[test]
fn global_options_stand_before_or_after_the_command() {
    for line in [
        "sitegen -r blog -c a.yaml -v --color never --message-format json -j 3 build",
        "sitegen build -r blog -c a.yaml -v --color never --message-format json -j 3",
        "sitegen --root blog --config a.yaml build --verbose --color=never --message-format=json --jobs 3",
        "sitegen -r=blog list -c a.yaml related x -v --color never --message-format json -j3",
    ] {
        let global = parse(line).global;
        assert_eq!(global.root, Some("blog".into()), "{line}");
        assert_eq!(global.config, Some("a.yaml".into()), "{line}");
        assert!(global.verbose, "{line}");
        assert_eq!(global.color, ColorWhen::Never, "{line}");
        assert_eq!(global.message_format, MessageFormat::Json, "{line}");
        assert_eq!(global.jobs.map(NonZeroUsize::get), Some(3), "{line}");
    }
}

#[test]
fn every_spelling_of_the_address_and_the_folder() {
    let address = BaseUrl::parse("https://example.org/a/").ok();
    for option in ["-u", "-b", "--base-url", "--baseURL"] {
        assert_eq!(
            build(&format!("sitegen build {option} https://example.org/a/")).base_url,
            address,
            "{option}"
        );
    }
    for option in ["-o", "-d", "--output-dir", "--destination"] {
        let line = format!("sitegen build {option} dist");
        assert_eq!(build(&line).output_dir, Some("dist".into()), "{option}");
        assert!(matches!(
            parse(&line.replace("build", "clean")).command,
            CommandArgs::Clean(CleanArgs { output_dir: Some(_) })
        ));
    }
}

#[test]
fn flags_of_build() {
    let all = build(
        "sitegen build -DFE --deny-warnings --keep-going --no-cache --explain --timings --force --watch \
         --clock 2026-07-05T14:44:00+02:00",
    );
    let flags = [
        all.include.drafts,
        all.include.future,
        all.include.expired,
        all.deny_warnings,
        all.keep_going,
        all.no_cache,
        all.explain == Some(None),
        all.timings,
        all.force,
        all.watch,
    ];
    assert_eq!(flags, [true; 10]);
    assert_eq!(all.clock.map(|clock| clock.to_string()).as_deref(), Some("2026-07-05T12:44:00Z"));
    let none = build("sitegen build");
    assert!(none.include == IncludeArgs::default());
    assert!(!(none.watch || none.dry_run || none.force));
    assert!(build("sitegen build --dry-run").dry_run);
    let page = Some(Some("/about/".to_owned()));
    assert_eq!(build("sitegen build --explain /about/ --timings").explain, page);
    assert_eq!(build("sitegen build --explain=/about/").explain, page);
    assert_eq!(none.explain, None);
}

#[test]
fn what_is_listed() {
    let related = |explain| ListWhat::Related { post: "a.md".to_owned(), explain };
    let cases = [
        ("sitegen list", None),
        ("sitegen list all", Some(ListWhat::All)),
        ("sitegen list drafts", Some(ListWhat::Drafts)),
        ("sitegen list future", Some(ListWhat::Future)),
        ("sitegen list expired", Some(ListWhat::Expired)),
        ("sitegen list tags", Some(ListWhat::Tags)),
        ("sitegen list related a.md", Some(related(false))),
        ("sitegen list related a.md --explain", Some(related(true))),
    ];
    for (line, what) in cases {
        assert_eq!(list(line).what, what, "{line}");
    }
    assert_eq!(list("sitegen list --format csv tags").format, ListFormat::Csv);
    assert_eq!(list("sitegen list tags --format json").format, ListFormat::Json);
    assert_eq!(list("sitegen list").format, ListFormat::Table);
    assert!(list("sitegen list future --clock 2026-07-05T12:44:00Z").clock.is_some());
}

#[test]
fn wrong_usage_exits_with_2() {
    let cases = [
        ("sitegen", ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand),
        ("sitegen buidl", ErrorKind::InvalidSubcommand),
        ("sitegen preview", ErrorKind::InvalidSubcommand),
        ("sitegen build --minfy", ErrorKind::UnknownArgument),
        ("sitegen build extra", ErrorKind::UnknownArgument),
        ("sitegen build -j 0", ErrorKind::ValueValidation),
        ("sitegen build -u example.org", ErrorKind::ValueValidation),
        ("sitegen build --clock yesterday", ErrorKind::ValueValidation),
        ("sitegen build --clock 2026-07-05T12:44:00", ErrorKind::ValueValidation),
        ("sitegen build --dry-run --watch", ErrorKind::ArgumentConflict),
        ("sitegen build --poll", ErrorKind::MissingRequiredArgument),
        ("sitegen build --debounce 100", ErrorKind::MissingRequiredArgument),
        ("sitegen build --watch --debounce 60001", ErrorKind::ValueValidation),
        ("sitegen build --color blue", ErrorKind::InvalidValue),
        ("sitegen list related", ErrorKind::MissingRequiredArgument),
        ("sitegen list drafts --explain", ErrorKind::UnknownArgument),
        ("sitegen list nothing", ErrorKind::InvalidSubcommand),
    ];
    for (line, kind) in cases {
        let error = refuse(line);
        assert_eq!((error.kind(), error.exit_code()), (kind, 2), "{line}");
    }
}

#[test]
fn a_wrong_value_is_answered_with_a_right_one() {
    insta::assert_snapshot!(refuse("sitegen build --clock 2026-07-05"), @r#"
    error: invalid value '2026-07-05' for '--clock <RFC3339>': write a date, a time and an offset: 2026-07-05T12:44:00Z

    For more information, try '--help'.
    "#);
    insta::assert_snapshot!(refuse("sitegen build -u ftp://example.org"), @r#"
    error: invalid value 'ftp://example.org' for '--base-url <URL>': `ftp://example.org` is not an http or https address

    For more information, try '--help'.
    "#);
}

#[test]
fn help_of_each_command_has_examples() {
    for line in ["sitegen --help", "sitegen build --help", "sitegen list -h", "sitegen clean --help"] {
        let help = refuse(line);
        assert_eq!((help.kind(), help.exit_code()), (ErrorKind::DisplayHelp, 0), "{line}");
        assert!(help.to_string().contains("Examples:\n  sitegen "), "{line}");
    }
}

#[test]
fn help_names_the_other_spellings() {
    let help = refuse("sitegen build --help").to_string();
    for spelling in ["aliases: --baseURL", "aliases: --destination", "SOURCE_DATE_EPOCH"] {
        assert!(help.contains(spelling.trim_start_matches("aliases: ")), "{spelling} is not in\n{help}");
    }
}

#[test]
fn a_preview_is_for_this_machine_unless_told_otherwise() {
    let serve = |line: &str| match parse(line).command {
        CommandArgs::Serve(args) => args,
        other => panic!("{line} is {other:?}"),
    };
    let plain = serve("sitegen serve");
    assert_eq!((plain.bind.to_string(), plain.port, plain.no_reload), ("127.0.0.1".to_owned(), 1414, false));
    for line in ["sitegen server -i :: -p 0 -O", "sitegen dev --interface=:: --port=0 --open"] {
        let open = serve(line);
        assert_eq!((open.bind.to_string(), open.port, open.open), ("::".to_owned(), 0, true), "{line}");
    }
    for line in [
        "sitegen serve --no-reload --navigate-to-changed",
        "sitegen serve --port 70000",
        "sitegen serve -i here",
    ] {
        refuse(line);
    }
}
