//! The research files: what the dossier holds, for people.

use std::fmt::Write as _;

use dictionary::dossier::{Dossier, DossierQuotation, EtymologyStep, Followed, Kinship, Richness};
use dictionary::etymology::{Part, Relation, Stage};

use super::grammar::list;

/// The files under `research/`, in the order they are read; files for which there is no material are left out.
#[must_use]
pub fn research_files(dossier: &Dossier) -> Vec<(String, String)> {
    let mut files = vec![("research/SOURCES.md".to_owned(), sources(dossier))];
    let optional = [
        ("research/ETYMOLOGY.md", etymology(dossier)),
        ("research/SENSES.md", senses(dossier)),
        ("research/QUOTATIONS.md", quotations(dossier)),
        ("research/RELATIVES.md", relatives(dossier)),
        ("research/USAGE.md", usage(dossier)),
    ];
    files.extend(optional.into_iter().filter_map(|(path, text)| text.map(|text| (path.to_owned(), text))));
    let json = serde_json::to_string_pretty(dossier).map(|text| text + "\n");
    files.extend(json.ok().map(|text| ("research/dossier.json".to_owned(), text)));
    files
}

fn number(entry: usize) -> usize {
    entry + 1
}

fn sources(dossier: &Dossier) -> String {
    let mut text = format!("# Sources: {}\n\n", dossier.word);
    let verdict = match dossier.richness {
        Richness::Rich => "The dictionaries hold enough for a full essay.".to_owned(),
        Richness::Thin => format!("The dictionaries hold too little for a full essay; they lack {}.", list(&dossier.missing)),
    };
    let _ = writeln!(text, "{verdict}\n\n## Dictionaries\n");
    for database in &dossier.databases {
        let _ = writeln!(text, "- `{}`: {}. Licence: {}.", database.name, database.title, database.licence);
    }
    let _ = writeln!(text, "\n## Entries");
    for (place, entry) in dossier.entries.iter().enumerate() {
        let speech = entry.part_of_speech.as_ref().map(|speech| format!(", {speech}")).unwrap_or_default();
        let _ = write!(
            text,
            "\n### {} {}{speech}\n\n- id: `{}`\n- place: `{}`, bytes {}+{}\n- SHA-256: `{}`\n",
            number(place),
            entry.headword,
            entry.id,
            entry.database,
            entry.offset,
            entry.length,
            entry.sha256
        );
        if let Some(edition) = &entry.edition {
            let _ = writeln!(text, "- edition: {edition}");
        }
    }
    text
}

fn etymology(dossier: &Dossier) -> Option<String> {
    let head = dossier.head();
    if head.etymology.is_empty() {
        return None;
    }
    let mut text = format!("# Etymology: {}\n", dossier.word);
    for step in &head.etymology {
        etymology_step(&mut text, dossier, step, 2);
    }
    let others: Vec<EtymologyStep> = dossier.words.iter().skip(1).flat_map(|word| word.etymology.clone()).collect();
    for (heading, steps) in [
        ("What its other entries say of their origin", &head.also),
        ("Where the story refers for more", &head.deeper),
        ("Other words of the same spelling", &others),
    ] {
        if !steps.is_empty() {
            let _ = write!(text, "\n## {heading}\n");
            for step in steps {
                etymology_step(&mut text, dossier, step, 3);
            }
        }
    }
    if !dossier.years.is_empty() {
        let _ = write!(text, "\n## Years the entries name\n\n");
        for year in &dossier.years {
            let printed = dictionary::notation::clean(year.span.of(&dossier.entries[year.entry].text));
            let _ = writeln!(text, "- {printed}: {} [{}]", year.said.text, number(year.entry));
        }
    }
    Some(text)
}

fn etymology_step(text: &mut String, dossier: &Dossier, step: &EtymologyStep, level: usize) {
    let entry = &dossier.entries[step.entry];
    let why = match step.followed {
        None => "",
        Some(Followed::See) => " (referred to)",
        Some(Followed::MadeFrom) => " (the word is made from it)",
        Some(Followed::FormOf) => " (the word is a form of it)",
        Some(Followed::Named) => " (the word's definition names it)",
        Some(Followed::Variant) => " (the word's own entry only sends to it)",
    };
    let _ = write!(text, "\n{} {}{why}\n\n> {} [{}]\n", "#".repeat(level), entry.headword, step.raw.text, number(step.entry));
    let line = step.etymology.line();
    if !line.is_empty() {
        let _ = write!(text, "\nDescent, oldest first:\n\n");
        for step in line {
            stage_line(text, step.stage);
            for stage in step.beside {
                text.push_str("  ");
                stage_line(text, stage);
            }
        }
    }
    if !step.etymology.cognates.is_empty() {
        let _ = write!(text, "\nBeside the line:\n\n");
        for stage in &step.etymology.cognates {
            stage_line(text, stage);
        }
    }
    if !step.etymology.parts.is_empty() {
        let _ = write!(text, "\nParts: {}\n", parts(&step.etymology.parts));
    }
    for (heading, pieces) in [("Remarks", &step.etymology.remarks), ("Not taken apart", &step.etymology.unread)] {
        if !pieces.is_empty() {
            let _ = write!(text, "\n{heading}:\n\n");
            for piece in pieces {
                let _ = writeln!(text, "> {}\n", piece.text);
            }
        }
    }
}

/// `ne “not” + scius “knowing”`.
fn parts(parts: &[Part]) -> String {
    let one = |part: &Part| {
        let form = part.headword.clone().or_else(|| part.form.as_ref().map(|form| form.text.clone()));
        let gloss = part.gloss.as_ref().map(|gloss| format!(" “{gloss}”")).unwrap_or_default();
        let doubt = if part.doubtful { " (doubtful)" } else { "" };
        let kin: Vec<String> = part
            .kin
            .iter()
            .map(|stage| {
                let forms: Vec<&str> = stage.forms.iter().map(|form| form.text.as_str()).collect();
                format!("{} {}", stage.language.name, forms.join("/"))
            })
            .collect();
        let kin = if kin.is_empty() { String::new() } else { format!(" (akin to {})", list(&kin)) };
        format!("{}{gloss}{doubt}{kin}", form.unwrap_or_else(|| "a lost form".to_owned()))
    };
    parts.iter().map(one).collect::<Vec<_>>().join(" + ")
}

fn stage_line(text: &mut String, stage: &Stage) {
    let forms: Vec<&str> = stage.forms.iter().map(|form| form.text.as_str()).collect();
    let form = if forms.is_empty() {
        if stage.lost { "(form lost in this edition)".to_owned() } else { "(no form given)".to_owned() }
    } else {
        format!("*{}*", forms.join("*, *"))
    };
    let gloss = stage.gloss.as_ref().map(|gloss| format!(", “{gloss}”")).unwrap_or_default();
    let note = stage.note.as_ref().map(|note| format!(" ({note})")).unwrap_or_default();
    let doubt = if stage.doubtful { " (doubtful)" } else { "" };
    let relation = match stage.relation {
        Relation::Akin => ", kin",
        Relation::Compared => ", compared",
        Relation::Beside => ", beside the one before",
        _ => "",
    };
    let assumed = if stage.assumed { ", assumed" } else { "" };
    let made = if stage.parts.is_empty() { String::new() } else { format!(", of {}", parts(&stage.parts)) };
    let _ =
        writeln!(text, "- {} ({}{assumed}): {form}{gloss}{made}{note}{relation}{doubt}", stage.language.name, stage.language.abbreviation);
}

fn senses(dossier: &Dossier) -> Option<String> {
    if dossier.senses.is_empty() {
        return None;
    }
    let mut text = format!("# Senses: {}\n", dossier.word);
    let mut entry = usize::MAX;
    for sense in &dossier.senses {
        if sense.entry != entry {
            entry = sense.entry;
            let source = &dossier.entries[entry];
            let speech = sense.part_of_speech.as_ref().map(|speech| format!(", {speech}")).unwrap_or_default();
            let other = match sense.word {
                Some(0) => "",
                Some(_) => " (another word of the same spelling)",
                None => " (of the spelling; the words are not told apart)",
            };
            let _ = write!(text, "\n## {}{speech} [{}]{other}\n\n", source.headword, number(entry));
        }
        let label = sense.labels.iter().map(|label| label.name.as_str()).collect::<Vec<_>>().join(", ");
        let label = if label.is_empty() { String::new() } else { format!("({label}) ") };
        let marker = sense.number.as_ref().map(|number| format!("**{number}** ")).unwrap_or_default();
        let definition = sense.definition.as_ref().map_or("(no definition of its own)", |piece| piece.text.as_str());
        let _ = writeln!(text, "- {marker}{label}{definition}");
        for example in &sense.examples {
            let _ = writeln!(text, "  - as in: {}", example.text);
        }
    }
    Some(text)
}

fn quotations(dossier: &Dossier) -> Option<String> {
    if dossier.quotations.is_empty() {
        return None;
    }
    let mut text = format!("# Quotations: {}\n", dossier.word);
    let under = |quotation: &DossierQuotation| match quotation.word {
        _ if quotation.own => "Under the word itself",
        Some(_) => "Under other words of the same spelling",
        None => "Under other headwords",
    };
    for heading in ["Under the word itself", "Under other words of the same spelling", "Under other headwords"] {
        if !dossier.quotations.iter().any(|quotation| under(quotation) == heading) {
            continue;
        }
        let _ = write!(text, "\n## {heading}\n");
        for quotation in dossier.quotations.iter().filter(|quotation| under(quotation) == heading) {
            let work = quotation.attribution.work.as_ref().map(|work| format!(", {work}")).unwrap_or_default();
            let source = &dossier.entries[quotation.entry];
            let lines = quotation.text.replace('\n', "\n> ");
            let _ = write!(
                text,
                "\n> {lines}\n\n{}{work} (printed `{}`), under {} [{}], bytes {}–{}\n",
                quotation.attribution.author,
                quotation.attribution.printed,
                source.headword,
                number(quotation.entry),
                quotation.span.start,
                quotation.span.end
            );
        }
    }
    Some(text)
}

fn relatives(dossier: &Dossier) -> Option<String> {
    if dossier.relatives.is_empty() && dossier.phrases.is_empty() {
        return None;
    }
    let mut text = format!("# Relatives: {}\n", dossier.word);
    for (heading, kind) in [
        ("Derivatives", Kinship::Derived),
        ("Compared in the etymology", Kinship::Compared),
        ("Entries that refer back", Kinship::RefersBack),
    ] {
        if !dossier.relatives.iter().any(|relative| relative.kind == kind) {
            continue;
        }
        let _ = write!(text, "\n## {heading}\n\n");
        for relative in dossier.relatives.iter().filter(|relative| relative.kind == kind) {
            let speech = relative.part_of_speech.as_ref().map(|speech| format!(" ({speech})")).unwrap_or_default();
            let definition = relative.definition.as_ref().map(|piece| format!(": {}", piece.text)).unwrap_or_default();
            let _ = writeln!(text, "- *{}*{speech}{definition} [{}]", relative.word, number(relative.entry));
        }
    }
    if !dossier.phrases.is_empty() {
        let _ = write!(text, "\n## Phrases\n\n");
        for phrase in &dossier.phrases {
            let _ = writeln!(text, "- *{}*: {} [{}]", phrase.names.join("*, *"), phrase.definition.text, number(phrase.entry));
        }
    }
    Some(text)
}

fn usage(dossier: &Dossier) -> Option<String> {
    if dossier.notes.is_empty() && dossier.companions.is_empty() {
        return None;
    }
    let mut text = format!("# Usage: {}\n", dossier.word);
    if !dossier.notes.is_empty() {
        let _ = write!(text, "\n## Notes\n\n");
        for note in &dossier.notes {
            let _ = writeln!(text, "- {}: {} [{}]", note.heading, note.piece.text, number(note.entry));
        }
    }
    for (heading, opposite) in [("Synonyms", false), ("Antonyms", true)] {
        if dossier.companions.iter().any(|companions| companions.opposite == opposite) {
            let _ = write!(text, "\n## {heading}\n\n");
            for companions in dossier.companions.iter().filter(|companions| companions.opposite == opposite) {
                let _ = writeln!(text, "- {} [{}]", companions.words.join(", "), number(companions.entry));
            }
        }
    }
    Some(text)
}
