//! `serde_yaml` → tree, in one pass.
//!
//! `serde_yaml` tells a number without its text, and places only in errors. So the visitor of a scalar keeps
//! what it was given and then fails: the failure carries the place, the list or map around it goes on with the
//! next entry, and the text of a number is read from its place.

use super::{Entry, Kind, Limits, Node, Repeated, Shape, controls, places::Places};
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, EnumAccess, IgnoredAny, MapAccess, SeqAccess, VariantAccess,
    Visitor,
};
use std::{
    collections::{HashMap, HashSet},
    fmt,
    ops::Range,
};

/// What a text gave.
pub(super) struct Reading {
    /// The tree.
    pub(super) root: Node,
    /// Keys given twice.
    pub(super) repeated: Vec<Repeated>,
    /// Offsets of scalars from which control characters were taken out.
    pub(super) removed: Vec<usize>,
}

/// Why a text gave nothing.
#[derive(Debug)]
pub(super) enum Failure {
    /// The parser's own error.
    Syntax(serde_yaml::Error),
    /// More nodes or text than allowed.
    TooMuch,
}

/// Reads `text`; offsets in the tree begin at `base`.
pub(super) fn read(text: &str, base: usize, limits: Limits) -> Result<Reading, Failure> {
    let mut growth = Growth {
        places: Places::new(text, base),
        caught: None,
        nodes_left: limits.nodes,
        text_left: limits.text,
        over: false,
        repeated: Vec::new(),
        removed: Vec::new(),
    };
    let grow = Grow { growth: &mut growth, parent: base..base };
    let result = grow.deserialize(serde_yaml::Deserializer::from_str(text)).or_else(|error| {
        let scalar = growth.settle(error)?;
        // The failure of a scalar that is the whole document hides what is wrong after it.
        IgnoredAny::deserialize(serde_yaml::Deserializer::from_str(text)).map(|_| scalar)
    });
    match result {
        Ok(root) => Ok(Reading { root, repeated: growth.repeated, removed: growth.removed }),
        Err(_) if growth.over => Err(Failure::TooMuch),
        Err(error) => Err(Failure::Syntax(error)),
    }
}

/// The tree as it grows.
struct Growth<'t> {
    places: Places<'t>,
    /// The scalar whose visitor has just failed on purpose.
    caught: Option<Caught>,
    nodes_left: usize,
    text_left: usize,
    over: bool,
    repeated: Vec<Repeated>,
    removed: Vec<usize>,
}

/// A scalar that is still without its place.
enum Caught {
    /// Text, complete.
    Text(String),
    /// A number or boolean, whose text is in the source; else this.
    Plain(Kind, String),
}

impl Growth<'_> {
    /// Counts a node with `length` bytes of text.
    fn count<E: serde::de::Error>(&mut self, length: usize) -> Result<(), E> {
        let left = self.nodes_left.checked_sub(1).zip(self.text_left.checked_sub(length));
        self.over |= left.is_none();
        (self.nodes_left, self.text_left) = left.ok_or_else(|| E::custom("too much"))?;
        Ok(())
    }

    /// Keeps a scalar and fails.
    fn catch<E: serde::de::Error>(&mut self, length: usize, caught: Caught) -> Result<Node, E> {
        self.count(length)?;
        self.caught = Some(caught);
        Err(E::custom("caught"))
    }

    /// The scalar that was caught, at the place that its visitor's error tells; or the error, if it is real.
    fn settle<E: fmt::Display>(&mut self, error: E) -> Result<Node, E> {
        let Some(caught) = self.caught.take() else { return Err(error) };
        let range = self.places.of_error(&error.to_string());
        let (text, kind) = match caught {
            Caught::Text(text) => (text, Kind::Text),
            Caught::Plain(kind, text) => (self.places.plain_text(range.start).unwrap_or(text), kind),
        };
        let text = match controls::strip(&text) {
            Some(stripped) => {
                self.removed.push(range.start);
                stripped
            }
            None => text,
        };
        Ok(Node { shape: Shape::Scalar(text, kind), range })
    }

    /// Adds an entry unless its key is there already.
    fn add(&mut self, entries: &mut Vec<Entry>, keys: &mut Keys, entry: Entry) {
        if let Some(index) = keys.find(entries, &entry.key) {
            let first = entries[index].key_range.clone();
            self.repeated.push(Repeated { first, second: entry.key_range, key: entry.key });
        } else {
            keys.add(&entry.key, entries.len());
            entries.push(entry);
        }
    }
}

/// The keys of a map so far: looked through one by one while few, by a table when many.
#[derive(Default)]
struct Keys(HashMap<String, usize>);

impl Keys {
    const FEW: usize = 32;

    fn find(&mut self, entries: &[Entry], key: &str) -> Option<usize> {
        if entries.len() < Self::FEW {
            return entries.iter().position(|entry| entry.key == key);
        }
        if self.0.is_empty() {
            self.0 = entries.iter().enumerate().map(|(index, entry)| (entry.key.clone(), index)).collect();
        }
        self.0.get(key).copied()
    }

    fn add(&mut self, key: &str, index: usize) {
        if !self.0.is_empty() {
            self.0.insert(key.to_owned(), index);
        }
    }
}

/// Reads one node. A list, a map or null succeeds; any other scalar fails with [`Growth::caught`].
struct Grow<'s, 't> {
    growth: &'s mut Growth<'t>,
    /// The place of an empty node.
    parent: Range<usize>,
}

impl<'de> DeserializeSeed<'de> for Grow<'_, '_> {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        deserializer.deserialize_any(self)
    }
}

/// Visits of numbers and booleans, which differ in nothing but the kind.
macro_rules! plain_scalars {
    ($($visit:ident($type:ty) => $kind:expr;)*) => {
        $(fn $visit<E: serde::de::Error>(self, value: $type) -> Result<Node, E> {
            let kind: fn($type) -> Kind = $kind;
            self.growth.catch(0, Caught::Plain(kind(value), value.to_string()))
        })*
    };
}

impl<'de> Visitor<'de> for Grow<'_, '_> {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    plain_scalars! {
        visit_bool(bool) => Kind::Bool;
        visit_i64(i64) => |_| Kind::Int;
        visit_u64(u64) => |_| Kind::Int;
        visit_i128(i128) => |_| Kind::Int;
        visit_u128(u128) => |_| Kind::Int;
        visit_f64(f64) => |_| Kind::Float;
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Node, E> {
        self.growth.catch(text.len(), Caught::Text(text.to_owned()))
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Node, E> {
        self.growth.count(0)?;
        Ok(Node { shape: Shape::Scalar(String::new(), Kind::Null), range: self.parent })
    }

    fn visit_none<E: serde::de::Error>(self) -> Result<Node, E> {
        self.visit_unit()
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Node, A::Error> {
        let Self { growth, parent } = self;
        growth.count(0)?;
        let mut nodes: Vec<Node> = Vec::new();
        loop {
            match list.next_element_seed(Grow { growth: &mut *growth, parent: parent.clone() }) {
                Ok(Some(node)) => nodes.push(node),
                Ok(None) => break,
                Err(error) => nodes.push(growth.settle(error)?),
            }
        }
        let range = nodes.first().map_or(parent, |node| node.range.clone());
        Ok(Node { shape: Shape::List(nodes), range })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let Self { growth, parent } = self;
        growth.count(0)?;
        let (mut entries, mut keys) = (Vec::new(), Keys::default());
        loop {
            let key = match map.next_key_seed(Key(&mut *growth)) {
                Ok(None) => break,
                Ok(Some(key)) => key,
                Err(error) => growth.settle(error)?,
            };
            let key_range = key.range;
            let seed = Grow { growth: &mut *growth, parent: key_range.clone() };
            let value = map.next_value_seed(seed).or_else(|error| growth.settle(error))?;
            if let Shape::Scalar(key, _) = key.shape {
                growth.add(&mut entries, &mut keys, Entry { key, key_range, value });
            }
        }
        let range = entries.first().map_or(parent, |entry| entry.key_range.clone());
        Ok(Node { shape: Shape::Map(merged(entries)), range })
    }

    /// A local tag (`!name value`): the tag says nothing to us, the value stays.
    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<Node, A::Error> {
        let (IgnoredAny, value) = tagged.variant()?;
        value.newtype_variant_seed(self)
    }
}

/// Reads a key: any scalar, as text.
struct Key<'s, 't>(&'s mut Growth<'t>);

impl<'de> DeserializeSeed<'de> for Key<'_, '_> {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_, '_> {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(super::explain::PLAIN_KEY)
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Node, E> {
        self.0.catch(text.len(), Caught::Text(text.to_owned()))
    }
}

/// The entries with those that `<<` brings in from another map; a map's own keys win.
fn merged(mut entries: Vec<Entry>) -> Vec<Entry> {
    let Some(index) = entries.iter().position(|entry| entry.key == "<<") else { return entries };
    let brought = match &entries[index].value.shape {
        Shape::Map(brought) => brought.clone(),
        Shape::List(maps) => maps.iter().filter_map(Node::map).flatten().cloned().collect(),
        Shape::Scalar(..) => return entries,
    };
    entries.remove(index);
    let mut seen: HashSet<String> = entries.iter().map(|entry| entry.key.clone()).collect();
    entries.extend(brought.into_iter().filter(|entry| seen.insert(entry.key.clone())));
    entries
}
