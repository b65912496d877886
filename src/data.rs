//! Data files → [`Value`]s, by their ending: YAML, JSON, CSV, TOML.
//!
//! Owns how each format becomes the one tree that templates see. It must not know what the data means, or read
//! files itself.

use crate::{
    decode::SourceText,
    diagnostic::{Diagnostic, Position, Step},
    value::Value,
    yaml::{self, Limits, Node},
};
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use std::{collections::HashSet, fmt};

/// Endings of data files.
pub const ENDINGS: [&str; 5] = ["yaml", "yml", "json", "csv", "toml"];

/// Reads the bytes of a data file. `file` is its path in the project.
///
/// CSV gives a list of maps named by its first row, each cell a number or boolean where its text is a canonical
/// one.
///
/// # Errors
/// The first mistake, with its place.
pub fn parse(file: &str, bytes: &[u8]) -> Result<Value, Box<Diagnostic>> {
    let source = SourceText::decode(file, bytes)?;
    let length = source.as_str().len();
    if length > Limits::DATA.bytes {
        let message = format!("{length} bytes are too many: at most {} are read", Limits::DATA.bytes);
        let diagnostic = Diagnostic::error("data-limit", message).hint("split the file");
        return Err(Box::new(diagnostic.in_file(file)));
    }
    let ending = file.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    match ending.as_str() {
        "yaml" | "yml" => first_error(yaml::parse(source, 0..length, Limits::DATA)),
        "toml" => first_error(yaml::parse_toml(source, 0..length, Limits::DATA)),
        "json" => parse_json(source),
        "csv" => parse_csv(source),
        _ => {
            let hint = format!("name it with one of the endings {}", ENDINGS.join(", "));
            let message = format!("`.{ending}` is not a format of data");
            Err(Box::new(Diagnostic::error("data-format", message).in_file(file).hint(hint)))
        }
    }
}

/// The place in a data file to which `steps` lead, or the last one on the way that is there; none where that cannot be
/// told.
pub fn locate(file: &str, bytes: &[u8], steps: &[Step]) -> Option<Position> {
    let source = SourceText::decode(file, bytes).ok()?;
    let whole = 0..source.as_str().len();
    let ending = file.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    let root = match ending.as_str() {
        // All JSON but for the strangest is YAML.
        "yaml" | "yml" | "json" => yaml::parse(source, whole, Limits::DATA).0?,
        "toml" => yaml::parse_toml(source, whole, Limits::DATA).0?,
        "csv" => return csv_row(source, steps),
        _ => return None,
    };
    Some(source.position(root.locate(steps)))
}

/// An address on the web in a data file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// All of a text.
    pub url: String,
    /// The keys that lead to it, from the first; entries of lists have none. None of a cell of CSV.
    pub keys: Vec<String>,
    /// Where it stands; of a cell of CSV, the beginning of its row.
    pub position: Position,
}

/// The texts of a data file that are addresses on the web and nothing else; none where the file cannot be read.
pub fn addresses(file: &str, bytes: &[u8]) -> Vec<Address> {
    let Ok(source) = SourceText::decode(file, bytes) else { return Vec::new() };
    // Most data has none, and places cost time.
    if !source.as_str().contains("://") {
        return Vec::new();
    }
    let whole = 0..source.as_str().len();
    let ending = file.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    let root = match ending.as_str() {
        "yaml" | "yml" | "json" => yaml::parse(source, whole, Limits::DATA).0,
        "toml" => yaml::parse_toml(source, whole, Limits::DATA).0,
        "csv" => return csv_addresses(source),
        _ => None,
    };
    let mut found = Vec::new();
    if let Some(root) = root {
        collect(&root, &mut Vec::new(), &mut |node, url, keys| {
            let position = source.position(node.range.clone());
            found.push(Address { url: url.to_owned(), keys: keys.to_vec(), position });
        });
    }
    found
}

/// Shows each address below a node, with the keys that lead to it.
fn collect(node: &Node, keys: &mut Vec<String>, found: &mut impl FnMut(&Node, &str, &[String])) {
    if let Some(entries) = node.map() {
        for entry in entries {
            keys.push(entry.key.clone());
            collect(&entry.value, keys, found);
            keys.pop();
        }
    }
    for entry in node.list().unwrap_or_default() {
        collect(entry, keys, found);
    }
    if let Some(url) = node.text().filter(|text| is_address(text)) {
        found(node, url, keys);
    }
}

fn is_address(text: &str) -> bool {
    let has_host = |rest: &str| !rest.is_empty() && !rest.starts_with('/');
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(has_host)
        && !text.contains(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '{' | '}'))
}

fn csv_addresses(source: SourceText<'_>) -> Vec<Address> {
    let mut reader = csv::ReaderBuilder::new().from_reader(source.as_str().as_bytes());
    let mut found = Vec::new();
    for row in reader.records().map_while(Result::ok) {
        let start = row.position().and_then(|position| usize::try_from(position.byte()).ok());
        let position = source.position(start.map_or(0..0, |start| start..start));
        let urls = row.iter().filter(|cell| is_address(cell));
        found.extend(urls.map(|url| Address { url: url.to_owned(), keys: Vec::new(), position }));
    }
    found
}

/// The beginning of the row of an entry.
fn csv_row(source: SourceText<'_>, steps: &[Step]) -> Option<Position> {
    let Some(Step::Entry(number)) = steps.first() else { return None };
    let mut reader = csv::ReaderBuilder::new().from_reader(source.as_str().as_bytes());
    let row = reader.records().nth(*number)?.ok()?;
    let start = usize::try_from(row.position()?.byte()).ok()?;
    Some(source.position(start..start))
}

fn first_error((root, diagnostics): (Option<Node>, Vec<Diagnostic>)) -> Result<Value, Box<Diagnostic>> {
    match diagnostics.into_iter().find(Diagnostic::is_error) {
        Some(error) => Err(Box::new(error)),
        None => Ok(root.map_or(Value::Null, |root| root.to_value())),
    }
}

fn parse_json(source: SourceText<'_>) -> Result<Value, Box<Diagnostic>> {
    let text = source.as_str();
    serde_json::from_str(text).map(|Json(value)| value).map_err(|error| {
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or(&message);
        let lines = text.split_inclusive('\n').take(error.line().saturating_sub(1));
        let offset = lines.map(str::len).sum::<usize>() + error.column().saturating_sub(1);
        let (code, hint) = if message.starts_with("duplicate key") {
            ("duplicate-key", "remove one of the two")
        } else {
            ("json-syntax", "JSON has names and texts in double quotes and no comma after the last entry")
        };
        let mistake = Diagnostic::error(code, format!("cannot be read as JSON: {message}")).hint(hint);
        Box::new(source.place(mistake, offset..offset + 1))
    })
}

/// A value as JSON gives it: maps in their order, keys once.
struct Json(Value);

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(JsonVisitor).map(Self)
    }
}

struct JsonVisitor;

impl<'de> Visitor<'de> for JsonVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Int(number))
    }

    /// A number too large for `i64` keeps its digits as text.
    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(i64::try_from(number).map_or_else(|_| Value::Text(number.to_string()), Value::Int))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(Value::Float(number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(Json(value)) = list.next_element()? {
            values.push(value);
        }
        Ok(Value::List(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let (mut entries, mut seen) = (Vec::new(), HashSet::new());
        while let Some(key) = map.next_key::<String>()? {
            if !seen.insert(key.clone()) {
                return Err(A::Error::custom(format!("duplicate key `{key}`")));
            }
            let Json(value) = map.next_value()?;
            entries.push((key, value));
        }
        Ok(Value::Map(entries))
    }
}

fn parse_csv(source: SourceText<'_>) -> Result<Value, Box<Diagnostic>> {
    let mut reader = csv::ReaderBuilder::new().from_reader(source.as_str().as_bytes());
    let header = reader.headers().map_err(|error| csv_mistake(source, &error))?.clone();
    check_header(source, &header)?;
    let row = |row: Result<csv::StringRecord, csv::Error>| {
        let row = row.map_err(|error| csv_mistake(source, &error))?;
        let cells = header.iter().zip(row.iter());
        Ok(Value::Map(cells.map(|(name, cell)| (name.to_owned(), Value::from_scalar(cell))).collect()))
    };
    reader.records().map(row).collect::<Result<_, _>>().map(Value::List)
}

fn check_header(source: SourceText<'_>, header: &csv::StringRecord) -> Result<(), Box<Diagnostic>> {
    let mut seen = HashSet::new();
    let Some(again) = header.iter().find(|name| !seen.insert(*name)) else { return Ok(()) };
    let mistake = Diagnostic::error("duplicate-key", format!("two columns are named `{again}`"))
        .hint("give each column of the first row its own name");
    Err(Box::new(source.place(mistake, 0..0)))
}

fn csv_mistake(source: SourceText<'_>, error: &csv::Error) -> Box<Diagnostic> {
    let offset = error.position().map_or(0, |position| usize::try_from(position.byte()).unwrap_or(0));
    let (message, hint) = match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => (
            format!("the row has {len} cells, the first row has {expected_len}"),
            "put text that has a comma in it into double quotes",
        ),
        _ => (format!("cannot be read as CSV: {error}"), "check the quotes of this row"),
    };
    // The position of a row may be that of the line end before it.
    let rest = &source.as_str()[source.as_str().floor_char_boundary(offset)..];
    let start = source.as_str().len() - rest.trim_start_matches(['\r', '\n']).len();
    Box::new(source.place(Diagnostic::error("csv-syntax", message).hint(hint), start..start))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::report;

    fn show(file: &str, bytes: &[u8]) -> String {
        match parse(file, bytes) {
            Ok(value) => format!("{value:?}"),
            Err(mistake) => report(&[*mistake]),
        }
    }

    #[test]
    fn each_format_gives_the_same_tree() {
        let texts: [(&str, &[u8]); 4] = [
            ("a.yaml", b"- b: 1\n  a: x\n- b: 2\n  a: ~\n"),
            ("a.yml", b"[{b: 1, a: x}, {b: 2, a: null}]"),
            ("a.json", b"[{\"b\": 1, \"a\": \"x\"}, {\"b\": 2, \"a\": null}]"),
            ("A.CSV", b"\xef\xbb\xbfb,a\r\n1,x\r\n2,\r\n"),
        ];
        let trees = texts.map(|(file, bytes)| parse(file, bytes).expect("readable"));
        assert!(trees.windows(2).all(|pair| pair[0] == pair[1]), "{trees:?}");
        let toml = show("a.toml", b"b = 1\n[[a]]\nx = 1.10\n");
        assert_eq!(toml, r#"Map([("b", Int(1)), ("a", List([Map([("x", Text("1.10"))])]))])"#);
    }

    #[test]
    fn cells_and_numbers_keep_what_they_are() {
        let csv = show("a.csv", b"v,n,t\n1.10,-3,\"a, b\"\n\n010,0.5,12:30\n");
        let json = show("a.json", b"{\"z\": 18446744073709551615, \"a\": [1.5, -1, true, \"1\"]}");
        insta::assert_snapshot!(format!("{csv}\n{json}"));
    }

    #[test]
    fn addresses_have_their_lines() {
        let shown = |file: &str, text: &str| {
            let line =
                |found: Address| format!("{} {} {}", found.position.line, found.keys.join("."), found.url);
            addresses(file, text.as_bytes()).into_iter().map(line).collect::<Vec<_>>()
        };
        let yaml = "nav:\n  - {name: A, url: \"https://a.b/\"}\nseen: \"at https://a.b/\"\nx: [http://c.d/e#f, \"https://{host}/\"]\n";
        assert_eq!(shown("a.yaml", yaml), ["2 nav.url https://a.b/", "4 x http://c.d/e#f"]);
        let json = "{\"a\":\n \"https://a.b/?x=1\\u0026y=2\"}";
        assert_eq!(shown("a.json", json), ["2 a https://a.b/?x=1&y=2"]);
        assert_eq!(shown("a.toml", "[a]\nb = 'https://a.b/'\n"), ["2 a.b https://a.b/"]);
        assert_eq!(shown("a.csv", "a,b\n1,2\n\"https://a.b/c,d\",3\n"), ["3  https://a.b/c,d"]);
        assert_eq!(shown("a.yaml", "a: [https://a.b/"), [""; 0]);
        assert_eq!(shown("a.txt", "https://a.b/"), [""; 0]);
    }

    #[test]
    fn mistakes_have_a_place() {
        let deep = "[".repeat(200);
        let texts: [(&str, &[u8]); 12] = [
            ("d/a.yaml", b"a: 1\nb: c: d\n"),
            ("d/a.yaml", b"a: 1\na: 2\n"),
            ("d/a.json", b"{\"a\": 1,\n \"b\": 2,}\n"),
            ("d/a.json", b"{\"a\": 1,\n \"a\": 2}\n"),
            ("d/a.json", b""),
            ("d/a.json", deep.as_bytes()),
            ("d/a.csv", b"a,b\n1,2\n3\n"),
            ("d/a.csv", b"a,b,a\n1,2,3\n"),
            ("d/a.csv", b"a\n\xff\n"),
            ("d/a.toml", b"a = 1\nb = x\n"),
            ("d/a.txt", b"a"),
            ("d/README", b"a"),
        ];
        insta::assert_snapshot!(texts.map(|(file, bytes)| show(file, bytes)).join("\n"));
    }
}
