#!/usr/bin/env python3
"""Writes the posts of the benchmark blog: posts.py COUNT FOLDER [--first N] [--seed N].

The posts are made up but shaped like a news blog's: words follow Zipf's law, lengths scatter around 700 words, tags are
used unevenly, and the text has headings, lists, tables, quotations, links, quotation marks and dashes. Every second
post has a block of code. A post depends on its number and the seed alone, so the first 1,000 of 10,000 posts are the
1,000, and two machines make the same bytes. No two posts have the same date."""

import argparse
import datetime
import os
import random
from itertools import accumulate
from multiprocessing import Pool

# The posts end with the year 2024, so that none is of the future.
FIRST_DAY = datetime.datetime(2020, 1, 1)
# A prime near the minutes of five years: multiples of STEP modulo MINUTES do not repeat before MINUTES posts.
MINUTES = 2_628_011
STEP = 1_000_003

COMMON = """the of and to in a is for that on with as it by from its are this an at was which be has not or have than
says after more new will over into about their but when they one also were been would could other some only first most
than both each while under before because between these those through still even such where since until
against""".split()
STARTS = """ab ac al am an ar as bal ban bel ber bra cal can car cer col com con cor dar del den dis dor el en er fal
fer fin for gal gen gra hal har im in jar kel kor lam lin lor mal mar mer mon nal nor or pal par per pol
por pre pro ral re ren sal sen sil sol sta sub tal ten tor tra ul un val ven ver vol""".split()
MIDDLES = """ba be bi bo ca ce ci co da de di do fa fi ga ge gi la le li lo lu ma me mi mo na ne ni no pa pe pi po ra re
ri ro sa se si so ta te ti to tu va ve vi vo""".split()
ENDS = "l n r s t x ct nd nt rd rk rm rn st ble ger ker lar ment ner ral sion ster ter tion tor ty ver".split()

AUTHORS = """Amara Osei|Benedikt Lang|Carla Nunes|Daniel Roth|Emi Sato|Fatima Zahra|Georg Brandt|Hana Novak|Ivan Petrov
|Julia Meyer|Kofi Mensah|Lucia Romano""".replace("\n", "").split("|")
CATEGORIES = "Models|Business|Law|Developers|Chips|Science|Society|Comment".split("|")
SUBJECTS = """ai audio bots chips cloud code courts data devices economy elections energy ethics exports games hospitals
images jobs labs law maps media memory models music networks news patents phones power prices privacy research robots
schools search security sensors space speech standards startups storage text tools training translation transport video
weather work""".split()
FIELDS = "open small new public private european asian american".split()
LANGUAGES = ("rust", "python", "json", "javascript", "bash", "toml")


def make_words():
    """Pseudo-words in order of frequency, the most frequent English ones first."""
    rng = random.Random("words")
    words = dict.fromkeys(COMMON)
    while len(words) < 6000:
        parts = [rng.choice(STARTS)] + [rng.choice(MIDDLES) for _ in range(rng.choice((0, 1, 1, 1, 2)))]
        words["".join(parts) + rng.choice(ENDS)] = None
    return list(words)


def make_tags():
    """200 names, the first the most used."""
    tags = SUBJECTS + [f"{field}-{subject}" for subject in SUBJECTS for field in FIELDS]
    return tags[:200]


def zipf(count, shift):
    """Cumulative weights of ranks, falling with the rank."""
    return list(accumulate(1 / (rank + shift) for rank in range(count)))


WORDS, TAGS = make_words(), make_tags()
WORD_WEIGHTS, TAG_WEIGHTS = zipf(len(WORDS), 2.0), zipf(len(TAGS), 6.0)
RARE = WORDS[len(COMMON) :]
RARE_WEIGHTS = zipf(len(RARE), 20.0)


class Writer:
    """The hand that writes one post: its luck, and how many words it has written."""

    def __init__(self, number, seed):
        self.number = number
        self.rng = random.Random(f"{seed}/{number}")
        self.written = 0
        # What the post is about comes up again and again in it.
        self.topics = self.rng.choices(RARE, cum_weights=RARE_WEIGHTS, k=12)

    def words(self, count):
        self.written += count
        words = self.rng.choices(WORDS, cum_weights=WORD_WEIGHTS, k=count)
        for at in range(self.rng.randrange(8), count, 8):
            words[at] = self.rng.choice(self.topics)
        return words

    def line(self, least, most):
        return " ".join(self.words(self.rng.randint(least, most))).capitalize()

    def link(self, words):
        if self.rng.random() < 0.4:
            return f"[{words}](/tags/{self.rng.choices(TAGS, cum_weights=TAG_WEIGHTS)[0]}/)"
        return f"[{words}](https://{self.rng.choice(self.topics)}.example/{self.rng.randint(1, 9999)}/)"

    def dress(self, words):
        """Gives a part of a sentence some markup, or punctuation that is typeset."""
        dresses = (
            lambda text: f"**{text}**",
            lambda text: f"*{text}*",
            lambda text: "`" + text.replace(" ", "_") + "`",
            self.link,
            lambda text: f'"{text}"',
            lambda text: f"-- {text} --",
            lambda text: f"({text})",
            lambda text: text.replace(" ", "'s ", 1),
            lambda text: f"{text}...",
        )
        return self.rng.choices(dresses, weights=(3, 2, 2, 5, 3, 2, 1, 3, 1))[0](words)

    def sentence(self):
        words = self.words(max(6, int(self.rng.gauss(17, 6))))
        words[0] = words[0].capitalize()
        if self.rng.random() < 0.4:
            at = self.rng.randrange(1, len(words) - 3)
            words[at : at + 2] = [self.dress(" ".join(words[at : at + 2]))]
        if len(words) > 14:
            words[len(words) // 3] += ","
        return " ".join(words) + self.rng.choice("....?")

    def paragraph(self):
        return " ".join(self.sentence() for _ in range(self.rng.randint(2, 5)))

    def bullets(self):
        return "\n".join(f"- {self.line(4, 14)}" for _ in range(self.rng.randint(3, 6)))

    def numbered(self):
        return "\n".join(f"{place}. {self.sentence()}" for place in range(1, self.rng.randint(4, 6)))

    def quotation(self):
        return f"> {self.sentence()}\n> {self.sentence()}"

    def table(self):
        head = f"| {self.line(1, 2)} | {self.line(1, 2)} | {self.line(1, 1)} |\n| --- | ---: | :---: |"
        rows = [
            f"| {self.line(1, 3)} | {self.rng.uniform(0, 100):.2f} | {self.rng.choice(self.topics)} |"
            for _ in range(self.rng.randint(3, 9))
        ]
        return "\n".join([head, *rows])

    def code(self):
        language = self.rng.choice(LANGUAGES)
        lines = [line for _ in range(self.rng.randint(2, 5)) for line in self.code_part(language)]
        if language == "json":
            lines = ["[", *lines, "  {}", "]"]
        return "\n".join([f"```{language}", *lines, "```"])

    def code_part(self, language):
        """A few lines of a program that nobody runs."""
        name, other, third = self.rng.sample(self.topics, 3)
        amount, share = self.rng.randint(2, 5000), round(self.rng.random(), 3)
        return {
            "rust": [
                f"/// Counts each {other} of a {name}.",
                f"fn {name}_{other}(items: &[Item], limit: usize) -> Result<u64, Error> {{",
                f"    let {name} = items.iter().take(limit).filter(|item| item.{other} > {share});",
                f"    match {name}.map(|item| item.weight * {amount}).max() {{",
                "        Some(weight) => Ok(weight),",
                f'        None => Err(Error::Missing("{third}".to_owned())),',
                "    }",
                "}",
            ],
            "python": [
                f"def {name}_{other}(rows, *, share={share}):",
                f'    """The {other} of every {name}."""',
                f"    chosen = [row for row in rows if row.{other} > share]  # at most {amount}",
                "    if not chosen:",
                f'        raise ValueError(f"no {third} in {{len(rows)}} rows")',
                f"    return sum(row.{name} for row in chosen) / {amount}",
            ],
            "json": [
                f'  {{"name": "{name}-{other}", "score": {share}, "runs": {amount},',
                f'   "parts": ["{other}", "{third}", null], "open": true}},',
            ],
            "javascript": [
                f"export async function {name}(items, {{ limit = {amount} }} = {{}}) {{",
                f"  const {other} = new Map(); // by {third}",
                "  for (const item of items.slice(0, limit)) {",
                f"    if (item.score >= {share}) {other}.set(item.id, await load(`/{name}/${{item.id}}`));",
                "  }",
                f'  return [...{other}.values()].filter((value) => value !== "{third}");',
                "}",
            ],
            "bash": [
                f'for file in "$HOME/{name}"/*.txt; do',
                f'    if grep -q "{other}" "$file"; then',
                f'        echo "$file: {third}" >> {name}.log  # {amount} at most',
                "    fi",
                "done",
            ],
            "toml": [
                f"[{name}.{other}]",
                f'kind = "{third}"  # one of many',
                f"limit = {amount}",
                f"shares = [{share}, 0.5]",
                "enabled = true",
            ],
        }[language]

    def body(self):
        length = int(min(max(self.rng.lognormvariate(6.5, 0.45), 200), 3000))
        has_code, has_table = self.number % 2 == 1, self.rng.random() < 0.25
        blocks = [self.paragraph(), self.paragraph()]
        section = 0
        while self.written < length:
            section += 1
            blocks.append(f"{'###' if section % 4 == 0 else '##'} {self.line(2, 6)}")
            blocks.append(self.paragraph())
            if section == 1 and has_code:
                blocks.append(self.code())
            if section == 2 and has_table:
                blocks.append(self.table())
            others = (self.paragraph, self.bullets, self.numbered, self.quotation)
            chosen = self.rng.choices(others, weights=(6, 2, 1, 1), k=self.rng.randint(1, 4))
            blocks += [block() for block in chosen]
        return "\n\n".join([*blocks, self.paragraph()]) + "\n"

    def tags(self):
        wanted = self.rng.randint(2, 6)
        drawn = dict.fromkeys(self.rng.choices(TAGS, cum_weights=TAG_WEIGHTS, k=4 * wanted))
        return list(drawn)[:wanted]


def write_post(number, seed):
    """A post: its path below the content folder, and its text."""
    writer = Writer(number, seed)
    date = FIRST_DAY + datetime.timedelta(minutes=number * STEP % MINUTES)
    title_words = writer.rng.sample(RARE[:1500], writer.rng.randint(4, 8))
    title = " ".join(title_words).capitalize()
    front_matter = [
        "---",
        f'title: "{title}"',
        f"date: {date:%Y-%m-%dT%H:%M:%SZ}",
        f'description: "{writer.line(10, 20)}."',
        f"author: {writer.rng.choice(AUTHORS)}",
        f"category: {writer.rng.choice(CATEGORIES)}",
        f"tags: [{', '.join(writer.tags())}]",
        "---",
    ]
    name = f"{'-'.join(title_words[:5])}-{number}.md"
    return f"posts/{date:%Y/%m}/{name}", "\n".join(front_matter) + "\n\n" + writer.body()


def write_range(job):
    first, last, folder, seed = job
    size = 0
    for number in range(first, last):
        path, text = write_post(number, seed)
        path = os.path.join(folder, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8", newline="\n") as file:
            size += file.write(text)
    return size


def write_posts(first, count, folder, seed):
    """Writes posts `first` to `count` into a content folder, and answers how many bytes they have."""
    jobs = [(begin, min(begin + 200, count), folder, seed) for begin in range(first, count, 200)]
    with Pool() as pool:
        return sum(pool.imap_unordered(write_range, jobs))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int, help="number of posts")
    parser.add_argument("folder", help="content folder to write into")
    parser.add_argument("--first", type=int, default=0, help="number of the first one: those before are there already")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    size = write_posts(arguments.first, arguments.count, arguments.folder, arguments.seed)
    print(f"{arguments.count - arguments.first} posts, {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
