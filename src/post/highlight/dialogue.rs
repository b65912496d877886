//! Dialogues with a shell: commands after a prompt, and what they printed, which stays plain.

use super::{
    classes::Class,
    spans::{Span, Walk},
};

/// A walk over a dialogue.
pub struct Dialogue<'a> {
    walk: Walk<'a>,
    /// The last line was a command that goes on in the next.
    continues: bool,
}

impl<'a> Dialogue<'a> {
    /// Begins a block whose commands are coloured by this walk.
    pub fn begin(walk: Walk<'a>) -> Self {
        Self { walk, continues: false }
    }

    /// The spans of the next line.
    pub fn line(&mut self, line: &str) -> Vec<Span> {
        let prompt = prompt_length(line);
        if self.continues {
            self.continues = goes_on(line);
            return self.walk.line(line).to_vec();
        }
        if prompt == 0 {
            return Vec::new();
        }
        self.continues = goes_on(line);
        self.walk.restart();
        self.command(line, prompt)
    }

    /// The prompt, then the command after it.
    fn command(&mut self, line: &str, prompt: u16) -> Vec<Span> {
        let command = self.walk.line(&line[usize::from(prompt) + 1..]);
        let moved = command.iter().map(|span| span.moved_by(prompt + 1));
        let mut spans = vec![Span { start: 0, end: prompt, class: Class::Punctuation }];
        spans.extend(moved);
        spans
    }
}

/// Whether a command goes on in the next line.
fn goes_on(line: &str) -> bool {
    line.trim_end_matches(['\n', '\r']).ends_with('\\')
}

/// Bytes of the prompt (`$`, `#`, `%`, `>`, or `user@host:~$`) that a blank separates from the command; 0 where
/// there is none.
fn prompt_length(line: &str) -> u16 {
    let prompt = line.split(' ').next().unwrap_or("");
    let is_prompt = matches!(prompt, "$" | "#" | "%" | ">")
        || prompt.contains('@') && prompt.len() <= 80 && prompt.ends_with(['$', '#', '%']);
    match u16::try_from(prompt.len()) {
        Ok(length) if is_prompt && prompt.len() < line.len() => length,
        _ => 0,
    }
}
