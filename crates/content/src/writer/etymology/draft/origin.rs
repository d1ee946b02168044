//! Where the word came from.

use dictionary::Span;
use dictionary::dossier::{EtymologyStep, Followed};
use dictionary::etymology::{Reading, Relation, Stage};
use press::{Block, Chapter, TermEntry};

use super::super::grammar::{capitalised, list, quoted, word};
use super::super::intent::{Angle, Audience, Length};
use super::descent::{Line, Node, closed, described, described_part, language, tell};
use super::page::{Page, paragraph};
use super::{Part, present, reads_notation};

pub(super) fn chapter(page: &mut Page<'_>) -> Option<Chapter> {
    let dossier = page.dossier;
    let mut blocks = Vec::new();
    let steps = steps(page);
    blocks.extend(paragraph(steps));
    let line = Line::of(dossier);
    // Where the whole etymology is printed, its unread rest is in it.
    let mut printed = false;
    if let Some(line) = &line {
        if reads_notation(page.intent.audience) {
            let notation = notation(page, line.entry);
            printed = notation.is_some();
            blocks.extend(notation);
        }
        let followed = dossier.head().etymology.iter().find(|step| step.entry == line.entry).and_then(|step| step.followed);
        let english = if followed.is_none() { page.word.clone() } else { page.lower(&dossier.entries[line.entry].headword) };
        let own = word(&page.word);
        let afterwards = match followed {
            Some(Followed::MadeFrom) => format!(", from which {own} is made"),
            Some(Followed::See) => format!(", and {own} goes with it"),
            Some(Followed::FormOf | Followed::Named) => format!(", and with it {own}"),
            Some(Followed::Variant) => format!(", under which the dictionary also puts {own}"),
            None => String::new(),
        };
        let mut sentences = Vec::new();
        for told in tell(page, line, &english, &afterwards) {
            sentences.push(page.frame(told.id, &told.text, &told.from));
        }
        blocks.extend(paragraph(sentences));
        blocks.push(Block::Timeline);
        blocks.extend(paragraph(dated(page)));
    } else if let Some(sentences) = compared_only(page) {
        blocks.extend(paragraph(sentences));
    }
    let tells_line = line.is_some() || dossier.head().etymology.iter().any(|step| step.etymology.tells_descent());
    if !tells_line {
        // The origin is told in the dictionary's own words, and first.
        let mut own_words = remarks(page, false);
        own_words.extend(unread(page, false));
        if own_words.is_empty() {
            own_words.extend(damaged(page));
        }
        blocks.extend(paragraph(own_words));
    }
    blocks.extend(kin(page));
    if page.intent.length != Length::Six || page.intent.angle == Angle::Etymology {
        blocks.extend(paragraph(deeper(page)));
    }
    if tells_line {
        blocks.extend(paragraph(remarks(page, true)));
        if !printed {
            blocks.extend(paragraph(unread(page, true)));
        }
    }
    blocks.extend(paragraph(also(page)));
    let title = title(page, line.as_ref());
    page.chapter(Part::Origin, "Origin", title, blocks)
}

fn title(page: &Page<'_>, line: Option<&Line<'_>>) -> String {
    let Some(oldest) = line.and_then(|line| line.nodes.first()) else {
        return page
            .pick("origin.title.none", &["What little is said of its origin", "The origin, in a few words", "How it was made"])
            .to_owned();
    };
    let language = capitalised(&oldest.stage.language.name);
    let title = match (oldest.form(page.intent.audience), oldest.short_gloss().filter(|gloss| gloss.split_whitespace().count() <= 5)) {
        // A language the source does not name here is not named in a headline either.
        (Some(form), None) if oldest.stage.assumed => format!("Back to {form}"),
        (Some(form), Some(gloss)) if oldest.stage.assumed => format!("Back to {form}, {}", quoted(&gloss)),
        (Some(form), Some(gloss)) => match page.voice.choose("origin.title", 4) {
            0 => format!("In the beginning, {}", quoted(&gloss)),
            1 => format!("Back to {language} {form}"),
            2 => format!("First there was {}", quoted(&gloss)),
            _ => format!("From {language} {form}"),
        },
        (Some(form), None) => match page.voice.choose("origin.title", 3) {
            0 => format!("Back to {language} {form}"),
            1 => format!("From {language} {form}"),
            _ => "The road to English".to_owned(),
        },
        _ => match page.voice.choose("origin.title", 3) {
            0 => format!("Out of {language}"),
            1 => format!("The trail into {language}"),
            _ => "Where it came from".to_owned(),
        },
    };
    if line.is_some_and(Line::is_doubtful) { format!("{title}, perhaps") } else { title }
}

/// How the etymology was reached, where the word's own entry tells none.
fn steps(page: &mut Page<'_>) -> Vec<press::Sentence> {
    let dossier = page.dossier;
    let audience = page.intent.audience;
    let mut sentences = Vec::new();
    let heading_of = |page: &Page<'_>, place: usize| {
        let step = &dossier.head().etymology[place];
        if place == 0 && step.followed.is_none() { page.word.clone() } else { page.lower(&dossier.entries[step.entry].headword) }
    };
    for (place, step) in dossier.head().etymology.iter().enumerate() {
        let heading = word(&heading_of(page, place));
        let book = page.book(step.entry);
        let own = word(&page.word);
        if let (Some(Followed::Variant), Some(variant)) = (step.followed, &dossier.variant_of) {
            let text = format!("Under {own} {book} only sends the reader to {heading}; what follows stands there.");
            let span = page.head_span(step.entry);
            sentences.push(page.frame("origin.variant", &text, &[(variant.entry, variant.span), (step.entry, span)]));
        } else if let Some(Followed::FormOf | Followed::Named) = step.followed {
            let head = page.head_entry().unwrap_or(step.entry);
            let text = if step.followed == Some(Followed::FormOf) {
                format!("{} gives no etymology under {own} and sends the reader to {heading}.", capitalised(book))
            } else {
                format!("{} gives {own} no etymology of its own; its definition names {heading}, and {heading} has one.", capitalised(book))
            };
            let (from, span) = (page.head_span(head), page.head_span(step.entry));
            sentences.push(page.frame("origin.lent", &text, &[(head, from), (step.entry, span)]));
        }
        let parts: Vec<String> = step.etymology.parts.iter().filter_map(|part| described_part(part, audience)).collect();
        let next = dossier.head().etymology.get(place + 1);
        let doubtful = step.etymology.parts.iter().any(|part| part.doubtful);
        if parts.len() > 1 {
            let phrasings: &[&str] = if doubtful {
                &["Perhaps, says {book}, {word} is made of {parts}.", "{Book} takes {word} apart, with a doubt, as {parts}."]
            } else {
                &[
                    "{Book} takes {word} apart as {parts}.",
                    "{Book} sees {parts} in {word}.",
                    "By the dictionary's account {word} is made of {parts}.",
                ]
            };
            let text = phrasings[page.voice.choose("origin.made", phrasings.len())]
                .replace("{book}", book)
                .replace("{Book}", &capitalised(book))
                .replace("{word}", &heading)
                .replace("{parts} in", &format!("{} in", closed(&list(&parts))))
                .replace("{parts}", &list(&parts));
            sentences.push(page.frame("origin.made", &text, &[(step.entry, step.raw.span)]));
        }
        let Some(next) = next else { continue };
        let target = word(&heading_of(page, place + 1));
        let last = place + 2 == dossier.head().etymology.len();
        let text = match (next.followed, parts.len() > 1) {
            (Some(Followed::MadeFrom), true) if last => page
                .pick(
                    "origin.base",
                    &[
                        "The history is therefore that of {target}.",
                        "What remains is the story of {target}.",
                        "So the question becomes where {target} came from.",
                    ],
                )
                .to_owned(),
            (Some(Followed::MadeFrom), true) => continue,
            (Some(Followed::MadeFrom), false) if place == 0 => page
                .pick(
                    "origin.formed",
                    &[
                        "{Book} derives {heading} from {target}.",
                        "Behind {heading} {book} sees {target}.",
                        "{Heading}, says {book}, is from {target}.",
                    ],
                )
                .to_owned(),
            (Some(Followed::MadeFrom), false) => "{Heading}, in turn, is from {target}.".to_owned(),
            (Some(Followed::See), false) if place == 0 => {
                "{Book} names no ancestor under {heading} itself; it sends the reader to {target}, and the story is told there.".to_owned()
            }
            (Some(Followed::See), _) => page
                .pick(
                    "origin.see",
                    &[
                        "For the rest the entry points to {target}, and the story is told there.",
                        "The line itself is drawn under {target}.",
                        "Whoever wants the ancestors is sent on to {target}.",
                    ],
                )
                .to_owned(),
            _ => continue,
        };
        // `Probably a corruption of {Pickerel}`
        let doubt = doubtful && parts.len() < 2 && next.followed == Some(Followed::MadeFrom);
        let text = if doubt { format!("{}, though with a doubt.", text.trim_end_matches('.')) } else { text };
        let text = text
            .replace("{Book}", &capitalised(book))
            .replace("{book}", book)
            .replace("{heading}", &heading)
            .replace("{Heading}", &capitalised(&heading))
            .replace("{target}", &target);
        sentences.push(page.frame("origin.followed", &text, &[(step.entry, step.raw.span), (next.entry, next.raw.span)]));
    }
    sentences
}

/// The etymology as the dictionary prints it, for those who read notation.
fn notation(page: &mut Page<'_>, entry: usize) -> Option<Block> {
    let dossier = page.dossier;
    let step: &EtymologyStep = dossier.head().etymology.iter().chain(&dossier.head().deeper).find(|step| step.entry == entry)?;
    let typed = step.etymology.descent.iter().chain(&step.etymology.cognates).any(|stage| {
        stage.forms.iter().any(|form| form.latin.is_some())
            || stage.parts.iter().any(|part| part.form.as_ref().is_some_and(|form| form.latin.is_some()))
    });
    if typed || present::readable(&step.raw.text).is_none() {
        return None;
    }
    let lead = page.frame("origin.notation", "In the dictionary's own notation:", &[(entry, step.raw.span)]);
    let said = page.said(entry, &step.raw)?;
    Some(Block::Aside { sentences: vec![lead, said] })
}

/// An etymology that names no ancestor, only words to compare.
fn compared_only(page: &mut Page<'_>) -> Option<Vec<press::Sentence>> {
    let dossier = page.dossier;
    let step = dossier.head().etymology.last()?;
    let first = step.etymology.cognates.first()?;
    // A remark may tell an origin in words, `From Mesmer, who …`, and so may what could not be taken apart.
    if !step.etymology.remarks.is_empty() || !step.etymology.unread.is_empty() {
        return None;
    }
    let book = capitalised(page.book(step.entry));
    let text = match first.relation {
        Relation::Akin => format!("{book} draws no line of descent; it only names kin."),
        _ => format!("{book} draws no line of descent; it only asks the reader to compare."),
    };
    Some(vec![page.frame("origin.compared", &text, &[(step.entry, step.raw.span)])])
}

/// The kin beside the line.
fn kin(page: &mut Page<'_>) -> Vec<Block> {
    let dossier = page.dossier;
    let audience = page.intent.audience;
    let Some(step) = dossier.descent().or(dossier.head().etymology.last()) else { return Vec::new() };
    let entry = step.entry;
    let akin: Vec<&Stage> = distinct(step.etymology.cognates.iter().filter(|stage| stage.relation == Relation::Akin), page);
    let compared: Vec<&Stage> = distinct(step.etymology.cognates.iter().filter(|stage| stage.relation == Relation::Compared), page);
    let most = match (audience, page.intent.angle) {
        (Audience::Expert, _) | (_, Angle::Linguistic) => 20,
        (_, Angle::Cultural) => 3,
        _ => page.intent.length.scale(3, 5, 9),
    };
    let mut blocks = Vec::new();
    if (audience == Audience::Expert || (page.intent.angle == Angle::Linguistic && page.intent.length == Length::Twenty))
        && akin.len() + compared.len() > 4
    {
        blocks.extend(table(page, entry, &akin, &compared));
        return blocks;
    }
    let mut sentences = Vec::new();
    for (id, stages, phrasings) in [
        (
            "origin.kin",
            &akin,
            [
                "Beside the line, not in it, stand its kin: {kin}.",
                "The dictionary also names relations, cousins rather than ancestors: {kin}.",
                "Kin it has as well: {kin}.",
            ],
        ),
        (
            "origin.compare",
            &compared,
            ["For comparison the entry adds {kin}.", "The entry also holds {kin} up beside it.", "With it the dictionary compares {kin}."],
        ),
    ] {
        if stages.is_empty() {
            continue;
        }
        let shown: Vec<String> = stages
            .iter()
            .take(most)
            .map(|stage| {
                let shown = described(&Node::alone(stage), None, audience);
                if stage.doubtful { format!("{shown} (with a doubt)") } else { shown }
            })
            .collect();
        let from: Vec<(usize, Span)> = stages.iter().take(most).map(|stage| (entry, stage.span)).collect();
        let one = if id == "origin.kin" {
            "Beside the line, not in it, stands one relation, {kin}."
        } else {
            "With it the entry compares {kin}."
        };
        let phrasing = if shown.len() == 1 { one } else { phrasings[page.voice.choose(id, phrasings.len())] };
        sentences.push(page.frame(id, &phrasing.replace("{kin}", &list(&shown)), &from));
    }
    blocks.extend(paragraph(sentences));
    blocks
}

/// Stages that can be shown, one per language and form.
fn distinct<'s>(stages: impl Iterator<Item = &'s Stage>, page: &Page<'_>) -> Vec<&'s Stage> {
    let mut found: Vec<&Stage> = Vec::new();
    for stage in stages {
        let node = Node::alone(stage);
        let Some(form) = node.form(page.intent.audience) else { continue };
        if !found.iter().any(|known| {
            known.language.name == stage.language.name && Node::alone(known).form(page.intent.audience).as_deref() == Some(form.as_str())
        }) {
            found.push(stage);
        }
    }
    found
}

fn table(page: &mut Page<'_>, entry: usize, akin: &[&Stage], compared: &[&Stage]) -> Vec<Block> {
    let audience = page.intent.audience;
    let mut entries = Vec::new();
    for stage in akin.iter().chain(compared) {
        let node = Node::alone(stage);
        let Some(form) = node.form(audience) else { continue };
        let doubt = if stage.doubtful { ", with a doubt" } else { "" };
        let text = match (node.gloss(), stage.relation) {
            (Some(gloss), _) => format!("Glossed {}{doubt}.", quoted(&gloss)),
            (None, Relation::Akin) => format!("Named as kin{doubt}."),
            (None, _) => format!("Compared{doubt}."),
        };
        let sentence = page.frame("origin.cognate", &text, &[(entry, stage.span)]);
        entries.push(TermEntry { term: form, label: Some(language(stage, audience)), sentences: vec![sentence] });
    }
    if entries.is_empty() {
        return Vec::new();
    }
    let lead = page.frame("origin.cognates", "Beside the line the entry names these:", &[]);
    paragraph(vec![lead]).into_iter().chain([Block::Terms { entries }]).collect()
}

/// What the entries it sends to add to the line.
fn deeper(page: &mut Page<'_>) -> Vec<press::Sentence> {
    let dossier = page.dossier;
    let main = Line::of(dossier);
    let oldest = main.as_ref().and_then(|line| line.nodes.first()).and_then(|node| node.form(page.intent.audience));
    let mut sentences = Vec::new();
    let mut turn = page.voice.choose("origin.deeper", 3);
    for step in dossier.head().deeper.iter().take(page.intent.length.scale(1, 2, 3)) {
        let line = Line::of_etymology(step.entry, &step.etymology);
        let Some(node) = line.nodes.first() else { continue };
        let Some(form) = node.form(page.intent.audience) else { continue };
        if oldest.as_deref() == Some(form.as_str()) {
            continue;
        }
        let heading = word(&page.lower(&dossier.entries[step.entry].headword));
        let ancestor = described(node, None, page.intent.audience);
        let doubt = if node.stage.doubtful { ", though with a doubt" } else { "" };
        let text = match turn % 3 {
            0 => format!("The entry sends the reader on to {heading}, which goes back to {ancestor}{doubt}."),
            1 => format!("Under {heading}, where it points for more, the line reaches {ancestor}{doubt}."),
            _ => format!("It also refers to {heading}, and that is traced to {ancestor}{doubt}."),
        };
        turn += 1;
        sentences.push(page.frame("origin.deeper", &text, &[(step.entry, node.stage.span)]));
    }
    sentences
}

/// The year the entry gives for the word itself, and the sentence that gives it; the longest essays print the whole note elsewhere.
fn dated(page: &mut Page<'_>) -> Vec<press::Sentence> {
    let Some(date) = page.date_of_word() else { return Vec::new() };
    let said = if page.intent.length == Length::Twenty { None } else { page.said(date.entry, &date.said) };
    let text = page
        .pick(
            "origin.date",
            &["{book} puts a date to the word: {date}{end}", "There is a date as well: {date}{end}", "One date is on record: {date}{end}"],
        )
        .replace("{book}", &capitalised(page.book(date.entry)))
        .replace("{date}", &date.printed)
        .replace("{end}", if said.is_some() { ", in these words:" } else { "." });
    [page.frame("origin.date", &text, &[(date.entry, date.said.span)])].into_iter().chain(said).collect()
}

/// What the etymology remarks in plain sentences.
///
/// Where no line of descent is told, they are all that is said of the origin.
fn remarks(page: &mut Page<'_>, tells_line: bool) -> Vec<press::Sentence> {
    let dossier = page.dossier;
    let mut said = Vec::new();
    for step in &dossier.head().etymology {
        for piece in &step.etymology.remarks {
            // `To L. gluma …` goes on from a sentence that was told.
            if piece.text.split_whitespace().count() > 1 && !piece.text.starts_with("To ") && !piece.text.starts_with("to ") {
                said.extend(page.said(step.entry, piece).map(|sentence| (step.entry, piece.span, sentence)));
            }
        }
    }
    let most = page.intent.length.scale(2, 3, 6);
    said.truncate(most);
    let Some((entry, span, _)) = said.first() else { return Vec::new() };
    let (entry, span) = (*entry, *span);
    let book = capitalised(page.book(entry));
    let phrasings: &[&str] = if tells_line {
        &["{book} adds a remark:", "The entry says further:", "In {book}'s own words:"]
    } else {
        &["{book} tells the origin in its own way:", "Of the origin the entry says this:", "Of the origin, in {book}'s own words:"]
    };
    let lead = phrasings[page.voice.choose("origin.remark", phrasings.len())]
        .replace("{book}", &book)
        .replace("In The ", "In the ")
        .replace("in The ", "in the ");
    let mut sentences = vec![page.frame("origin.remark", &lead, &[(entry, span)])];
    sentences.extend(said.into_iter().map(|(_, _, sentence)| sentence));
    sentences
}

/// What could not be told in order: the dictionary's own words, marked as such.
fn unread(page: &mut Page<'_>, tells_line: bool) -> Vec<press::Sentence> {
    let dossier = page.dossier;
    let most = page.intent.length.scale(1, 2, 4);
    let mut sentences: Vec<press::Sentence> = Vec::new();
    for step in &dossier.head().etymology {
        let told = step.etymology.reading() != Reading::None;
        for piece in &step.etymology.unread {
            let whole = &dossier.entries[step.entry].text;
            // `(with same meaning)`: without what stands before the parenthesis it says nothing.
            let parenthesis = whole[..piece.span.start].ends_with(['(', '[']) && piece.span.start > step.raw.span.start;
            if sentences.len() == most || piece.text.split_whitespace().count() < 3 || parenthesis || piece.text.starts_with("sense ") {
                continue;
            }
            let (piece, other) = (&with_what_it_is_said_of(step, whole, piece), is_other_account(piece));
            let book = capitalised(page.book(step.entry));
            let text = match present::readable(&piece.text) {
                Some(words) => {
                    // What was told stands before it and after it; where it breaks off, that shows.
                    let words = if present::breaks_off(&words) { format!("{words} …") } else { words };
                    let words = quoted(&words);
                    match (told, sentences.is_empty()) {
                        (true, true) if other => format!("The dictionary weighs another account as well, in these words: {words}"),
                        (_, true) if !tells_line => format!("{book}'s account of the origin is best left in its own words: {words}"),
                        (false, true) => format!("{book}'s account is best left in the dictionary's own words: {words}"),
                        (true, true) => page
                            .pick(
                                "origin.unread",
                                &[
                                    "The rest of the etymology, in the dictionary's own words: {words}",
                                    "The entry has more, and it is best left as it stands: {words}",
                                    "What else the etymology says stands there like this: {words}",
                                ],
                            )
                            .replace("{words}", &words),
                        (_, false) => format!("And further: {words}"),
                    }
                }
                None if sentences.is_empty() => "A part of the etymology has not come through this edition whole.".to_owned(),
                None => continue,
            };
            sentences.push(page.frame("origin.unread", &text, &[(step.entry, piece.span)]));
        }
    }
    sentences
}

/// An account that only its own words tell and whose letters have not all come through: as far as they have.
fn damaged(page: &mut Page<'_>) -> Option<press::Sentence> {
    let dossier = page.dossier;
    let step = dossier.head().etymology.first().filter(|step| !step.etymology.remarks.is_empty() || !step.etymology.unread.is_empty())?;
    let text = &step.raw.text;
    let ends = text.match_indices(", ").map(|(place, _)| place);
    let whole = ends.take_while(|place| present::readable(&text[..*place]).is_some()).last()?;
    let words = &text[..whole];
    if words.split_whitespace().count() < 4 {
        return None;
    }
    let text =
        format!("{}'s account of the origin begins like this: {}", capitalised(page.book(step.entry)), quoted(&format!("{words} …")));
    Some(page.frame("origin.damaged", &text, &[(step.entry, step.raw.span)]))
}

/// `; or …`, `Perh., however, …`: an account in place of the one told.
fn is_other_account(piece: &dictionary::Piece) -> bool {
    let text = piece.text.to_lowercase();
    let however = text.split(' ').take(3).any(|word| word.trim_end_matches(',') == "however");
    ["or ", "but "].iter().any(|start| text.starts_with(start))
        || however
        || ["prob. fr", "perh. fr", "perhaps fr"].iter().any(|start| text.starts_with(start))
}

/// A piece together with the stage or part right before it, whose meaning or making it speaks of: `buire dark brown, the stuff being
/// named from its color`. Another account stands by itself.
fn with_what_it_is_said_of(step: &EtymologyStep, text: &str, piece: &dictionary::Piece) -> dictionary::Piece {
    let etymology = &step.etymology;
    let stages = etymology.descent.iter().chain(&etymology.cognates).map(|stage| stage.span);
    // What is said after the last part is said of all of them.
    let whole = |parts: &[dictionary::etymology::Part]| Some(Span::new(parts.first()?.span.start, parts.last()?.span.end));
    let mut parts = etymology.descent.iter().map(|stage| whole(&stage.parts)).chain([whole(&etymology.parts)]).flatten();
    let adjoins = |span: &Span| {
        span.end <= piece.span.start && text[span.end..piece.span.start].chars().all(|letter| letter == ',' || letter.is_whitespace())
    };
    // A stage reaches over its parts.
    let before = parts.find(adjoins).or_else(|| stages.filter(adjoins).min_by_key(|span| piece.span.start - span.start));
    match before.filter(|_| !is_other_account(piece)) {
        Some(span) => {
            let joined = dictionary::Piece::at(text, Span::new(span.start, piece.span.end));
            if present::readable(&joined.text).is_some() { joined } else { piece.clone() }
        }
        None => piece.clone(),
    }
}

/// What the word's other entries say of their own origin.
fn also(page: &mut Page<'_>) -> Vec<press::Sentence> {
    let dossier = page.dossier;
    let audience = page.intent.audience;
    let mut sentences = Vec::new();
    for step in dossier.head().also.iter().take(page.intent.length.scale(1, 2, 3)) {
        let speech = dossier.entries[step.entry].part_of_speech.clone().unwrap_or_else(|| "other entry".to_owned());
        let line = Line::of_etymology(step.entry, &step.etymology);
        let text = if let Some(node) = line.nodes.iter().find(|node| node.form(audience).is_some()) {
            format!("The {speech} has an etymology of its own, and it names {}.", described(node, None, audience))
        } else if let Some(words) = present::readable(&step.raw.text).filter(|text| (2..=30).contains(&text.split_whitespace().count())) {
            format!("For the {speech} the entry says {}.", quoted(&words))
        } else {
            continue;
        };
        sentences.push(page.frame("origin.also", &text, &[(step.entry, step.raw.span)]));
    }
    sentences
}
