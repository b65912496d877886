use super::*;
use crate::{data, decode::report};

const DAY: SignedDuration = SignedDuration::from_hours(24);

fn at(instant: &str) -> Clock {
    Clock::at(instant.parse().expect("valid"))
}

fn shown(file: &str, text: &str) -> String {
    let value = data::parse(file, text.as_bytes()).expect("readable");
    let (instruments, diagnostics) = read(file, &value, DAY, at("2026-07-05T12:44:00Z"));
    let line = |instrument: &Instrument| {
        let change = instrument.change.as_ref().map_or(String::new(), |change| {
            format!(" {} {} {}", change.direction.shape(), change.direction.as_str(), change.text)
        });
        let as_of = instrument.as_of.map_or(String::new(), |as_of| format!(" at {as_of}"));
        let source = instrument.source.as_ref().map_or(String::new(), |source| format!(" by {source}"));
        let stale = if instrument.stale { " stale" } else { "" };
        let Instrument { symbol, label, price, .. } = instrument;
        format!("{symbol} | {label} | {price}{change}{as_of}{source}{stale}\n")
    };
    format!("{}{}", instruments.iter().map(line).collect::<String>(), report(&diagnostics))
}

#[test]
fn prices_are_written_as_their_markets_write_them() {
    let prices = [
        ("{symbol: S&P 500, price: 744.78}", "744.78"),
        ("{symbol: BTC, price: 62663, currency: USD}", "$62,663"),
        ("{symbol: BTC, price: 62663.4, currency: USD, precision: 0}", "$62,663"),
        ("{symbol: TRX, price: 0.3278, currency: USD}", "$0.3278"),
        ("{symbol: EUR/USD, price: 1.1448}", "1.1448"),
        ("{symbol: EUR/USD, price: 1.10}", "1.10"),
        ("{symbol: EUR/USD, price: 1.1, precision: 4}", "1.1000"),
        ("{symbol: N225, price: 1234567, currency: \"¥\"}", "¥1,234,567"),
        ("{symbol: SMI, price: 12000.5, currency: CHF, precision: 2}", "CHF\u{a0}12,000.50"),
        ("{symbol: CL, price: -37.63, currency: USD}", "−$37.63"),
        ("{symbol: X, price: 999.995, precision: 2}", "1,000.00"),
        ("{symbol: X, price: 0.05, precision: 1}", "0.1"),
        ("{symbol: X, price: -0.001, precision: 2}", "0.00"),
        ("{symbol: X, price: 007}", "7"),
        ("{symbol: X, price: \"62.663 $\"}", "62.663 $"),
        ("{symbol: X, price: \"$62,663\"}", "$62,663"),
        ("{symbol: X, price: n/a}", "n/a"),
    ];
    for (entry, expected) in prices {
        let value = data::parse("data/markets.yaml", format!("- {entry}\n").as_bytes()).expect("readable");
        let (instruments, diagnostics) = read("data/markets.yaml", &value, DAY, at("2026-07-05T12:44:00Z"));
        assert_eq!(report(&diagnostics), "", "{entry}");
        assert_eq!(instruments[0].price, expected, "{entry}");
    }
}

#[test]
fn a_change_has_a_sign_a_word_and_a_shape() {
    let change = |text: &str| {
        let file = format!("- {{symbol: X, price: 1, change: {text}}}\n");
        shown("data/markets.yaml", &file)
    };
    assert_eq!(change("1.254"), "X | X | 1 ▲ up +1.25%\n");
    assert_eq!(change("+0.4"), "X | X | 1 ▲ up +0.40%\n");
    assert_eq!(change("-12"), "X | X | 1 ▼ down −12.00%\n");
    assert_eq!(change("\"−0.50 %\""), "X | X | 1 ▼ down −0.50%\n");
    assert_eq!(change("0"), "X | X | 1 ● unchanged 0.00%\n");
    // What two decimals do not show is no direction.
    assert_eq!(change("-0.004"), "X | X | 1 ● unchanged 0.00%\n");
    assert_eq!(change("~"), "X | X | 1\n");
}

#[test]
fn a_price_is_stale_from_its_age_on() {
    let file = |as_of: &str| {
        data::parse("m.yaml", format!("as_of: {as_of}\nitems: [{{symbol: X, price: 1}}]\n").as_bytes())
            .expect("readable")
    };
    let value = file("2026-07-04T12:44:00Z");
    let stale = |clock: &str| read("m.yaml", &value, DAY, at(clock)).0[0].stale;
    let next = |clock: &str| next_change(&read("m.yaml", &value, DAY, at(clock)).0, DAY, at(clock));
    assert!(!stale("2026-07-05T12:43:59Z"));
    assert!(stale("2026-07-05T12:44:00Z"));
    let turns = "2026-07-05T12:44:00Z".parse().ok();
    assert_eq!((next("2026-07-05T12:43:59Z"), next("2026-07-05T12:44:00Z")), (turns, None));
    // The end of time is no panic.
    let last = file("9999-12-30T22:00:00Z");
    assert!(!read("m.yaml", &last, DAY, at("2026-07-05T12:44:00Z")).0[0].stale);
}

#[test]
fn what_cannot_be_read_is_told_and_the_rest_stays() {
    let csv = "symbol,label,price,currency,precision,change,as_of,source\n\
               BTC,Bitcoin,62663,USD,0,-1.20,2026-07-05T12:40:00Z,Demo Exchange\n\
               EURUSD,EUR/USD,1.10,,,,2026-07-03T20:00:00Z,\n";
    assert_eq!(
        shown("data/markets.csv", csv),
        "BTC | Bitcoin | $62,663 ▼ down −1.20% at 2026-07-05T12:40:00Z by Demo Exchange\n\
         EURUSD | EUR/USD | 1.10 at 2026-07-03T20:00:00Z stale\n"
    );
    let yaml = "as_of: yesterday\nsource: All\nitems:\n\
                - {symbol: A, price: 1}\n\
                - {symbol: A, price: 2}\n\
                - {price: 3}\n\
                - {symbol: B}\n\
                - {symbol: C, price: [1]}\n\
                - {symbol: D, price: many, currency: USD}\n\
                - {symbol: E, price: 1, precision: many}\n\
                - {symbol: F, price: 1, precision: 99}\n\
                - {symbol: G, price: 1, change: a lot}\n\
                - {symbol: H, price: 1, as_of: 12:40}\n\
                - {symbol: I, price: 1, url: \"javascript:alert(1)\"}\n\
                - {symbol: J, price: 1, lable: Jay}\n";
    insta::assert_snapshot!(shown("data/markets.yaml", yaml));
}
