//! The words of what comes before the first build: `init`, `new`, `theme`, `completion`, `man`.

#![expect(clippy::doc_markdown, reason = "these comments are the help, which would show the backticks")]

use super::{parse_base_url, parse_instant};
use crate::{clock::Zone, config::raw::is_language_tag, paths::BaseUrl, start::PRESETS};
use clap::{Subcommand, builder::PossibleValuesParser};
use clap_complete::Shell;
use jiff::Timestamp;
use std::path::PathBuf;

pub(super) const INIT_EXAMPLES: &str = "\
Examples:
  sitegen init blog                      A new site in blog/; asks for its name, language, zone and address
  sitegen init blog --preset blog --yes
                                         With the defaults, without a question
  sitegen init --title \"The Example\" --language en-GB --timezone Europe/London
               --base-url https://example.org/
  sitegen init --force                   Give this folder what a new site has and it lacks; nothing is replaced

Presets:
  newspaper  a desk with many subjects   explainer  questions by subject
  blog       one voice                   daily      a list of the day
  brief      short notes, many a day

Only on a terminal are questions asked; elsewhere what is not given has its default.";

pub(super) const NEW_EXAMPLES: &str = "\
Examples:
  sitegen new post \"A title\"
  sitegen new page \"About us\"";

pub(super) const POST_EXAMPLES: &str = "\
Examples:
  sitegen new post \"A title\"
  sitegen new post \"A title\" --kind brief --tags \"chips, policy\" --draft
  sitegen new post \"A title\" --edit      Open it in $VISUAL, else $EDITOR
  sitegen new post \"A title\" --date 2026-07-05T09:00 --section opinion
  file=$(sitegen new post \"A title\")     The path is all that is printed on standard output

The post is filled in from archetypes/KIND.md, else archetypes/post.md, else as the program knows it.
Nothing is ever replaced: a file, an address or an ID that another post has is an error.";

pub(super) const PAGE_EXAMPLES: &str = "\
Examples:
  sitegen new page \"About us\"            content/about-us.md
  sitegen new page Team --section about
                                         content/about/team.md";

pub(super) const THEME_EXAMPLES: &str = "\
Examples:
  sitegen theme eject --list             Show the names of the theme's files
  sitegen theme eject components/card.html
                                         Copy one template to where the site can change it";

pub(super) const EJECT_EXAMPLES: &str = "\
Examples:
  sitegen theme eject --list             Show the names of the theme's files
  sitegen theme eject home.html          Copy templates/home.html into the site
  sitegen theme eject css                Copy the style sheets into static/css/
  sitegen theme eject                    Copy all of it

A file that is there and was changed is left unless there is --force. A file of the site counts in place of the theme's,
also when a new version of sitegen has another: take as few as you need.";

pub(super) const COMPLETION_EXAMPLES: &str = "\
Examples:
  sitegen completion bash > ~/.local/share/bash-completion/completions/sitegen
  sitegen completion zsh > ~/.zfunc/_sitegen
  sitegen completion fish > ~/.config/fish/completions/sitegen.fish
  sitegen completion powershell >> $PROFILE";

pub(super) const MAN_EXAMPLES: &str = "\
Examples:
  sitegen man | man -l -                 Read the page of the program
  sitegen man --dir ~/.local/share/man/man1
                                         Write the pages of all commands";

/// Options of `init`.
#[derive(Debug, clap::Args)]
pub struct InitArgs {
    /// Folder of the new site [default: this folder]
    pub dir: Option<PathBuf>,
    /// What the site begins as [default: newspaper]
    #[arg(long, value_name = "NAME", value_parser = PossibleValuesParser::new(PRESETS.map(|preset| preset.name)))]
    pub preset: Option<String>,
    /// Name of the site [default: the folder's]
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
    /// Language of the site, such as en or pt-BR [default: that of the environment]
    #[arg(long, value_name = "TAG", value_parser = parse_language)]
    pub language: Option<String>,
    /// Time zone of the site, such as Europe/Berlin [default: that of the machine]
    #[arg(long, value_name = "ZONE", value_parser = parse_zone)]
    pub timezone: Option<Zone>,
    /// Where the site will be served; unless set, an address that is only an example
    #[arg(short = 'u', long, visible_short_alias = 'b', visible_alias = "baseURL", value_name = "URL",
          value_parser = parse_base_url)]
    pub base_url: Option<BaseUrl>,
    /// Take a folder that is not empty: write what is missing, and replace nothing
    #[arg(long)]
    pub force: bool,
    /// Ask nothing; what is not given has its default
    #[arg(short, long)]
    pub yes: bool,
    /// The instant before which the sample posts are dated [default: SOURCE_DATE_EPOCH, else now]
    #[arg(long, value_name = "RFC3339", value_parser = parse_instant)]
    pub clock: Option<Timestamp>,
}

/// What `new` begins.
#[derive(Debug, Subcommand)]
pub enum NewCommand {
    /// Begin a post: a file with date, slug, permanent ID and the site's fields
    #[command(after_help = POST_EXAMPLES)]
    Post(PostArgs),
    /// Begin a page, which has no date and is in no list
    #[command(after_help = PAGE_EXAMPLES)]
    Page(PageArgs),
}

/// Options of `new post`.
#[derive(Debug, clap::Args)]
pub struct PostArgs {
    /// Title of the post
    pub title: String,
    /// Kind of post: brief, analysis, opinion, explainer, digest, reel, or a word of yours
    #[arg(short, long)]
    pub kind: Option<String>,
    /// Tags, with commas between them
    #[arg(short, long, value_delimiter = ',')]
    pub tags: Vec<String>,
    /// Section of the site, as sitegen.yaml names it [default: posts]
    #[arg(short, long)]
    pub section: Option<String>,
    /// Date of the post, in the site's zone [default: the clock's instant]
    #[arg(long)]
    pub date: Option<String>,
    /// Permanent ID [default: the date and the slug]
    #[arg(long)]
    pub id: Option<String>,
    /// Options of posts and pages.
    #[command(flatten)]
    pub common: CommonArgs,
}

/// Options of `new page`.
#[derive(Debug, clap::Args)]
pub struct PageArgs {
    /// Title of the page
    pub title: String,
    /// Folder below the content folder [default: the content folder itself]
    #[arg(short, long, value_name = "FOLDER")]
    pub section: Option<String>,
    /// Options of posts and pages.
    #[command(flatten)]
    pub common: CommonArgs,
}

/// Options of posts and pages.
#[derive(Debug, clap::Args)]
pub struct CommonArgs {
    /// Last part of the address, and the name of the file [default: made of the title]
    #[arg(long)]
    pub slug: Option<String>,
    /// Language, where it is not that of the site
    #[arg(short, long, value_name = "TAG")]
    pub lang: Option<String>,
    /// Make a folder with an index.md, for images and files beside it
    #[arg(long)]
    pub bundle: bool,
    /// Make it a draft, which no build shows without --drafts
    #[arg(short, long)]
    pub draft: bool,
    /// Open it in $VISUAL, else $EDITOR, and wait
    #[arg(short, long)]
    pub edit: bool,
    /// The instant that is its date [default: SOURCE_DATE_EPOCH, else now]
    #[arg(long, value_name = "RFC3339", value_parser = parse_instant)]
    pub clock: Option<Timestamp>,
}

/// What is done with the theme.
#[derive(Debug, Subcommand)]
pub enum ThemeCommand {
    /// Copy templates and static files of the theme into the site, to be changed
    #[command(after_help = EJECT_EXAMPLES)]
    Eject(EjectArgs),
}

/// Options of `theme eject`.
#[derive(Debug, clap::Args)]
pub struct EjectArgs {
    /// A file or a folder of the theme, such as home.html, components or css [default: all of it]
    pub path: Option<String>,
    /// Show the names, and copy nothing
    #[arg(long, conflicts_with = "force")]
    pub list: bool,
    /// Replace files of the site that are not as the theme has them
    #[arg(long)]
    pub force: bool,
}

/// Options of `completion`.
#[derive(Debug, clap::Args)]
pub struct CompletionArgs {
    /// Which shell
    pub shell: Shell,
}

/// Options of `man`.
#[derive(Debug, clap::Args)]
pub struct ManArgs {
    /// Write a page for each command into this folder
    #[arg(long, value_name = "DIR")]
    pub dir: Option<PathBuf>,
}

fn parse_language(text: &str) -> Result<String, String> {
    let tag = text.replace('_', "-");
    if is_language_tag(&tag) {
        Ok(tag)
    } else {
        Err("write a tag such as `en`, `de-CH` or `zh-Hant`".to_owned())
    }
}

fn parse_zone(text: &str) -> Result<Zone, String> {
    Zone::named(text).ok_or_else(|| "write an IANA name such as `Europe/Berlin`, or `UTC`".to_owned())
}
