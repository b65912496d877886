//! From the scopes of a grammar to the few classes that a style sheet knows.
//!
//! Owns the table of scopes, and nothing of how text becomes scopes or classes become HTML.

use syntect::parsing::{ClearAmount, Scope, ScopeStackOp};

/// How a piece of code is shown. Text of no class stays bare in the HTML.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    /// Attribute of a tag, annotation, property of a style sheet.
    Attribute,
    /// Constant of the language: `true`, `None`, `self`.
    Constant,
    /// Comment.
    Comment,
    /// Deleted line of a patch.
    Deleted,
    /// Inserted line of a patch.
    Inserted,
    /// Function, where it is defined or called.
    Function,
    /// Heading.
    Heading,
    /// Keyword.
    Keyword,
    /// Tag of a markup language, key of a data format.
    Tag,
    /// Number.
    Number,
    /// Operator.
    Operator,
    /// Punctuation that stands for something: brackets of tags, bullets. The rest stays bare.
    Punctuation,
    /// Regular expression, escape sequence, placeholder.
    Regexp,
    /// String.
    String,
    /// Type.
    Type,
    /// Variable that is marked as such: a parameter, `$x`.
    Variable,
}

impl Class {
    /// All classes.
    pub const ALL: [Self; 16] = [
        Self::Attribute,
        Self::Constant,
        Self::Comment,
        Self::Deleted,
        Self::Inserted,
        Self::Function,
        Self::Heading,
        Self::Keyword,
        Self::Tag,
        Self::Number,
        Self::Operator,
        Self::Punctuation,
        Self::Regexp,
        Self::String,
        Self::Type,
        Self::Variable,
    ];

    /// The class's name in the HTML.
    pub const fn letter(self) -> char {
        match self {
            Self::Attribute => 'a',
            Self::Constant => 'b',
            Self::Comment => 'c',
            Self::Deleted => 'd',
            Self::Inserted => 'e',
            Self::Function => 'f',
            Self::Heading => 'h',
            Self::Keyword => 'k',
            Self::Tag => 'm',
            Self::Number => 'n',
            Self::Operator => 'o',
            Self::Punctuation => 'p',
            Self::Regexp => 'r',
            Self::String => 's',
            Self::Type => 't',
            Self::Variable => 'v',
        }
    }

    fn of(letter: char) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.letter() == letter)
    }
}
/// What a scope does to the text it covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Nothing: the text looks as what surrounds it.
    Inherit,
    /// It has this class, or none, where no inner scope says otherwise.
    Paint(Option<Class>),
    /// It has this class, whatever inner scopes say.
    Fix(Class),
}

/// Scopes by what they do: a letter paints, a letter with `!` fixes, `-` paints bare, `=` inherits. Among the
/// scopes that are a prefix of the one asked for, the longest counts.
pub const SCOPES: &[(&str, &str)] = &[
    ("c!", "comment"),
    ("s", "string meta.string storage.type.string markup.raw constant.character"),
    (
        "r!",
        "string.regexp source.regexp constant.character.escape constant.character.entity \
         constant.other.placeholder constant.other.format-spec",
    ),
    // Code within strings and markup begins afresh.
    (
        "-",
        "source text meta.interpolation meta.template.expression meta.embedded meta.annotation.arguments \
         meta.group.expansion.command",
    ),
    ("b", "constant support variable.language entity.name.constant support.constant"),
    (
        "n",
        "constant.numeric constant.other.color constant.other.datetime constant.other.timestamp \
         keyword.other.unit storage.type.numeric",
    ),
    (
        "k",
        "keyword storage keyword.operator.word keyword.operator.new keyword.operator.module \
         keyword.operator.expression keyword.operator.logical.python keyword.operator.instanceof \
         keyword.operator.typeof keyword.operator.delete keyword.operator.void",
    ),
    ("o", "keyword.operator storage.type.function.arrow"),
    ("=", "keyword.operator.accessor keyword.operator.type.annotation keyword.other.template"),
    ("p", "keyword.other.substitution punctuation.definition.tag punctuation.definition.list_item"),
    (
        "p",
        "punctuation.definition.block.sequence.item markup.list.numbered.bullet markup.list.unnumbered.bullet",
    ),
    (
        "t",
        "support.type support.class storage.type.go storage.type.primitive storage.type.builtin entity.name.type \
         entity.name.class entity.name.struct entity.name.enum entity.name.union entity.name.trait \
         entity.name.interface entity.name.impl entity.name.namespace entity.name.module \
         entity.other.inherited-class",
    ),
    ("f", "support.function support.macro entity.name.function entity.name.macro variable.function"),
    ("m", "entity.name.tag"),
    // Keys of objects look as keys do in YAML and TOML, not as the strings they are.
    ("m!", "meta.mapping.key.json"),
    (
        "a",
        "entity.other.attribute-name entity.other.pseudo-class entity.other.pseudo-element \
         entity.name.decorator support.type.property-name meta.annotation variable.annotation \
         markup.underline.link entity.name.other.anchor variable.other.alias",
    ),
    (
        "v",
        "variable.parameter meta.group.expansion.parameter variable.other.readwrite.assignment.shell \
         variable.other.php variable.other.readwrite.powershell variable.other.readwrite.perl",
    ),
    (
        "h",
        "markup.heading entity.name.section entity.name.table meta.diff.header meta.diff.index meta.diff.range",
    ),
    ("e!", "markup.inserted"),
    ("d!", "markup.deleted"),
];

/// The table, with its scopes resolved once: comparing them takes no lock.
pub struct ScopeTable {
    /// Longest first.
    rules: Vec<(Scope, Effect)>,
}

impl ScopeTable {
    /// Resolves [`SCOPES`].
    pub fn new() -> Self {
        let mut rules: Vec<_> = SCOPES
            .iter()
            .flat_map(|(effect, scopes)| scopes.split_whitespace().map(|scope| (scope, parse_effect(effect))))
            .filter_map(|(scope, effect)| Some((Scope::new(scope).ok()?, effect)))
            .collect();
        rules.sort_by_key(|(scope, _)| std::cmp::Reverse(scope.len()));
        Self { rules }
    }

    /// What a scope does.
    pub fn effect(&self, scope: Scope) -> Effect {
        let rule = self.rules.iter().find(|(prefix, _)| prefix.is_prefix_of(scope));
        rule.map_or(Effect::Inherit, |(_, effect)| *effect)
    }
}

fn parse_effect(text: &str) -> Effect {
    let class = text.chars().next().and_then(Class::of);
    match (class, text) {
        (Some(class), text) if text.ends_with('!') => Effect::Fix(class),
        (None, "=") => Effect::Inherit,
        (class, _) => Effect::Paint(class),
    }
}

/// The scopes around a piece of code, each as the class that it gives.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Layers {
    stack: Vec<Layer>,
    /// What grammars set aside for a while (`clear_scopes`).
    cleared: Vec<Vec<Layer>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Layer {
    class: Option<Class>,
    fixed: bool,
}

impl Layers {
    /// The class of text here.
    pub fn class(&self) -> Option<Class> {
        self.top().class
    }

    /// Follows a grammar's change of scopes.
    pub fn apply(&mut self, change: &ScopeStackOp, effect: impl FnOnce(Scope) -> Effect) {
        match change {
            ScopeStackOp::Push(scope) => self.push(effect(*scope)),
            ScopeStackOp::Pop(count) => self.stack.truncate(self.stack.len().saturating_sub(*count)),
            ScopeStackOp::Clear(ClearAmount::TopN(count)) => self.clear(*count),
            ScopeStackOp::Clear(ClearAmount::All) => self.clear(usize::MAX),
            ScopeStackOp::Restore => self.stack.extend(self.cleared.pop().unwrap_or_default()),
            ScopeStackOp::Noop => {}
        }
    }

    fn top(&self) -> Layer {
        self.stack.last().copied().unwrap_or_default()
    }

    fn push(&mut self, effect: Effect) {
        let top = self.top();
        self.stack.push(match effect {
            _ if top.fixed => top,
            Effect::Inherit => top,
            Effect::Paint(class) => Layer { class, fixed: false },
            Effect::Fix(class) => Layer { class: Some(class), fixed: true },
        });
    }

    fn clear(&mut self, count: usize) {
        let kept = self.stack.len().saturating_sub(count);
        self.cleared.push(self.stack.split_off(kept));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn effect(scope: &str) -> Effect {
        ScopeTable::new().effect(Scope::new(scope).unwrap())
    }

    #[test]
    fn every_rule_is_read() {
        for (text, scopes) in SCOPES {
            let is_known = matches!(*text, "=" | "-") || parse_effect(text) != Effect::Paint(None);
            assert!(is_known, "{text}");
            assert!(scopes.split_whitespace().all(|scope| Scope::new(scope).is_ok()), "{scopes}");
        }
    }

    #[test]
    fn no_scope_has_two_rules() {
        let mut scopes: Vec<_> = SCOPES.iter().flat_map(|(_, scopes)| scopes.split_whitespace()).collect();
        let count = scopes.len();
        scopes.sort_unstable();
        scopes.dedup();
        assert_eq!(scopes.len(), count);
    }

    #[test]
    fn longest_prefix_counts() {
        assert_eq!(effect("keyword.control.rust"), Effect::Paint(Some(Class::Keyword)));
        assert_eq!(effect("keyword.operator.assignment.rust"), Effect::Paint(Some(Class::Operator)));
        assert_eq!(effect("keyword.operator.accessor.js"), Effect::Inherit);
        assert_eq!(effect("punctuation.section.group.begin.rust"), Effect::Inherit);
        assert_eq!(effect("comment.line.rust"), Effect::Fix(Class::Comment));
    }

    #[test]
    fn layers_inherit_fix_and_come_back() {
        let mut layers = Layers::default();
        layers.push(Effect::Paint(Some(Class::String)));
        layers.push(Effect::Inherit);
        assert_eq!(layers.class(), Some(Class::String));
        layers.push(Effect::Paint(None));
        assert_eq!(layers.class(), None);
        layers.push(Effect::Fix(Class::Comment));
        layers.push(Effect::Paint(Some(Class::Keyword)));
        assert_eq!(layers.class(), Some(Class::Comment));

        let unused = |_| unreachable!("only a push asks");
        layers.apply(&ScopeStackOp::Clear(ClearAmount::TopN(3)), unused);
        assert_eq!(layers.class(), Some(Class::String));
        layers.apply(&ScopeStackOp::Restore, unused);
        assert_eq!(layers.class(), Some(Class::Comment));
        layers.apply(&ScopeStackOp::Pop(99), unused);
        layers.apply(&ScopeStackOp::Restore, unused);
        assert_eq!(layers.class(), None);
    }
}
