//! Formulas that are read, and those that are not.

use super::*;

const FRAGMENTS: [&str; 63] = [
    "{",
    "}",
    r"\",
    "^",
    "_",
    "[",
    "$",
    "&",
    "%",
    "#",
    "'",
    "~",
    "x^{",
    "x_{y^{",
    r"\sqrt{",
    r"\sqrt[",
    r"\hat",
    r"\left(",
    r"\frac",
    r"\frac{1}{",
    r"\frac1",
    r"\text{",
    r"\text{$",
    r"\begin{matrix}",
    r"\color{red}",
    r"a&b\\",
    r"\not",
    r"\over",
    "x'",
    "日",
    "\0",
    r"\def\a{\a}",
    r"\begin",
    r"\end{x}",
    r"\binom",
    "x ",
    r"\underbrace{",
    r"\mathbb{",
    r"\big(",
    r"\limits",
    r"\label{a}",
    r"\hspace{-9em}",
    r"\\[",
    r"\ref{a}",
    r"\textcolor{red}{",
    r"\textcolor",
    "(",
    ")",
    "}{",
    r"\right)",
    r"\end{matrix}",
    r"\begin{aligned}",
    r"\end{aligned}",
    r"\begin{array}{c|c}",
    r"\end{array}",
    r"\hline",
    r"\!",
    r"\small",
    r"\textsc{a}",
    r"\mathrlap{a}",
    r"\tag{1}",
    "1.5",
    "ab",
];

fn convert(tex: &str) -> Result<String, String> {
    Formulas::default().convert(tex, Layout::Inline).map_err(|unreadable| unreadable.reason)
}

#[test]
fn formulas_become_mathml() {
    for (tex, part) in [
        ("x^2", "<msup><mi>x</mi><mn>2</mn></msup>"),
        (r"\frac12", "<mfrac><mn>1</mn><mn>2</mn></mfrac>"),
        (r"\text{a<b}", "<mtext>a&lt;b</mtext>"),
        (r"\textcolor{red}{x}", "<mi>x</mi>"),
        (r"\operatorname{softmax}(QK^\top/\sqrt{d_k})V", "<msqrt>"),
        ("日本", "<mi>日</mi>"),
    ] {
        let mathml = convert(tex).unwrap();
        assert!(mathml.starts_with("<math>") && mathml.contains(part), "{mathml}");
    }
}

#[test]
fn equations_are_numbered_through() {
    let mut formulas = Formulas::default();
    let mut number = |tex: &str| formulas.convert(tex, Layout::Block).unwrap();
    assert!(number(r"\begin{equation}a\end{equation}").contains("(1)"));
    assert!(number(r"\begin{equation}b\end{equation}").contains("(2)"));
}

#[test]
fn mistakes_have_reasons_and_places() {
    let mistake = |tex: &str| {
        let Unreadable { reason, place } = Formulas::default().convert(tex, Layout::Inline).unwrap_err();
        place.map_or(reason.clone(), |place| format!("{reason} {place:?}"))
    };
    let formulas = [r"a \nope", "{", "}", r"\frac", r"\def\a{\a\a}\a", r"\left(", " "];
    insta::assert_snapshot!(formulas.map(mistake).join("\n"), @r#"
    unknown command `\nope` 2..7
    expected closing token `}`, but reached end of input 1..1
    unmatched closing token: `}` 0..1
    expected argument but reached end of input 5..5
    unknown command `\def` 0..4
    expected closing token `\right`, but reached end of input 6..6
    it is empty
    "#);
}

/// A sequence of fragments, the same for the same seed.
fn mixture(seed: u64) -> String {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = |below: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below).expect("small")
    };
    (0..=next(12)).map(|_| FRAGMENTS[next(FRAGMENTS.len() as u64)]).collect()
}

#[test]
fn any_mixture_is_read_or_refused() {
    for seed in 0..20_000 {
        let tex = mixture(seed);
        match convert(&tex) {
            Ok(mathml) => assert!(!mathml.contains(" style=\""), "{tex}: {mathml}"),
            Err(reason) => assert_ne!(reason, FAILED, "{tex}"),
        }
    }
}

#[test]
fn hostile_formulas_are_read_or_refused() {
    for fragment in FRAGMENTS {
        for count in [1, 2, 30, 99, 101, 600, 1_990, 10_000] {
            let tex = fragment.repeat(count);
            for tex in [format!("{tex}x{}", "}".repeat(count)), tex] {
                assert_ne!(convert(&tex), Err(FAILED.to_owned()), "{fragment}");
            }
        }
    }
    assert_eq!(
        convert(&format!("{}x{}", "{".repeat(10_000), "}".repeat(10_000))),
        Err("it has more than 2000 commands and groups".to_owned())
    );
}
