//! What days and months are called in the languages of the theme.
//!
//! Full names, and in English the short ones: those of other languages are words of their own too often.

/// Names of a language, in lower case.
pub struct Names {
    /// Monday first; each with its other spellings.
    pub weekdays: [&'static [&'static str]; 7],
    /// January first.
    pub months: [&'static [&'static str]; 12],
}

/// The names of a language by the primary part of its tag.
pub fn of(language: &str) -> Option<&'static Names> {
    Some(match language {
        "en" => &ENGLISH,
        "de" => &GERMAN,
        "fr" => &FRENCH,
        "es" => &SPANISH,
        "ar" => &ARABIC,
        "hi" => &HINDI,
        _ => return None,
    })
}

const ENGLISH: Names = Names {
    weekdays: [
        &["monday", "mon"],
        &["tuesday", "tue", "tues"],
        &["wednesday", "wed"],
        &["thursday", "thu", "thur", "thurs"],
        &["friday", "fri"],
        &["saturday", "sat"],
        &["sunday", "sun"],
    ],
    months: [
        &["january", "jan"],
        &["february", "feb"],
        &["march", "mar"],
        &["april", "apr"],
        &["may"],
        &["june", "jun"],
        &["july", "jul"],
        &["august", "aug"],
        &["september", "sep", "sept"],
        &["october", "oct"],
        &["november", "nov"],
        &["december", "dec"],
    ],
};

const GERMAN: Names = Names {
    weekdays: [
        &["montag"],
        &["dienstag"],
        &["mittwoch"],
        &["donnerstag"],
        &["freitag"],
        &["samstag", "sonnabend"],
        &["sonntag"],
    ],
    months: [
        &["januar", "jänner"],
        &["februar"],
        &["märz"],
        &["april"],
        &["mai"],
        &["juni"],
        &["juli"],
        &["august"],
        &["september"],
        &["oktober"],
        &["november"],
        &["dezember"],
    ],
};

const FRENCH: Names = Names {
    weekdays: [&["lundi"], &["mardi"], &["mercredi"], &["jeudi"], &["vendredi"], &["samedi"], &["dimanche"]],
    months: [
        &["janvier"],
        &["février"],
        &["mars"],
        &["avril"],
        &["mai"],
        &["juin"],
        &["juillet"],
        &["août"],
        &["septembre"],
        &["octobre"],
        &["novembre"],
        &["décembre"],
    ],
};

const SPANISH: Names = Names {
    weekdays: [&["lunes"], &["martes"], &["miércoles"], &["jueves"], &["viernes"], &["sábado"], &["domingo"]],
    months: [
        &["enero"],
        &["febrero"],
        &["marzo"],
        &["abril"],
        &["mayo"],
        &["junio"],
        &["julio"],
        &["agosto"],
        &["septiembre", "setiembre"],
        &["octubre"],
        &["noviembre"],
        &["diciembre"],
    ],
};

const ARABIC: Names = Names {
    weekdays: [
        &["الاثنين", "الإثنين"],
        &["الثلاثاء"],
        &["الأربعاء"],
        &["الخميس"],
        &["الجمعة"],
        &["السبت"],
        &["الأحد"],
    ],
    months: [
        &["يناير"],
        &["فبراير"],
        &["مارس"],
        &["أبريل", "إبريل"],
        &["مايو"],
        &["يونيو"],
        &["يوليو"],
        &["أغسطس"],
        &["سبتمبر"],
        &["أكتوبر"],
        &["نوفمبر"],
        &["ديسمبر"],
    ],
};

const HINDI: Names = Names {
    weekdays: [
        &["सोमवार"],
        &["मंगलवार"],
        &["बुधवार"],
        &["गुरुवार", "बृहस्पतिवार"],
        &["शुक्रवार"],
        &["शनिवार"],
        &["रविवार"],
    ],
    months: [
        &["जनवरी"],
        &["फ़रवरी", "फरवरी"],
        &["मार्च"],
        &["अप्रैल"],
        &["मई"],
        &["जून"],
        &["जुलाई"],
        &["अगस्त"],
        &["सितंबर", "सितम्बर"],
        &["अक्टूबर", "अक्तूबर"],
        &["नवंबर", "नवम्बर"],
        &["दिसंबर", "दिसम्बर"],
    ],
};
