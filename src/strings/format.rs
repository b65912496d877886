//! How a language writes numbers and chooses between plurals.

use super::LAST_RESORT;
use icu_decimal::{
    DecimalFormatter,
    input::Decimal,
    options::{DecimalFormatterOptions, GroupingStrategy},
};
use icu_locale_core::Locale;
use icu_plurals::{PluralCategory, PluralRules, PluralRulesOptions};

/// A number as text has it: exact, and with its decimals.
#[derive(Debug, Clone, PartialEq)]
pub struct Number(Decimal);

impl Number {
    /// Reads digits with an optional sign and decimals; none for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        Decimal::try_from_str(text).ok().map(Self)
    }

    /// A finite number in its shortest form.
    pub fn of_float(number: f64) -> Option<Self> {
        number.is_finite().then(|| Self::parse(&number.to_string())).flatten()
    }
}

impl From<i128> for Number {
    fn from(number: i128) -> Self {
        Self(Decimal::from(number))
    }
}

/// The habits of one language.
#[derive(Debug)]
pub struct Format {
    plurals: PluralRules,
    grouped: DecimalFormatter,
    plain: DecimalFormatter,
}

impl Format {
    /// Those of a tag; of the last resort for one that is none.
    pub fn of(tag: &str) -> Self {
        let locale = locale(tag).or_else(|| locale(LAST_RESORT)).unwrap_or(Locale::UNKNOWN);
        let decimal = |grouping: GroupingStrategy| {
            DecimalFormatter::try_new((&locale).into(), DecimalFormatterOptions::from(grouping))
                .expect("every locale falls back to the root, which is compiled in")
        };
        Self {
            plurals: PluralRules::try_new((&locale).into(), PluralRulesOptions::default())
                .expect("every locale falls back to the root, which is compiled in"),
            grouped: decimal(GroupingStrategy::Auto),
            plain: decimal(GroupingStrategy::Never),
        }
    }

    /// A quantity: `12,345`.
    pub fn quantity(&self, number: &Number) -> String {
        self.grouped.format(&number.0).to_string()
    }

    /// A number that names something, such as a page: digits alone.
    pub fn ordinal(&self, number: &Number) -> String {
        self.plain.format(&number.0).to_string()
    }

    /// The plural category of a number, by CLDR's name.
    pub fn category(&self, number: &Number) -> &'static str {
        name(self.plurals.category_for(&number.0))
    }

    /// The plural categories that the language has, sorted by name.
    pub fn categories(&self) -> Vec<&'static str> {
        let mut names: Vec<_> = self.plurals.categories().map(name).collect();
        names.sort_unstable();
        names
    }
}

/// Whether a text is a language tag.
pub fn is_tag(text: &str) -> bool {
    locale(text).is_some()
}

fn locale(tag: &str) -> Option<Locale> {
    Locale::try_from_str(&tag.replace('_', "-")).ok()
}

/// The plural categories of CLDR.
pub const CATEGORIES: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

fn name(category: PluralCategory) -> &'static str {
    match category {
        PluralCategory::Zero => "zero",
        PluralCategory::One => "one",
        PluralCategory::Two => "two",
        PluralCategory::Few => "few",
        PluralCategory::Many => "many",
        PluralCategory::Other => "other",
    }
}
