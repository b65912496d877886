//! Shortcodes: components that bodies call, each in a file `templates/shortcodes/NAME.html`.
//!
//! Owns which files are shortcodes, and what their calls may say. It must not know bodies or holes.

use super::error::TemplateTexts;
use crate::{
    diagnostic::{Diagnostic, Position, nearest},
    post::{
        Call, Shortcodes,
        body::{Argument, CallKind, Literal},
    },
};
use tera::{ComponentArg, ComponentArgType, ComponentInfo, Tera};

/// Folder of shortcodes below `templates/`.
const FOLDER: &str = "shortcodes/";

/// The template that defines a shortcode.
pub fn file_of(shortcode: &str) -> String {
    format!("{FOLDER}{shortcode}.html")
}

/// Whether a template is in the folder of shortcodes.
pub fn is_file(template: &str) -> bool {
    template.starts_with(FOLDER)
}

/// The shortcodes among templates of these names. Files whose names begin with `_` hold parts that others share.
pub fn shortcodes<'a>(templates: impl Iterator<Item = &'a str>) -> Shortcodes {
    templates.filter_map(name_of).filter(|name| is_name(name)).map(str::to_owned).collect()
}

fn name_of(template: &str) -> Option<&str> {
    let name = template.strip_prefix(FOLDER)?.strip_suffix(".html")?;
    (!name.starts_with('_') && !name.contains('/')).then_some(name)
}

fn is_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// What is wrong with the files: names that no call can say, files without their component.
pub fn check_files(texts: &TemplateTexts, tera: &Tera) -> Vec<Diagnostic> {
    let wrong = |template: &str| {
        let name = name_of(template)?;
        let diagnostic = |message: String| {
            Diagnostic::error("shortcode-template", message).in_file(format!("templates/{template}"))
        };
        if !is_name(name) {
            let legal: String =
                name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
            let legal = legal.trim_start_matches(|c: char| !c.is_ascii_alphabetic());
            let message = format!("no shortcode can be called `{name}`: letters, digits and `_` alone");
            return Some(diagnostic(message).hint(format!("rename the file to `{FOLDER}{legal}.html`")));
        }
        tera.get_component_definition(name).is_none().then(|| {
            diagnostic(format!("this file defines no component `{name}`")).hint(format!(
                "write `{{% component {name}(src: string) %}} … {{% endcomponent {name} %}}`; begin the file's name \
                 with `_` if it is no shortcode"
            ))
        })
    };
    texts.keys().filter_map(|template| wrong(template)).collect()
}

/// What is wrong with a call that stands at `position`.
pub fn check_call(call: &Call, position: Position, info: &ComponentInfo, text: &str) -> Vec<Diagnostic> {
    let signature = signature(info);
    let mut wrong: Vec<Diagnostic> = call
        .arguments
        .iter()
        .filter_map(|argument| check_argument(argument, call, info, &signature))
        .collect();
    // One that is misspelt is told of already.
    let is_given = |name: &str| {
        call.arguments
            .iter()
            .any(|argument| argument.name == name || near(&argument.name, info) == Some(name))
    };
    let missing = info.args().iter().filter(|arg| arg.is_required() && !is_given(arg.name()));
    wrong.extend(missing.map(|arg| {
        let message = format!("the call of `{}` lacks the argument `{}`", call.name, arg.name());
        let hint =
            format!("write `{}={}`; the shortcode is `{signature}`", arg.name(), example(arg.arg_type()));
        Diagnostic::error("shortcode-argument", message).at(position).hint(hint)
    }));
    if call.kind == CallKind::Block && !text.contains("body") {
        let message = format!("the shortcode `{}` takes no content", call.name);
        let hint = format!("write `{{{{ {}(…) }}}}` and no `{{% end %}}`", call.name);
        wrong.push(Diagnostic::error("shortcode-content", message).at(position).hint(hint));
    }
    wrong
}

fn check_argument(
    argument: &Argument,
    call: &Call,
    info: &ComponentInfo,
    signature: &str,
) -> Option<Diagnostic> {
    let (name, call) = (&argument.name, &call.name);
    let known = || info.args().iter().filter(|arg| !arg.is_implicit());
    let error = |message: String| Diagnostic::error("shortcode-argument", message).at(argument.position);
    let Some(arg) = known().find(|arg| arg.name() == name) else {
        if info.rest_param().is_some() {
            return None;
        }
        let hint = near(name, info).map_or(String::new(), |near| format!("did you mean `{near}`? "));
        return Some(
            error(format!("the shortcode `{call}` has no argument `{name}`"))
                .hint(format!("{hint}the shortcode is `{signature}`")),
        );
    };
    let wanted = arg.arg_type().filter(|wanted| !fits(&argument.value, *wanted))?;
    let hint = match (&argument.value, wanted) {
        (Literal::Number(text), ComponentArgType::String) => format!("write `{name}=\"{text}\"`"),
        (Literal::Number(text), ComponentArgType::Float) => format!("write `{name}={text}.0`"),
        (Literal::Bool(value), ComponentArgType::String) => format!("write `{name}=\"{value}\"`"),
        (Literal::Text(text), ComponentArgType::Array) => format!("write `{name}=[\"{text}\"]`"),
        (Literal::Text(text), _) if fits(&bare(text), wanted) => format!("write `{name}={text}`"),
        _ => format!("write `{name}={}`", example(Some(wanted))),
    };
    let message = format!(
        "the argument `{name}` of `{call}` is {}, where the shortcode takes {}",
        kind_of(&argument.value),
        kind_wanted(wanted)
    );
    Some(error(message).hint(hint))
}

/// The argument that a name which is none is nearest to.
fn near<'a>(name: &str, info: &'a ComponentInfo) -> Option<&'a str> {
    let known = || info.args().iter().filter(|arg| !arg.is_implicit()).map(ComponentArg::name);
    if known().any(|known| known == name) { None } else { nearest(name, known()) }
}

/// What a text would be without its quotation marks.
fn bare(text: &str) -> Literal {
    match text {
        "true" | "false" => Literal::Bool(text == "true"),
        _ if text.parse::<f64>().is_ok_and(f64::is_finite) => Literal::Number(text.to_owned()),
        _ => Literal::Text(text.to_owned()),
    }
}

fn fits(value: &Literal, wanted: ComponentArgType) -> bool {
    match (value, wanted) {
        (Literal::Text(_) | Literal::Hole(_), ComponentArgType::String)
        | (Literal::Bool(_), ComponentArgType::Bool)
        | (Literal::List(_), ComponentArgType::Array)
        | (Literal::Number(_), ComponentArgType::Number) => true,
        (Literal::Number(text), ComponentArgType::Float) => text.contains('.'),
        (Literal::Number(text), ComponentArgType::Integer) => text.parse::<i64>().is_ok(),
        _ => false,
    }
}

fn kind_of(value: &Literal) -> &'static str {
    match value {
        Literal::Text(_) | Literal::Hole(_) => "text",
        Literal::Number(_) => "a number",
        Literal::Bool(_) => "true or false",
        Literal::List(_) => "a list",
    }
}

fn kind_wanted(wanted: ComponentArgType) -> &'static str {
    match wanted {
        ComponentArgType::String => "text",
        ComponentArgType::Bool => "true or false",
        ComponentArgType::Integer => "a whole number",
        ComponentArgType::Float => "a number with a fraction",
        ComponentArgType::Number => "a number",
        ComponentArgType::Array => "a list",
        _ => "what no call can give",
    }
}

fn example(wanted: Option<ComponentArgType>) -> &'static str {
    match wanted {
        Some(ComponentArgType::Bool) => "true",
        Some(ComponentArgType::Integer | ComponentArgType::Number) => "3",
        Some(ComponentArgType::Float) => "0.5",
        Some(ComponentArgType::Array) => "[\"…\"]",
        _ => "\"…\"",
    }
}

/// `figure(src="…", alt="…", [width=3])`: what must be given, then what may be.
fn signature(info: &ComponentInfo) -> String {
    let shown = |arg: &ComponentArg| {
        let text = format!("{}={}", arg.name(), example(arg.arg_type()));
        if arg.is_required() { text } else { format!("[{text}]") }
    };
    let mut args: Vec<&ComponentArg> = info.args().iter().filter(|arg| !arg.is_implicit()).collect();
    args.sort_by_key(|arg| !arg.is_required());
    let args: Vec<String> = args.into_iter().map(shown).collect();
    format!("{}({})", info.name(), args.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shortcodes_are_known_by_their_files() {
        let names = [
            "shortcodes/figure.html",
            "shortcodes/_part.html",
            "shortcodes/a/b.html",
            "post.html",
            "shortcodes/x.txt",
        ];
        assert_eq!(shortcodes(names.into_iter()).into_iter().collect::<Vec<_>>(), ["figure"]);
    }

    fn said(definition: &str, arguments: &[(&str, Literal)]) -> Vec<String> {
        let mut tera = Tera::new();
        tera.add_raw_template("x", definition).expect("a component");
        let info = tera.get_component_definition("x").expect("defined");
        let arguments = arguments.iter().map(|(name, value)| Argument {
            name: (*name).to_owned(),
            value: value.clone(),
            position: Position::default(),
        });
        let call = Call { name: "x".into(), kind: CallKind::Plain, arguments: arguments.collect() };
        let wrong = check_call(&call, Position::default(), &info, definition);
        wrong
            .into_iter()
            .map(|wrong| format!("{} ({})", wrong.message, wrong.hint.unwrap_or_default()))
            .collect()
    }

    #[test]
    fn calls_are_held_to_the_signature() {
        let number = |text: &str| Literal::Number(text.to_owned());
        let text = |text: &str| Literal::Text(text.to_owned());
        let definition = "{% component x(a: integer, b: float = 0.5, c: array = [], d = true, @page) %}{% endcomponent x %}";
        let good = [
            ("a", number("3")),
            ("b", number("0.5")),
            ("c", Literal::List(Vec::new())),
            ("d", Literal::Bool(false)),
        ];
        assert_eq!(said(definition, &good), [""; 0]);
        let wrong = [
            ("a", number("0.5")),
            ("b", number("3")),
            ("c", text("y")),
            ("d", text("true")),
            ("page", text("z")),
        ];
        insta::assert_snapshot!(said(definition, &wrong).join("\n"), @r#"
        the argument `a` of `x` is a number, where the shortcode takes a whole number (write `a=3`)
        the argument `b` of `x` is a number, where the shortcode takes a number with a fraction (write `b=3.0`)
        the argument `c` of `x` is text, where the shortcode takes a list (write `c=["y"]`)
        the argument `d` of `x` is text, where the shortcode takes true or false (write `d=true`)
        the shortcode `x` has no argument `page` (the shortcode is `x(a=3, [b=0.5], [c=["…"]], [d=true])`)
        "#);
        assert_eq!(said("{% component x(...rest) %}{% endcomponent x %}", &[("any", text("y"))]), [""; 0]);
        assert_eq!(said(definition, &[]).len(), 1);
    }
}
