//! A branch of a repository, and all that is around git: its settings, its user's, those of the project's own repository,
//! and repositories that refuse.

use super::{git::branch, www::Www};
use crate::support::sandbox::{PROGRAM, Run};
use std::fs;

#[test]
fn what_its_user_has_set_changes_no_byte_and_runs_no_program() {
    let Some(branch) = branch("") else { return };
    branch.sandbox().write("static/lines.txt", "one\r\ntwo\nthree\r\n");
    branch.sandbox().write("static/.gitattributes", "* text=auto filter=bad\n");
    branch.sandbox().built();
    let home = branch.sandbox().home();
    let hooks = home.join("hooks");
    fs::create_dir(&hooks).expect("writable");
    let canary = home.join("canary");
    for name in ["pre-push", "reference-transaction", "post-checkout", "pre-auto-gc"] {
        let hook = hooks.join(name);
        fs::write(&hook, format!("#!/bin/sh\necho {name} >>{}\nexit 1\n", canary.display()))
            .expect("writable");
        fs::set_permissions(&hook, std::os::unix::fs::PermissionsExt::from_mode(0o755)).expect("settable");
    }
    let hooks = hooks.display();
    let settings = format!(
        "[core]\n\tautocrlf = true\n\tsafecrlf = true\n\thooksPath = {hooks}\n\tattributesFile = {hooks}/none\n\
         [commit]\n\tgpgsign = true\n[gpg]\n\tprogram = {hooks}/pre-push\n[push]\n\tgpgSign = true\n\tfollowTags = true\n\
         \tpushOption = x\n[init]\n\ttemplateDir = {hooks}\n\tdefaultObjectFormat = sha1\n[filter \"bad\"]\n\
         \tclean = touch {canary}\n\trequired = true\n[fetch]\n\tprune = true\n[user]\n\tname = A Desk\n\temail = a@desk\n\
         [transfer]\n\tfsckObjects = true\n[log]\n\tshowSignature = true\n[i18n]\n\tcommitEncoding = latin1\n",
        canary = canary.display()
    );
    fs::write(home.join(".gitconfig"), settings).expect("writable");
    // What the repository does on its side is its own affair.
    branch.ask(&["config", "core.hooksPath", "hooks"]);
    branch.www.publish(&[]);
    branch.assert_shows_the_build();
    assert_eq!(branch.shown()["lines.txt"], b"one\r\ntwo\nthree\r\n");
    assert!(!canary.exists(), "{}", fs::read_to_string(&canary).unwrap_or_default());
    assert_eq!(
        branch.ask(&["log", "-1", "--format=%an <%ae>", "--no-show-signature", "gh-pages"]),
        "A Desk <a@desk>"
    );
    // As in a hook of another repository.
    let elsewhere = home.join("elsewhere.git").display().to_string();
    branch.sandbox().write("static/lines.txt", "four\r\n");
    branch.sandbox().built();
    let mut command = branch.sandbox().command(PROGRAM);
    command.args(Www::words(&[])).env("GIT_DIR", &elsewhere).env("GIT_INDEX_FILE", &elsewhere);
    let run = Run::of(command.env("GIT_WORK_TREE", &elsewhere).env("GIT_OBJECT_DIRECTORY", &elsewhere));
    assert_eq!(run.code, Some(0), "{run:?}");
    branch.assert_shows_the_build();
    assert!(!home.join("elsewhere.git").exists());
}

#[test]
fn the_repository_of_the_project_says_where_to_and_from_what() {
    let Some(branch) = branch("") else { return };
    let refused = || {
        let text = "title: Test\nbase_url: https://example.org/\npublish: {live: {type: git}}\n";
        branch.sandbox().write("sitegen.yaml", text);
        branch.www.refused(&[])
    };
    assert!(
        refused()[0].starts_with("publish-remote: the project is in no repository with a remote `origin`")
    );
    branch.git(&["init", "--quiet"]);
    assert_eq!(refused().len(), 1);
    branch.git(&["remote", "add", "origin", "../pages.git"]);
    let here = branch.sandbox().root().display().to_string();
    branch.git(&["-C", &here, "commit", "--quiet", "--allow-empty", "-m", "Begin"]);
    branch.git(&["config", "user.name", "Of the project"]);
    branch.git(&["config", "user.email", "of@project"]);
    branch.www.publish(&[]);
    branch.assert_shows_the_build();
    let said =
        branch.ask(&["log", "-1", "--format=%an%n%(trailers:key=Sitegen-Source,valueonly)", "gh-pages"]);
    assert_eq!(said, format!("Of the project\n{}", branch.git(&["rev-parse", "HEAD"]).trim_end()));
}

#[test]
fn without_git_or_with_an_old_one_nothing_is_published() {
    let Some(branch) = branch("") else { return };
    let empty = branch.sandbox().home().join("empty");
    fs::create_dir(&empty).expect("writable");
    let mut command = branch.sandbox().command(PROGRAM);
    let run = Run::of(command.args(Www::words(&[])).env("PATH", &empty));
    assert_eq!(run.code, Some(3), "{run:?}");
    insta::assert_snapshot!(run.error(), @"cannot run git: there is no such program; install git, which this target is published by");
    let run = branch.run_with(&branch.replace_git("echo git version 2.20.1"), &[]);
    assert_eq!(run.code, Some(3), "{run:?}");
    insta::assert_snapshot!(run.error(), @"cannot use git: version 2.32 or newer is needed, and this is git version 2.20.1");
    assert_eq!(branch.ask(&["for-each-ref"]), "");
}

#[test]
fn a_repository_that_refuses_is_quoted_without_secrets() {
    let Some(branch) = branch("") else { return };
    let hook = branch.repository().join("hooks/pre-receive");
    fs::create_dir_all(hook.parent().expect("a folder")).expect("writable");
    fs::write(&hook, "#!/bin/sh\necho 'this branch is https://u:canary@a.b/ protected' >&2\nexit 1\n")
        .expect("writable");
    fs::set_permissions(&hook, std::os::unix::fs::PermissionsExt::from_mode(0o755)).expect("settable");
    let run = branch.www.run(&[]);
    assert_eq!(run.code, Some(3), "{run:?}");
    assert!(run.error().contains("remote: this branch is https://a.b/ protected"), "{run:?}");
    assert!(!format!("{run:?}").contains("canary"));
    fs::remove_file(&hook).expect("removable");
    branch.www.publish(&[]);
    branch.assert_shows_the_build();
    // An address with a token, in the settings of the project's own repository.
    branch.git(&["init", "--quiet"]);
    branch.git(&["remote", "add", "origin", "https://canary:canary@127.0.0.1:9/a.git"]);
    branch.git(&["config", "http.https://127.0.0.1:9/.extraheader", "AUTHORIZATION: basic canary"]);
    branch
        .sandbox()
        .write("sitegen.yaml", "title: Test\nbase_url: https://example.org/\npublish: {live: {type: git}}\n");
    for options in [&[][..], &["--verbose"]] {
        let mut command = branch.sandbox().command(PROGRAM);
        command.env("GIT_TRACE", "1").env("GIT_CURL_VERBOSE", "1").env("GIT_TRACE_CURL", "1");
        let run = Run::of(command.args(Www::words(options)));
        assert_eq!(run.code, Some(3), "{run:?}");
        assert!(
            run.error().starts_with("cannot read branch gh-pages of https://127.0.0.1:9/a.git: git says: "),
            "{run:?}"
        );
        assert!(!format!("{run:?}").contains("canary"), "{run:?}");
    }
    let kept = crate::support::sandbox::read_tree(&branch.sandbox().path(".sitegen/publish"));
    assert!(kept.values().all(|bytes| !String::from_utf8_lossy(bytes).contains("canary")));
}

#[test]
fn a_repository_of_the_other_format_is_served_too() {
    let Some(branch) = branch("") else { return };
    branch.www.publish(&[]);
    let repository = branch.repository();
    fs::remove_dir_all(&repository).expect("removable");
    branch.git(&["init", "--quiet", "--bare", "--object-format=sha256", &repository.display().to_string()]);
    branch.commit_of_others("gh-pages", &[("CNAME", Some("their.example\n"))]);
    for number in 0..2 {
        branch.sandbox().write("static/note.txt", format!("note {number}\n"));
        branch.sandbox().built();
        assert_eq!(branch.www.publish(&[])["new"], true);
        assert_eq!(branch.shown()["note.txt"], format!("note {number}\n").as_bytes());
        assert_eq!(branch.commits()[0].len(), 64);
    }
    branch.www.publish(&["--rollback"]);
    assert_eq!(branch.shown()["note.txt"], b"note 0\n");
}

#[test]
fn settings_that_would_have_git_do_something_else_are_refused() {
    let Some(branch) = branch("") else { return };
    let canary = branch.sandbox().home().join("canary");
    let touch = canary.display();
    for remote in [
        format!("\"ext::touch {touch}\""),
        format!("\"--upload-pack=touch {touch}\""),
        format!("\"ssh://-oProxyCommand=touch%20{touch}/x\""),
    ] {
        let text = format!(
            "title: T\nbase_url: https://example.org/\npublish: {{live: {{type: git, remote: {remote}}}}}\n"
        );
        branch.sandbox().write("sitegen.yaml", text);
        assert_eq!(branch.www.refused(&[]).len(), 1, "{remote}");
    }
    // The same by the settings of git.
    let text = format!("[url \"ext::touch {touch} \"]\n\tinsteadOf = https://evil.example/\n");
    fs::write(branch.sandbox().home().join(".gitconfig"), text).expect("writable");
    let text = "title: T\nbase_url: https://example.org/\npublish: {live: {type: git, remote: \"https://evil.example/a\"}}\n";
    branch.sandbox().write("sitegen.yaml", text);
    let run = branch.www.run(&[]);
    assert_eq!(run.code, Some(3), "{run:?}");
    assert!(run.error().contains("transport 'ext' not allowed"), "{run:?}");
    assert!(!canary.exists());
}

/// A job of GitHub Actions has its token in the settings of the project's own repository alone.
#[test]
fn what_the_repository_of_the_project_knows_of_credentials_is_used() {
    let Some(branch) = branch("") else { return };
    branch.git(&["init", "--quiet"]);
    branch.git(&["config", "http.https://github.com/.extraheader", "AUTHORIZATION: basic canary"]);
    branch.git(&["config", "user.name", "Not for the way"]);
    let seen = branch.sandbox().home().join("seen");
    let script = format!(
        "case \" $* \" in *\" push \"*) echo \"$* / $SITEGEN_GIT_0\" >{};; esac\nexec \"$GIT\" \"$@\"",
        seen.display()
    );
    let run = branch.run_with(&branch.replace_git(&script), &[]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let seen = fs::read_to_string(seen).expect("written");
    let (words, value) = seen.trim_end().split_once(" / ").expect("both");
    assert_eq!(value, "AUTHORIZATION: basic canary");
    assert!(words.contains("--config-env=http.https://github.com/.extraheader=SITEGEN_GIT_0"), "{words}");
    assert!(!words.contains("canary") && !words.contains("Not for the way"), "{words}");
}
