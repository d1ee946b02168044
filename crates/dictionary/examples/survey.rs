//! How much of the dictionary's etymologies is read, and what a word's dossier says.
//!
//! `cargo run -p dictionary --example survey` counts over the whole dictionary; `… --every 500` prints each five-hundredth
//! etymology with what was read of it; `… --unread 50` each fiftieth that was not read whole; with words, their dossiers.

use dictionary::Dictionaries;
use dictionary::dossier::{Dossier, Limits, gather};
use dictionary::etymology::{Etymology, Part, Reading, Relation, Stage};

fn main() -> Result<(), dictionary::DictionaryError> {
    let dictionaries = Dictionaries::find(None)?;
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |name: &str| {
        let place = arguments.iter().position(|argument| argument == name)?;
        arguments.get(place + 1)?.parse::<usize>().ok()
    };
    if let Some(every) = number("--every") {
        return print_some(&dictionaries, every, |_| true);
    }
    if let Some(every) = number("--unread") {
        return print_some(&dictionaries, every, |etymology| etymology.reading() != Reading::Full);
    }
    if arguments.is_empty() {
        return count(&dictionaries);
    }
    for word in &arguments {
        match gather(&dictionaries, word, &Limits::default()) {
            Ok(dossier) => print_dossier(&dossier),
            Err(error) => println!("{error}"),
        }
    }
    Ok(())
}

fn count(dictionaries: &Dictionaries) -> Result<(), dictionary::DictionaryError> {
    let (mut full, mut part, mut none, mut descent) = (0, 0, 0, 0);
    dictionaries.for_each_etymology(|_, _, etymology| {
        match etymology.reading() {
            Reading::Full => full += 1,
            Reading::Partial => part += 1,
            Reading::None => none += 1,
        }
        descent += usize::from(etymology.tells_descent());
    })?;
    println!("{} etymologies, {descent} tell a descent; read in full {full}, in part {part}, not at all {none}", full + part + none);
    Ok(())
}

fn print_some(dictionaries: &Dictionaries, every: usize, wanted: impl Fn(&Etymology) -> bool) -> Result<(), dictionary::DictionaryError> {
    let mut seen = 0;
    dictionaries.for_each_etymology(|headword, text, etymology| {
        if !wanted(etymology) {
            return;
        }
        seen += 1;
        if seen % every == 0 {
            println!("\n{headword}: {}", text.split_whitespace().collect::<Vec<_>>().join(" "));
            print_etymology(etymology, "   ");
        }
    })
}

fn print_dossier(dossier: &Dossier) {
    println!("\n== {} ({:?}, {:?}) {}", dossier.word, dossier.found_as, dossier.richness, dossier.missing.join("; "));
    if let Some(variant) = &dossier.variant_of {
        println!("   variant of {}", variant.word);
    }
    for (number, word) in dossier.words.iter().enumerate() {
        let entries: Vec<&str> = word.entries.iter().map(|entry| dossier.entries[*entry].id.as_str()).collect();
        println!(
            " word {number}: {} [{}] {}",
            word.parts_of_speech.join(", "),
            entries.join(" "),
            word.pronunciation.as_deref().unwrap_or_default()
        );
        for (name, steps) in [("etymology", &word.etymology), ("also", &word.also), ("deeper", &word.deeper)] {
            for step in steps {
                println!("  {name} {:?} ({}): {}", step.followed, dossier.entries[step.entry].id, step.raw.text);
                print_etymology(&step.etymology, "     ");
            }
        }
        for sense in dossier.senses.iter().filter(|sense| sense.word == Some(number)).take(4) {
            let definition = sense.definition.as_ref().map_or("-", |piece| piece.text.as_str());
            println!("  sense {} {}", sense.number.as_deref().unwrap_or_default(), definition.chars().take(110).collect::<String>());
        }
        println!("  {} quotations under it", dossier.quotations.iter().filter(|quotation| quotation.word == Some(number)).count());
    }
    println!(" {} quotations under other headwords", dossier.quotations.iter().filter(|quotation| quotation.word.is_none()).count());
    for year in &dossier.years {
        println!(" year {}{}: {}", year.year, if year.century { " (century)" } else { "" }, year.said.text);
    }
}

fn print_etymology(etymology: &Etymology, indent: &str) {
    for stage in &etymology.descent {
        println!("{indent}{}", shown(stage));
        print_parts(&stage.parts, &format!("{indent}  "));
    }
    print_parts(&etymology.parts, indent);
    for stage in &etymology.cognates {
        println!("{indent}~ {}", shown(stage));
    }
    for reference in &etymology.references {
        println!("{indent}→ {} ({:?})", reference.word, reference.kind);
    }
    for piece in &etymology.remarks {
        println!("{indent}remark: {}", piece.text);
    }
    for piece in &etymology.unread {
        println!("{indent}UNREAD: {}", piece.text);
    }
}

fn print_parts(parts: &[Part], indent: &str) {
    for part in parts {
        let form = part.headword.clone().map(|word| format!("{{{word}}}")).or_else(|| part.form.as_ref().map(|form| form.text.clone()));
        println!(
            "{indent}+ {} {}{}",
            part.language.as_ref().map(|language| language.abbreviation.as_str()).unwrap_or_default(),
            form.as_deref().unwrap_or("(lost)"),
            part.gloss.as_ref().map(|gloss| format!(" “{gloss}”")).unwrap_or_default()
        );
        for stage in &part.origin {
            println!("{indent}    {}", shown(stage));
        }
    }
}

fn shown(stage: &Stage) -> String {
    let relation = match stage.relation {
        Relation::Listed => "·",
        Relation::From => "<",
        Relation::Origin => "<origin",
        Relation::Through => "<through",
        Relation::Beside => "|",
        Relation::Akin => "akin",
        Relation::Compared => "cf.",
    };
    let forms: Vec<&str> = stage.forms.iter().map(|form| form.text.as_str()).collect();
    format!(
        "{relation} {}{} {}{}{}{}",
        stage.language.abbreviation,
        if stage.assumed { "(assumed)" } else { "" },
        if stage.lost { "(lost)".to_owned() } else { forms.join(" / ") },
        stage.gloss.as_ref().map(|gloss| format!(" “{gloss}”")).unwrap_or_default(),
        stage.note.as_ref().map(|note| format!(" ({note})")).unwrap_or_default(),
        if stage.doubtful { " ?" } else { "" }
    )
}
