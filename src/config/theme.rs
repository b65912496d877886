//! How the default theme looks: a preset, and what a site changes of it.

use serde::{Deserialize, Serialize};

/// A composition with its colours and faces: one publication's manner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Preset {
    /// A front page in columns: lead, seconds, briefs.
    #[default]
    Newspaper,
    /// One column, one voice.
    Blog,
    /// A ledger of short notes by day and time.
    Brief,
    /// Cards by subject.
    Explainer,
    /// The numbered list of a day.
    Daily,
}

impl Preset {
    /// All with their words.
    pub const WORDS: [(&str, Self); 5] = [
        ("newspaper", Self::Newspaper),
        ("blog", Self::Blog),
        ("brief", Self::Brief),
        ("explainer", Self::Explainer),
        ("daily", Self::Daily),
    ];

    /// Its word.
    pub fn as_str(self) -> &'static str {
        Self::WORDS.iter().find(|(_, preset)| *preset == self).map_or("", |(word, _)| word)
    }

    /// The face of its headlines.
    pub fn headline(self) -> Face {
        match self {
            Self::Newspaper | Self::Blog => Face::SourceSerif,
            Self::Brief | Self::Daily => Face::Schibsted,
            Self::Explainer => Face::Bricolage,
        }
    }

    /// What the head of its home page shows.
    pub fn masthead(self) -> Vec<MastheadPart> {
        use MastheadPart::{Clocks, Edition, Exchanges, Kinds, Tagline};
        match self {
            Self::Newspaper => vec![Tagline, Edition, Clocks, Exchanges, Kinds],
            Self::Blog | Self::Explainer => vec![Tagline],
            Self::Brief => vec![Tagline, Clocks, Exchanges, Kinds],
            Self::Daily => vec![Tagline, Edition],
        }
    }

    /// The face of its texts.
    pub fn text(self) -> TextFace {
        match self {
            Self::Newspaper | Self::Blog => TextFace::Serif,
            Self::Brief | Self::Explainer | Self::Daily => TextFace::Sans,
        }
    }
}

/// A face for headlines: one that the theme ships, or what the reader's system has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Face {
    /// Source Serif 4 at its display size.
    SourceSerif,
    /// Schibsted Grotesk.
    Schibsted,
    /// Bricolage Grotesque.
    Bricolage,
    /// A serif of the system.
    Serif,
    /// The system's own face.
    Sans,
    /// A face of one width of the system.
    Mono,
}

impl Face {
    /// All with their words.
    pub const WORDS: [(&str, Self); 6] = [
        ("source-serif", Self::SourceSerif),
        ("schibsted", Self::Schibsted),
        ("bricolage", Self::Bricolage),
        ("serif", Self::Serif),
        ("sans", Self::Sans),
        ("mono", Self::Mono),
    ];
}

/// A face for texts: the reader's system has those that it reads best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TextFace {
    /// A serif.
    Serif,
    /// The system's own face.
    Sans,
    /// A face of one width.
    Mono,
}

impl TextFace {
    /// All with their words.
    pub const WORDS: [(&str, Self); 3] = [("serif", Self::Serif), ("sans", Self::Sans), ("mono", Self::Mono)];
}

/// How much room there is between things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Density {
    /// More than usual.
    Airy,
    /// As the preset has it.
    #[default]
    Normal,
    /// Less than usual.
    Compact,
}

impl Density {
    /// All with their words.
    pub const WORDS: [(&str, Self); 3] =
        [("airy", Self::Airy), ("normal", Self::Normal), ("compact", Self::Compact)];
}

/// What the home page's head may show besides the name and the menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MastheadPart {
    /// The site's tagline.
    Tagline,
    /// Volume, number, date and time, and the schedule.
    Edition,
    /// Clocks of the world.
    Clocks,
    /// Exchanges and whether they are open.
    Exchanges,
    /// The kinds of articles.
    Kinds,
}

impl MastheadPart {
    /// All with their words.
    pub const WORDS: [(&str, Self); 5] = [
        ("tagline", Self::Tagline),
        ("edition", Self::Edition),
        ("clocks", Self::Clocks),
        ("exchanges", Self::Exchanges),
        ("kinds", Self::Kinds),
    ];
}

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scheme {
    /// As the reader's system has it.
    #[default]
    Auto,
    /// Light for everybody.
    Light,
    /// Dark for everybody.
    Dark,
}

impl Scheme {
    /// All with their words.
    pub const WORDS: [(&str, Self); 3] = [("auto", Self::Auto), ("light", Self::Light), ("dark", Self::Dark)];
}

/// Settings of the theme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Theme {
    /// What the rest changes.
    pub preset: Preset,
    /// Accent colour, a CSS colour; none for the preset's.
    pub accent: Option<String>,
    /// Face of headlines.
    pub headline: Face,
    /// Face of texts.
    pub text: TextFace,
    /// Room between things.
    pub density: Density,
    /// What the masthead shows, as far as the site has it.
    pub masthead: Vec<MastheadPart>,
    /// Light or dark before the reader chooses.
    pub scheme: Scheme,
    /// Whether readers can choose between light and dark.
    pub switch: bool,
}

impl Default for Theme {
    fn default() -> Self {
        let preset = Preset::default();
        Self {
            preset,
            accent: None,
            headline: preset.headline(),
            text: preset.text(),
            density: Density::default(),
            masthead: preset.masthead(),
            scheme: Scheme::default(),
            switch: true,
        }
    }
}
