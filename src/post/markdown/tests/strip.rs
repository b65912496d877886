//! Raw HTML that nobody need trust.

use super::*;
use crate::config::RawHtml;
use scraper::{Html, Selector};

fn strip(body: &str) -> String {
    html_under(body, |options| options.unsafe_html = RawHtml::Strip)
}

fn check_stripped(cases: &[(&str, &str)]) {
    let found: Vec<_> = cases.iter().map(|(body, _)| (*body, strip(body))).collect();
    let expected: Vec<_> = cases.iter().map(|(body, expected)| (*body, (*expected).to_owned())).collect();
    assert_eq!(found, expected);
}

#[test]
fn harmless_tags_pass() {
    check_stripped(&[
        ("a <b onclick=x>c</b>", "<p>a <b>c</b></p>\n"),
        ("H<sub>2</sub>O <kbd style='x'>F1</kbd><br>", "<p>H<sub>2</sub>O <kbd>F1</kbd><br></p>\n"),
        ("<div class=x>a &amp; <i>b</i></div>\n", "<div class=\"x\">a &amp; <i>b</i></div>\n"),
        ("<custom-x>*a*</custom-x>", "<p><em>a</em></p>\n"),
        ("a\n\n<!-- more -->\n\n<!-- b -->c", "<p>a</p>\nc"),
        ("<div><<b>script>x</div>", "<div>&lt;<b>script&gt;x</b></div>"),
        ("<div><img src=a onerror=b\n", "<div>&lt;img src=a onerror=b\n</div>"),
        ("<table><tr><td>a<td>b</table>", "<table><tr><td>a</td><td>b</td></tr></table>"),
        ("<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>"),
    ]);
}

#[test]
fn markdown_between_tags_stays_between_them() {
    check_stripped(&[
        (
            "<div class=\"a\">\n\n*b*\n\n</div>\n\nc",
            "<div class=\"a\">\n<p><em>b</em></p>\n</div>\n<p>c</p>\n",
        ),
        (
            "<details>\n<summary>a</summary>\n\n- b\n\n</details>",
            "<details>\n<summary>a</summary>\n<ul>\n<li>b</li>\n</ul>\n</details>",
        ),
        (
            "<table>\n<tr>\n<td>\n\n`a`\n\n</td>\n</tr>\n</table>",
            "<table>\n<tr>\n<td>\n<p><code>a</code></p>\n</td>\n</tr>\n</table>",
        ),
    ]);
}

#[test]
fn scripts_go_with_their_text() {
    check_stripped(&[
        ("<script>\nx\n</script>\n\ny", "<p>y</p>\n"),
        ("a <script>alert(1)</script> b", "<p>a  b</p>\n"),
        ("a <script> b\n\n<b>c</b>", "<p>a  b</p>\n<p><b>c</b></p>\n"),
        ("<style>\np {}\n\nq {}</style>\nx", "<p>x</p>\n"),
        ("<iframe src=a>b</iframe>", ""),
    ]);
}

#[test]
fn nothing_reaches_beyond_where_it_began() {
    check_stripped(&[
        ("*a <b>c*\nd", "<p><em>a <b>c</b></em>\nd</p>\n"),
        ("a</b></p></div></article> b", "<p>a b</p>\n"),
        ("- <b>a\n- c", "<ul>\n<li><b>a</b></li>\n<li>c</li>\n</ul>\n"),
        ("> <div>\n\nb\n\n</div>", "<blockquote>\n<div>\n</div>\n</blockquote>\n<p>b</p>\n"),
        ("<a href=\"https://o.org\">\n\nb", "<a href=\"https://o.org\">\n</a>\n<p>b</p>\n"),
        ("<details>\n\na\n\nb", "<details>\n</details>\n<p>a</p>\n<p>b</p>\n"),
        ("<details><div>\n\na\n\n</div>\n\nb", "<details><div>\n<p>a</p>\n</div>\n</details>\n<p>b</p>\n"),
        ("<p>\na\n\nb\n\n</p>", "<p>\na\n</p>\n<p>b</p>\n"),
        ("[a <a href=b>c</a>](d.md)", "<p><a href=\"0:d.md\">a c</a></p>\n"),
    ]);
}

#[test]
fn what_leads_into_the_site_is_a_hole() {
    check_stripped(&[
        ("<a href='../y/?a=1&amp;b' target=x>a</a>", "<p><a href=\"0:../y/?a=1&amp;b\">a</a></p>\n"),
        ("<div><img alt=b src=a.png></div>", "<div><img alt=\"b\" src=\"0!a.png\"></div>"),
        ("<a href=\"#b\">https://o.org</a>", "<p><a href=\"#b\">https://o.org</a></p>\n"),
    ]);
    let options = MarkdownOptions { unsafe_html: RawHtml::Strip, ..options() };
    let body = "ü <b id=top>one</b>\n\n<div>two<img onload=x src=\"b.png\">three</div>";
    let (facts, _) = outline(body, &context(&options, ""));
    let place = facts.holes[0].position;
    assert_eq!((place.line, place.column), (3, 9));
    assert_eq!((facts.words, facts.anchors), (4, vec!["top".to_owned()]));
}

#[test]
fn our_own_markup_survives() {
    let body = "## A {#x .y}\n\n> [!NOTE]\n> b[^1]\n\n- [x] c\n\n|d|\n|:-:|\n|e|\n\n![f](g.png \"h\")\n\n```js\ni\n```\n\n\
                * toc\n{:toc}\n\n[^1]: j\n";
    assert_eq!(strip(body), html(body));
}

/// What has got through one filter or another.
const VECTORS: [&str; 76] = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//e.org/x.js></SCRIPT>",
    "<script/src=//e.org>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script\n>alert(1)</script\n>",
    "<img src=x onerror=alert(1)>",
    "<img/src=x/onerror=alert(1)>",
    "<img src=x:x onerror=&#97;lert(1)>",
    "<img src=\"x`<script>alert(1)</script>\"` `>",
    "<img \"\"\"><script>alert(1)</script>\">",
    "<img src=javascript:alert(1)>",
    "<img src='data:image/svg+xml,<svg onload=alert(1)>'>",
    "<IMG SRC=\"jav&#x09;ascript:alert(1);\">",
    "<image src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><script>alert&lpar;1&rpar;</script>",
    "<svg><a xlink:href=\"javascript:alert(1)\"><text>x</text></a></svg>",
    "<svg><animate xlink:href=#x attributeName=href values=javascript:alert(1) /></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<svg></p><style><a title=\"</style><img src onerror=alert(1)>\">",
    "<math href=javascript:alert(1)>x</math>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>",
    "<math><annotation-xml encoding=text/html><style><img title=\"</style><img src onerror=alert(1)>\"></annotation-xml></math>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
    "<object data=javascript:alert(1)></object>",
    "<embed src=javascript:alert(1)>",
    "<applet code=x></applet>",
    "<base href=//e.org/>",
    "<link rel=stylesheet href=//e.org/x.css>",
    "<meta http-equiv=refresh content=\"0;url=javascript:alert(1)\">",
    "<style>@import '//e.org/x.css';</style>",
    "<style><!--</style><script>alert(1)//--></script>",
    "<div style=\"background:url(javascript:alert(1))\">x</div>",
    "<div style=\"width:expression(alert(1))\">x</div>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href=\" javascript:alert(1)\">x</a>",
    "<a href=\"java\nscript:alert(1)\">x</a>",
    "<a href=\"&#106;avascript:alert(1)\">x</a>",
    "<a href=\"javascript&colon;alert(1)\">x</a>",
    "<a href=\"\u{1}javascript:alert(1)\">x</a>",
    "<a href=\"&#1;javascript:alert(1)\">x</a>",
    "<a href=\"JaVaScRiPt:alert(1)\">x</a>",
    "<a href=\"javascript:alert(1)//{{ x }}\">x</a>",
    "<a href=vbscript:msgbox(1)>x</a>",
    "<a href=\"data:text/html,<script>alert(1)</script>\">x</a>",
    "<a onmouseover=alert(1)>x</a>",
    "<a href=x onclick=\"alert(1)\" href=javascript:alert(1)>x</a>",
    "<b onmouseover=alert(1)//>x",
    "<body onload=alert(1)>",
    "<html onclick=alert(1)>",
    "<details open ontoggle=alert(1)>x</details>",
    "<video><source onerror=alert(1)></video>",
    "<video poster=javascript:alert(1)//></video>",
    "<audio src=x onerror=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<select autofocus onfocus=alert(1)><option>x</select>",
    "<textarea autofocus onfocus=alert(1)></textarea><script>alert(1)</script>",
    "<button formaction=javascript:alert(1)>x</button>",
    "<form action=javascript:alert(1)><input type=submit></form>",
    "<isindex type=image src=1 onerror=alert(1)>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<template><script>alert(1)</script></template>",
    "<xmp><img title=\"</xmp><img src onerror=alert(1)>\"></xmp>",
    "<plaintext><script>alert(1)</script>",
    "<!--><script>alert(1)</script>-->",
    "<!-- --!><script>alert(1)</script> -->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version=\"1.0\"?><script>alert(1)</script>",
    "<table><td background=javascript:alert(1)>x</table>",
    "<q cite=javascript:alert(1) title='\"><script>alert(1)</script>'>x</q>",
    "[x](javascript:alert(1)) ![y](javascript:alert(1)) <javascript:alert(1)>",
    "[x]: javascript:alert(1)\n\n[x] [y](java&NewLine;script:alert(1)//{{)",
];

/// What of an HTML page could run.
fn dangers(page: &str) -> Vec<String> {
    let page = Html::parse_document(&format!("<!doctype html><body><main><div>{page}</div><i></i></main>"));
    let every = Selector::parse("*").unwrap();
    let shell = Selector::parse("body > main:only-child > div + i:last-child").unwrap();
    let mut found: Vec<String> = page.select(&every).filter_map(|element| danger(element.value())).collect();
    found.extend(page.select(&shell).next().is_none().then(|| "it left its place".to_owned()));
    found
}

fn danger(element: &scraper::node::Element) -> Option<String> {
    const ELEMENTS: [&str; 22] = [
        "script",
        "style",
        "iframe",
        "object",
        "embed",
        "applet",
        "base",
        "link",
        "meta",
        "svg",
        "math",
        "form",
        "button",
        "select",
        "textarea",
        "template",
        "noscript",
        "video",
        "audio",
        "frame",
        "xmp",
        "plaintext",
    ];
    let name = element.name();
    let attribute = element.attrs().find(|(attribute, value)| {
        let url: String = value.chars().filter(|c| *c > ' ').collect::<String>().to_lowercase();
        let runs = ["javascript:", "vbscript:", "data:"].iter().any(|scheme| url.starts_with(scheme));
        attribute.starts_with("on") || *attribute == "style" || runs && *attribute != "title"
    });
    (ELEMENTS.contains(&name) || attribute.is_some()).then(|| format!("{name} {attribute:?}"))
}

#[test]
fn no_script_survives() {
    for policy in [RawHtml::Strip, RawHtml::Escape] {
        let write = |body: &str| html_under(body, |options| options.unsafe_html = policy);
        for vector in VECTORS {
            for body in [
                vector.to_owned(),
                format!("a {vector} *b*"),
                format!("<div>\n{vector}\n</div>\n\nb"),
                format!("<details>\n\n{vector}\n\n> {vector}\n\n- {vector}"),
                format!("# {vector}\n\n|a|\n|-|\n|{vector}|\n\nx[^1]\n\n[^1]: {vector}"),
                format!("<table><tr>\n\n{vector}\n\n</td></table></div></main>"),
                format!("<p title=\"\n\n{vector}\">"),
                format!("<b><i><a href=x>{vector}</a>\n\n</b>{vector}"),
                format!("{{{{ {vector} }}}}\n\n[x](<{vector}> \"{vector}\")"),
            ] {
                let out = write(&body);
                assert_eq!(dangers(&out), [""; 0], "{policy:?}\n{body}\n{out}");
            }
        }
    }
}

#[test]
fn pairs_of_vectors_run_nothing() {
    for first in VECTORS {
        for second in VECTORS {
            let out = strip(&format!("{first}{second}\n\n{second}"));
            assert_eq!(dangers(&out), [""; 0], "{first}\n{second}\n{out}");
        }
    }
}

#[test]
fn the_dangers_are_seen_where_all_passes() {
    let unseen = VECTORS.iter().filter(|vector| dangers(&html(vector)).is_empty()).count();
    assert!(unseen < 12, "{unseen}");
}
