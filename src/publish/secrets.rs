//! What no message may repeat: the values of secrets, and what addresses carry behind their question mark, where
//! signatures and tokens are.

use std::fmt;

/// Parts of the names of variables that hold secrets.
const NAMES: [&str; 8] =
    ["SECRET", "TOKEN", "PASSW", "CREDENTIAL", "_KEY", "SAS", "SIGNATURE", "SERVICE_ACCOUNT"];

/// Shorter values are no secrets, and would be found in any text.
const SHORTEST: usize = 6;

/// Values that are secret.
#[derive(Clone, Default)]
pub struct Secrets(Vec<String>);

/// Their number alone.
impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secrets({})", self.0.len())
    }
}

impl Secrets {
    /// Those among variables, by their names.
    pub fn among(variables: impl Iterator<Item = (String, String)>) -> Self {
        let is_secret = |name: &str| {
            let name = name.to_ascii_uppercase();
            NAMES.iter().any(|part| name.contains(part))
        };
        let mut values: Vec<String> = variables
            .filter(|(name, value)| is_secret(name) && value.trim().len() >= SHORTEST)
            .map(|(_, value)| value.trim().to_owned())
            .collect();
        // The longer first: one may be a part of another.
        values.sort_by_key(|value| std::cmp::Reverse(value.len()));
        Self(values)
    }

    /// A text without them, and without the queries of addresses.
    pub fn strip(&self, text: &str) -> String {
        let text = self.0.iter().fold(text.to_owned(), |text, secret| text.replace(secret, "***"));
        let mut stripped = String::with_capacity(text.len());
        let mut rest = text.as_str();
        while let Some(start) = rest.find("://") {
            let (before, address) = rest.split_at(start + 3);
            let is_end = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | ')' | '>' | '<');
            let (address, after) = address.split_at(address.find(is_end).unwrap_or(address.len()));
            stripped.push_str(before);
            match address.split_once('?') {
                Some((start, _)) => stripped.extend([start, "?***"]),
                None => stripped.push_str(address),
            }
            rest = after;
        }
        stripped.push_str(rest);
        stripped
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_and_queries_go() {
        let variables = [
            ("AWS_SECRET_ACCESS_KEY", "canary/1"),
            ("AWS_SESSION_TOKEN", "canary/1+more"),
            ("AZURE_STORAGE_SAS_TOKEN", "sv=1&sig=canary"),
            ("HOME", "/home/editor"),
            ("API_KEY", "yes"),
        ];
        let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let secrets = Secrets::among(variables.into_iter());
        let stripped = secrets.strip(
            "no: canary/1+more, canary/1, yes, /home/editor, (https://a.b/c?sv=1&sig=x) at http://a.b/?d and https://e",
        );
        let expected =
            "no: ***, ***, yes, /home/editor, (https://a.b/c?***) at http://a.b/?*** and https://e";
        assert_eq!(stripped, expected);
        assert_eq!(format!("{secrets:?}"), "Secrets(3)");
    }
}
