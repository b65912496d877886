//! Words that say nothing of what a text is about.

/// Whether a lower-case word is among them.
pub(super) fn is_stop_word(word: &str) -> bool {
    if word.len() > LONGEST {
        return false;
    }
    let mut slot = slot_of(word.as_bytes());
    while let Some(index) = TABLE[slot].checked_sub(1) {
        if STOP_WORDS[usize::from(index)] == word {
            return true;
        }
        slot = (slot + 1) % SLOTS;
    }
    false
}

/// Length of the longest, in bytes.
const LONGEST: usize = 10;

/// Places of the table: a power of two, and more than twice the words, so that a search is short.
const SLOTS: usize = 2048;

/// Each word's number, from 1, at its slot or the next that was free; 0 at a slot that is free.
static TABLE: [u16; SLOTS] = table();

#[expect(clippy::cast_possible_truncation, reason = "the words are fewer than 65,535")]
const fn table() -> [u16; SLOTS] {
    let mut table = [0; SLOTS];
    let mut index = 0;
    while index < STOP_WORDS.len() {
        let mut slot = slot_of(STOP_WORDS[index].as_bytes());
        while table[slot] != 0 {
            slot = (slot + 1) % SLOTS;
        }
        index += 1;
        table[slot] = index as u16;
    }
    table
}

/// Where a word is sought first (FNV-1a).
const fn slot_of(word: &[u8]) -> usize {
    let mut hash = 0x811c_9dc5_u32;
    let mut at = 0;
    while at < word.len() {
        hash = (hash ^ word[at] as u32).wrapping_mul(0x0100_0193);
        at += 1;
    }
    (hash ^ (hash >> 15)) as usize % SLOTS
}

/// English, and the commonest of German, French, Spanish, Portuguese, Italian and Dutch; sorted by bytes.
#[rustfmt::skip]
const STOP_WORDS: [&str; 752] = [
    "aan", "aber", "about", "above", "across", "after", "again", "against", "agli", "ai", "ainsi", "al",
    "algo", "all", "alla", "alle", "almost", "alone", "along", "alors", "already", "als", "also",
    "although", "always", "am", "among", "an", "anche", "and", "another", "any", "anyone", "anything",
    "ao", "aos", "are", "aren", "around", "as", "at", "até", "au", "auch", "auf", "aus", "aussi", "autre",
    "autres", "aux", "avant", "avec", "avoir", "away", "back", "be", "became", "because", "become",
    "becomes", "been", "before", "began", "behind", "bei", "being", "below", "best", "better", "between",
    "bien", "bij", "bin", "bis", "both", "but", "by", "came", "can", "cannot", "car", "ce", "ceci", "cela",
    "celle", "celui", "ces", "cet", "cette", "che", "chez", "chi", "ci", "com", "come", "comme", "comment",
    "como", "con", "contra", "così", "could", "couldn", "cual", "cuando", "da", "dal", "dalla", "damit",
    "dan", "dann", "dans", "das", "dass", "dat", "de", "degli", "dei", "del", "dela", "dele", "deles",
    "della", "delle", "dello", "dem", "den", "der", "des", "desde", "deux", "deze", "di", "did", "didn",
    "die", "dies", "diese", "dieser", "dieses", "dit", "do", "doch", "doen", "does", "doesn", "doing",
    "don", "donc", "donde", "done", "dont", "door", "dort", "dos", "dove", "down", "du", "due", "durch",
    "during", "dus", "each", "een", "eens", "ein", "eine", "einem", "einen", "einer", "eines", "either",
    "el", "ela", "elas", "ele", "eles", "ella", "ellas", "elle", "elles", "ellos", "else", "em", "en",
    "encore", "enough", "entre", "er", "era", "eran", "erano", "es", "esa", "ese", "eso", "essa", "esse",
    "est", "esta", "este", "esto", "estos", "está", "están", "et", "etc", "eu", "euch", "eux", "even",
    "ever", "every", "everyone", "everything", "fait", "far", "few", "first", "foi", "for", "foram",
    "from", "fue", "fueron", "further", "für", "ge", "geen", "gegen", "get", "gets", "getting", "give",
    "given", "gives", "gli", "go", "goes", "going", "gone", "got", "ha", "había", "had", "hadn", "han",
    "hanno", "has", "hasn", "hasta", "hat", "hatte", "have", "haven", "having", "hay", "he", "hebben",
    "heeft", "hem", "her", "here", "hers", "herself", "het", "hier", "hij", "him", "himself", "his", "ho",
    "hoe", "how", "however", "hun", "há", "ich", "iemand", "iets", "if", "ihr", "ihre", "ihrer", "ik",
    "il", "ils", "im", "in", "indeed", "instead", "into", "io", "is", "isn", "isso", "ist", "isto", "it",
    "its", "itself", "ja", "je", "jede", "jeder", "jedoch", "just", "já", "kan", "kann", "keep", "kein",
    "keine", "kept", "know", "known", "kon", "kunnen", "können", "la", "las", "last", "later", "le",
    "least", "lei", "les", "less", "let", "leur", "leurs", "lhe", "like", "likely", "ll", "lo", "look",
    "loro", "los", "lui", "ma", "maar", "made", "mainly", "mais", "make", "makes", "making", "man", "many",
    "mas", "may", "maybe", "me", "mean", "means", "meer", "mehr", "men", "mes", "mesmo", "met", "meu",
    "mi", "mia", "mich", "mientras", "might", "mij", "mijn", "mine", "minha", "mio", "mit", "moet", "moi",
    "mon", "more", "moreover", "most", "mostly", "much", "muito", "must", "muy", "my", "myself", "más",
    "même", "na", "naar", "nach", "nada", "nas", "ne", "near", "nearly", "need", "needs", "nei", "neither",
    "nel", "nella", "nem", "never", "new", "next", "ni", "nicht", "niet", "niets", "no", "nobody", "noch",
    "nog", "noi", "non", "none", "nor", "nos", "nosotros", "nostro", "not", "nothing", "notre", "nous",
    "now", "nu", "num", "numa", "nun", "nur", "não", "nós", "ob", "oder", "of", "off", "often", "oh",
    "ohne", "ok", "om", "omdat", "on", "once", "onder", "one", "ones", "only", "ons", "ont", "onto", "ook",
    "op", "or", "os", "other", "others", "otherwise", "otra", "otro", "otros", "ou", "our", "ours",
    "ourselves", "out", "over", "own", "où", "par", "para", "pas", "pela", "pelas", "pelo", "pelos", "per",
    "perché", "perhaps", "pero", "peu", "peut", "più", "plus", "poco", "por", "porque", "pour", "pourquoi",
    "put", "qu", "qual", "quand", "quando", "que", "quella", "quelle", "quelli", "quello", "quem",
    "questa", "queste", "questi", "questo", "qui", "quien", "quite", "rather", "re", "really", "reeds",
    "sa", "said", "same", "sans", "saw", "say", "says", "schon", "se", "sea", "see", "seem", "seemed",
    "seems", "seen", "sehr", "sei", "sein", "seine", "seit", "seja", "sem", "senza", "ser", "ses", "seu",
    "seus", "several", "shall", "she", "should", "shouldn", "si", "sia", "siamo", "sich", "sido", "sie",
    "sin", "since", "sind", "so", "sobre", "some", "someone", "something", "sometimes", "son", "sono",
    "sont", "soon", "sous", "stata", "stato", "still", "su", "sua", "suas", "such", "sue", "sul", "sulla",
    "suo", "sur", "sure", "sus", "são", "só", "ta", "take", "taken", "takes", "también", "também", "tan",
    "te", "tegen", "tem", "tes", "than", "that", "the", "their", "theirs", "them", "themselves", "then",
    "there", "therefore", "these", "they", "thing", "things", "think", "this", "those", "though", "three",
    "through", "thus", "tiene", "tienen", "to", "toch", "today", "todo", "todos", "toen", "together",
    "toi", "ton", "too", "took", "tot", "tous", "tout", "toute", "toutes", "toward", "towards", "tra",
    "très", "tu", "tutti", "tutto", "two", "têm", "uit", "um", "uma", "un", "una", "und", "under", "une",
    "unless", "uno", "unos", "uns", "unter", "until", "up", "upon", "us", "use", "used", "uses", "using",
    "usually", "uw", "van", "ve", "veel", "very", "vi", "via", "você", "voi", "vom", "von", "voor", "vor",
    "vos", "votre", "vous", "want", "wants", "war", "waren", "was", "wasn", "wat", "way", "ways", "we",
    "well", "wenn", "went", "wer", "werd", "werden", "were", "weren", "wezen", "what", "whatever", "when",
    "where", "whether", "which", "while", "who", "whole", "whom", "whose", "why", "wie", "wieder", "wil",
    "will", "wir", "wird", "with", "within", "without", "won", "worden", "wordt", "would", "wouldn",
    "wurde", "wurden", "ya", "year", "years", "yes", "yet", "yo", "you", "your", "yours", "yourself",
    "yourselves", "zal", "ze", "zelf", "zich", "zij", "zijn", "zo", "zonder", "zou", "zu", "zum", "zur",
    "zwischen", "été", "être", "über",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted() {
        assert!(STOP_WORDS.is_sorted_by(|one, other| one < other));
        assert!(STOP_WORDS.iter().all(|word| word.len() <= LONGEST));
    }

    #[test]
    fn each_word_is_found_and_no_other() {
        assert!(STOP_WORDS.iter().all(|word| is_stop_word(word)));
        for word in STOP_WORDS {
            let others =
                [format!("{word}x"), format!("x{word}"), word.to_uppercase(), word.chars().skip(1).collect()];
            for other in others.iter().filter(|other| STOP_WORDS.binary_search(&other.as_str()).is_err()) {
                assert!(!is_stop_word(other), "{other}");
            }
        }
        assert!(!is_stop_word(""));
    }

    #[test]
    fn searches_are_short() {
        let full = |slot: &usize| TABLE[*slot % SLOTS] != 0;
        let longest = (0..SLOTS).map(|slot| (slot..slot + SLOTS).take_while(full).count()).max();
        assert!(longest.is_some_and(|longest| longest <= 16), "{longest:?}");
    }
}
