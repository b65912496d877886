use super::*;

fn shown(table: &Table, format: ListFormat) -> String {
    let mut out = Vec::new();
    write(table, format, &mut out).expect("a vector takes everything");
    String::from_utf8(out).expect("UTF-8")
}

fn posts() -> Table {
    Table {
        columns: vec!["title", "status", "posts", "score"],
        rows: vec![
            vec!["Claude Code, \"banned\"".into(), "live".into(), Cell::Count(7), Cell::Score(0.5)],
            vec!["日本語のニュース".into(), Cell::Empty, Cell::Count(1200), Cell::Score(-0.25)],
            vec!["éclair 🚀".into(), "draft".into(), Cell::Count(3), Cell::Score(0.0)],
        ],
    }
}

#[test]
fn columns_align_by_what_a_terminal_shows() {
    insta::assert_snapshot!(shown(&posts(), ListFormat::Table), @r#"
    TITLE                  STATUS  POSTS   SCORE
    Claude Code, "banned"  live        7   0.500
    日本語のニュース                1200  -0.250
    éclair 🚀              draft       3   0.000
    "#);
}

#[test]
fn marks_take_no_room() {
    let rows = vec![vec!["e\u{301}".into(), "x".into()], vec!["ab".into(), "y".into()]];
    let table = Table { columns: vec!["a", "b"], rows };
    assert_eq!(shown(&table, ListFormat::Table), "A   B\ne\u{301}   x\nab  y\n");
}

#[test]
fn a_title_cannot_break_its_line() {
    let table = Table { columns: vec!["title"], rows: vec![vec!["a\nb\u{1b}[31m\tc".into()]] };
    assert_eq!(shown(&table, ListFormat::Table), "TITLE\na b\u{fffd}[31m c\n");
}

#[test]
fn an_empty_list() {
    let table = Table { columns: vec!["source", "url"], rows: Vec::new() };
    assert_eq!(shown(&table, ListFormat::Table), "SOURCE  URL\n");
    assert_eq!(shown(&table, ListFormat::Json), "[]\n");
    assert_eq!(shown(&table, ListFormat::Csv), "source,url\n");
}

#[test]
fn json_keeps_the_order_of_the_columns() {
    let json = shown(&posts(), ListFormat::Json);
    insta::assert_snapshot!(json, @r#"
    [
    {"title":"Claude Code, \"banned\"","status":"live","posts":7,"score":0.5},
    {"title":"日本語のニュース","status":null,"posts":1200,"score":-0.25},
    {"title":"éclair 🚀","status":"draft","posts":3,"score":0.0}
    ]
    "#);
    let read: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(read.as_array().map(Vec::len), Some(3));
}

#[test]
fn csv_is_quoted_where_it_must_be() {
    insta::assert_snapshot!(shown(&posts(), ListFormat::Csv), @r#"
    title,status,posts,score
    "Claude Code, ""banned""",live,7,0.500
    日本語のニュース,,1200,-0.250
    éclair 🚀,draft,3,0.000
    "#);
}

#[test]
fn a_spreadsheet_runs_no_title() {
    for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
        assert_eq!(csv_cell(&text.into()), format!("'{text}"));
    }
    for text in ["a=1", " =1", "'=1", ""] {
        assert_eq!(csv_cell(&text.into()), text);
    }
    assert_eq!(csv_cell(&Cell::Score(-0.25)), "-0.250");
}

/// A reader that goes away after the first bytes.
struct Closed;

impl Write for Closed {
    fn write(&mut self, _bytes: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::BrokenPipe.into())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_closed_pipe_stays_one_in_every_format() {
    for format in [ListFormat::Table, ListFormat::Json, ListFormat::Csv] {
        let result = write(&posts(), format, &mut Closed);
        assert_eq!(result.map_err(|error| error.kind()), Err(io::ErrorKind::BrokenPipe), "{format:?}");
    }
}
