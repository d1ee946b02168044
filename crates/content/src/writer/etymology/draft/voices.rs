//! In the writers' hands: quotations, the older authors before the younger.

use dictionary::dossier::{Dossier, DossierQuotation};
use press::{Block, Chapter, Quotation};

use super::super::grammar::{capitalised, list, quoted, word};
use super::super::intent::{Angle, Audience};
use super::page::{Page, paragraph};
use super::{Part, present};

pub(super) fn chapter(page: &mut Page<'_>) -> Option<Chapter> {
    let chosen = choose(page);
    if chosen.is_empty() {
        return None;
    }
    let mut blocks = Vec::new();
    // The word's own lines first; what stands under other headwords is another matter, and is said to be one.
    let (own, elsewhere): (Vec<usize>, Vec<usize>) = chosen.into_iter().partition(|number| page.dossier.quotations[*number].own);
    let chosen: Vec<usize> = own.iter().chain(&elsewhere).copied().collect();
    let authors = authors_of(page.dossier, &chosen);
    blocks.extend(intro(page, &chosen, &authors));
    let mut before: Option<usize> = None;
    let own_count = own.len();
    let turn = (!own.is_empty() || page.dossier.words.len() > 1).then(|| elsewhere.first().copied()).flatten();
    for number in own.into_iter().chain(elsewhere) {
        if turn == Some(number) {
            blocks.extend(paragraph(vec![turning(page, number)]));
        }
        blocks.extend(frame(page, number, before));
        blocks.push(set(page, number));
        before = Some(number);
    }
    // The headline names those whom the word's own entry quotes, where there are enough of them.
    let title = title(page, &if own_count > 1 { authors_of(page.dossier, &chosen[..own_count]) } else { authors });
    page.chapter(Part::Voices, "Voices", title, blocks)
}

fn title(page: &Page<'_>, authors: &[String]) -> String {
    let surnames: Vec<String> = authors.iter().filter(|author| is_person(author)).map(|author| surname(author)).collect();
    match surnames.as_slice() {
        [] => page.pick("voices.title", &["In the writers' hands", "The word at work"]).to_owned(),
        [only] if authors.len() == 1 => format!("In {only}'s hands"),
        [first] => format!("{first} and others"),
        [first, second] if authors.len() == 2 => format!("{first} and {second}"),
        [first, second, ..] => match page.voice.choose("voices.title", 3) {
            0 => format!("{first}, {second} and company"),
            1 => "In the writers' hands".to_owned(),
            _ => format!("From {first} to {}", surnames.last().unwrap_or(second)),
        },
    }
}

/// Quotations not yet set, as many as the budget has left: one per author first, then in order of the authors' age.
fn choose(page: &Page<'_>) -> Vec<usize> {
    let dossier = page.dossier;
    let budget = page.intent.quotation_budget.saturating_sub(page.quoted.len()).max(1);
    let mut ranked: Vec<(usize, usize)> = Vec::new();
    let mut seen: Vec<&str> = page.quoted.iter().map(|number| dossier.quotations[*number].attribution.author.as_str()).collect();
    for (number, quotation) in dossier.quotations.iter().enumerate() {
        // A line under another word of the same spelling is that word's.
        if page.quoted.contains(&number) || quotation.word.is_some_and(|word| word > 0) || !usable(quotation) {
            continue;
        }
        let author = quotation.attribution.author.as_str();
        let times = seen.iter().filter(|known| **known == author).count();
        seen.push(author);
        let length = quotation.text.split_whitespace().count();
        let penalty = usize::from(!(5..=45).contains(&length)) * 2
            + usize::from(quotation.order.is_none())
            + usize::from(!quotation.own && page.intent.angle != Angle::Cultural);
        ranked.push((times * 3 + penalty, number));
    }
    ranked.sort_unstable();
    let mut chosen: Vec<usize> = ranked.into_iter().take(budget).map(|(_, number)| number).collect();
    chosen.sort_by_key(|number| {
        let quotation = &dossier.quotations[*number];
        (quotation.order.unwrap_or(i16::MAX), quotation.attribution.author.clone(), *number)
    });
    chosen
}

pub(super) fn usable(quotation: &DossierQuotation) -> bool {
    let words = quotation.text.split_whitespace().count();
    quotation.holds
        && !stop_astray(&quotation.text)
        && (3..=90).contains(&words)
        && is_name(&quotation.attribution.author)
        && present::readable(&quotation.text).is_some()
}

/// `Death .crops`: a slip of the edition.
fn stop_astray(text: &str) -> bool {
    text.replace(" . . .", "").contains(" . ")
        || text.as_bytes().windows(3).any(|three| three[0] == b' ' && three[1] == b'.' && three[2].is_ascii_alphabetic())
}

/// Whether an attribution is a name that can be shown.
pub(super) fn is_name(author: &str) -> bool {
    let letters = author.chars().filter(|letter| letter.is_alphabetic()).count();
    letters > 1
        && author.len() < 50
        && !matches!(author, "Song" | "Anon" | "Anon." | "Old" | "Advt" | "Note")
        && !author.contains(['[', ']', '{', '}', '?', '*', '/', '=', '+', '—'])
}

fn intro(page: &mut Page<'_>, chosen: &[usize], authors: &[String]) -> Option<Block> {
    let dossier = page.dossier;
    let italic = word(&page.word);
    let people: Vec<&String> = authors.iter().filter(|author| is_person(author)).take(3).collect();
    let mut from: Vec<_> = people
        .iter()
        .filter_map(|author| {
            chosen.iter().map(|number| &dossier.quotations[*number]).find(|quotation| quotation.attribution.author == **author)
        })
        .map(|quotation| (quotation.entry, quotation.attribution.span))
        .collect();
    if from.is_empty() {
        from.extend(chosen.first().map(|number| (dossier.quotations[*number].entry, dossier.quotations[*number].attribution.span)));
    }
    let named: Vec<String> = authors.iter().filter(|author| is_person(author)).take(3).map(|author| inline(author)).collect();
    let text = if page.intent.audience == Audience::Expert {
        format!("Citations for {italic} in the dictionary's own choice:")
    } else if chosen.len() == 1 {
        page.pick("voices.one", &["One line shows the word at work.", "The dictionary keeps one line more."]).to_owned()
    } else {
        match (named.len(), page.voice.choose("voices.intro", 8)) {
            (2.., 0) => format!(
                "{} {} have the word, and the dictionary keeps the lines.",
                capitalised(&list(&named)),
                if named.len() == 2 { "both" } else { "all" }
            ),
            (2.., 1) => format!("Definitions only go so far; here is {italic} in use, in lines by {} among others.", list(&named)),
            (2.., 2) => format!("{} are among those the dictionary calls as witnesses for {italic}.", capitalised(&list(&named))),
            (2.., 3) => format!("So much for the definitions; {} show how the word is used.", list(&named)),
            (_, 4) => format!("What a word is worth shows in use, and the dictionary has collected some of it for {italic}."),
            (_, 5) => format!("Here is {italic} at work, in lines the dictionary kept."),
            (_, 6) => format!("Beside its definitions the dictionary sets examples; these hold {italic}."),
            _ => format!("These are lines in which the dictionary shows {italic} at work."),
        }
    };
    if text.contains(&list(&named)) {
        page.introduced.extend(authors.iter().filter(|author| is_person(author)).take(3).cloned());
    }
    let text = if authors.len() <= named.len() { text.replace(" among others", "") } else { text };
    let sentence = page.frame("voices.intro", &text, &from);
    paragraph(vec![sentence])
}

/// The sentence that leads from the word's own lines to those under other headwords.
fn turning(page: &mut Page<'_>, number: usize) -> press::Sentence {
    let dossier = page.dossier;
    let italic = word(&page.word);
    let quotation = &dossier.quotations[number];
    let text = if dossier.words.len() > 1 {
        format!(
            "Lines under other headwords hold the spelling {italic} as well; which of the words so written it is, the dictionary does not say."
        )
    } else {
        page.pick(
            "voices.turn",
            &[
                "Other entries quote lines that happen to hold {word}; they are there for the sake of another word.",
                "The word turns up under other headwords too, in lines chosen for another word's sake.",
                "Beyond its own entry {word} is met in lines that illustrate other words.",
            ],
        )
        .replace("{word}", &italic)
    };
    page.frame("voices.turn", &text, &[(quotation.entry, quotation.attribution.span)])
}

/// The sentence before a quotation.
fn frame(page: &mut Page<'_>, number: usize, before: Option<usize>) -> Option<Block> {
    if page.intent.audience == Audience::Expert {
        return None;
    }
    let dossier = page.dossier;
    let quotation = &dossier.quotations[number];
    let last = before.map(|before| &dossier.quotations[before]);
    let again = last.is_some_and(|last| last.attribution.author == quotation.attribution.author);
    let author = page.name(&quotation.attribution.author);
    let author_first = capitalised(&author);
    let heading = word(&page.lower(&dossier.entries[quotation.entry].headword));
    let own = word(&page.word);
    let book = page.book(quotation.entry);
    let (is, has) = if author.contains(" and ") { ("are", "have") } else { ("is", "has") };
    let sense = quotation.sense.and_then(|sense| dossier.senses.get(sense));
    let clause = sense
        .and_then(|sense| sense.definition.as_ref())
        .and_then(|piece| present::first_clause(&piece.text, 9))
        .map(|clause| quoted(&super::super::grammar::lowered(&clause)));
    let same_sense = quotation.sense.is_some() && last.is_some_and(|last| last.sense == quotation.sense);
    let (id, text) = match (quotation.own, again, clause) {
        (true, true, _) => ("voices.again", ["And again:", "The same hand once more:"][page.turn("voices.again", 2)].to_owned()),
        (false, true, _) => ("voices.again", format!("{author_first} again, this time under {heading}:")),
        (true, false, _) if same_sense => (
            "voices.same",
            [format!("In the same sense, {author}:"), format!("So, too, {author}:"), format!("And {author}, to the same effect:")]
                [page.turn("voices.same", 3)]
            .clone(),
        ),
        (true, false, Some(clause)) => {
            let phrasings = [
                format!("For the sense {clause}, {book} calls on {author}:"),
                format!("{author_first} {is} the witness for {clause}:"),
                format!("The sense {clause} is shown from {author}:"),
                format!("Where it means {clause}, the line is {}:", possessive(&author)),
                format!("In {author} it stands for {clause}:"),
            ];
            ("voices.own", phrasings[page.turn("voices.own", 5)].clone())
        }
        (true, false, None) => {
            let phrasings = [
                format!("Under the word itself {book} quotes {author}:"),
                format!("{author_first} {is} quoted in the entry itself:"),
                format!("From {author} the entry takes this:"),
                format!("{author_first} {has} it so:"),
            ];
            // After the line of another sense `so` would point to it.
            let count = if before.is_none() { 4 } else { 3 };
            ("voices.entry", phrasings[page.turn("voices.entry", count)].clone())
        }
        (false, false, _) => {
            let who = if is_person(&quotation.attribution.author) { "who" } else { "that" };
            let phrasings = [
                format!("Under {heading}, {book} quotes {author}:"),
                format!("Look up {heading} and you meet {author}:"),
                format!("{author_first} {is} cited for {heading}, and the line holds {own}:"),
                format!("At {heading} it is {author} {who} {has} {own}:"),
                format!("The entry for {heading} borrows this from {author}:"),
                format!("{author_first}, called as a witness for {heading}, {has} {own} too:"),
                format!("To show the use of {heading}, the dictionary turns to {author}:"),
            ];
            let mut phrasing = &phrasings[page.turn("voices.elsewhere", 7)];
            // The line may have the word in another spelling.
            if phrasing.contains(&own) && !dictionary::fold(&quotation.text).contains(&dictionary::fold(&page.word)) {
                phrasing = &phrasings[0];
            }
            ("voices.elsewhere", phrasing.clone())
        }
    };
    let mut from = vec![(quotation.entry, quotation.attribution.span)];
    if id == "voices.own" {
        from.extend(sense.and_then(|sense| sense.definition.as_ref().map(|piece| (sense.entry, piece.span))));
    }
    let sentence = page.frame(id, &text, &from);
    paragraph(vec![sentence])
}

/// `Pope's`, `Dickens's`.
fn possessive(author: &str) -> String {
    format!("{author}'s")
}

/// Sets a quotation apart and marks it as used.
pub(super) fn set(page: &mut Page<'_>, number: usize) -> Block {
    let dossier = page.dossier;
    let quotation = &dossier.quotations[number];
    page.quoted.insert(number);
    let cite = page.cite(quotation.entry, quotation.span);
    Block::Quotation(Quotation {
        text: quotation.text.clone(),
        author: capitalised(&quotation.attribution.author),
        author_as_printed: quotation.attribution.printed.clone(),
        work: quotation.attribution.work.clone(),
        headword: dossier.entries[quotation.entry].headword.clone(),
        cite,
    })
}

/// The best quotation for any of some senses that is not yet set.
pub(super) fn for_senses(page: &Page<'_>, senses: &[usize]) -> Option<usize> {
    let dossier = page.dossier;
    let fits = |(number, quotation): &(usize, &DossierQuotation)| {
        quotation.own && quotation.sense.is_some_and(|sense| senses.contains(&sense)) && !page.quoted.contains(number) && usable(quotation)
    };
    let rank = |quotation: &DossierQuotation| {
        let words = quotation.text.split_whitespace().count();
        (usize::from(!(5..=40).contains(&words)), usize::from(quotation.order.is_none()), quotation.order.unwrap_or(i16::MAX))
    };
    dossier.quotations.iter().enumerate().filter(fits).min_by_key(|(_, quotation)| rank(quotation)).map(|(number, _)| number)
}

/// A short quotation not yet set, for the end.
pub(super) fn last_word(page: &Page<'_>) -> Option<usize> {
    let dossier = page.dossier;
    let fits = |(number, quotation): &(usize, &DossierQuotation)| {
        !page.quoted.contains(number)
            // A line from elsewhere may hold another word of the same spelling.
            && (quotation.word == Some(0) || (quotation.word.is_none() && dossier.words.len() == 1))
            && usable(quotation)
            && (4..=26).contains(&quotation.text.split_whitespace().count())
            && is_person(&quotation.attribution.author)
            && quotation.order.is_some()
    };
    let found: Vec<usize> = dossier.quotations.iter().enumerate().filter(fits).map(|(number, _)| number).collect();
    (!found.is_empty()).then(|| found[page.voice.choose("coda.last", found.len())])
}

fn authors_of(dossier: &Dossier, chosen: &[usize]) -> Vec<String> {
    let mut authors: Vec<String> = Vec::new();
    for number in chosen {
        let author = &dossier.quotations[*number].attribution.author;
        if !authors.contains(author) {
            authors.push(author.clone());
        }
    }
    authors
}

/// Authors the table knows, most quoted first, by surname; for a subtitle.
pub(super) fn best_known(dossier: &Dossier, most: usize) -> Vec<String> {
    let mut counts: Vec<(usize, usize, &str)> = Vec::new();
    // Where several words are written so, a line from elsewhere may hold another of them.
    let of_word = |quotation: &DossierQuotation| quotation.own || (quotation.word.is_none() && dossier.words.len() == 1);
    let known = |quotation: &DossierQuotation| quotation.order.is_some() && is_person(&quotation.attribution.author);
    for (place, quotation) in
        dossier.quotations.iter().enumerate().filter(|(_, quotation)| of_word(quotation) && known(quotation) && usable(quotation))
    {
        let author = quotation.attribution.author.as_str();
        match counts.iter_mut().find(|(_, _, known)| *known == author) {
            Some((count, _, _)) => *count += 1,
            None => counts.push((1, place, author)),
        }
    }
    counts.sort_by_key(|(count, place, _)| (std::cmp::Reverse(*count), *place));
    counts.into_iter().take(most).map(|(_, _, author)| surname(author)).collect()
}

/// Whether a name is a person's, not a book's or a journal's.
fn is_person(author: &str) -> bool {
    let article = ["The ", "the ", "a ", "an "].iter().any(|article| author.starts_with(article));
    let title = ["the Earl", "the Duke"].iter().any(|title| author.starts_with(title));
    (!article || title)
        && !author.contains(['(', '&', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
        && !author.ends_with('.')
        && ![
            "Family of",
            "Testament of",
            "Hudibras",
            "Piers Plowman",
            "Encyclopaedia",
            "Encyc",
            "Eikon",
            "Song",
            "Harper's",
            "Scribner's",
            "Chambers's",
            "Blackwood's",
            "Morte",
        ]
        .iter()
        .any(|work| author.starts_with(work))
        && !author.contains("Magazine")
        && !author.contains("Review")
}

/// The name by which somebody is called the second time.
pub(super) fn surname(author: &str) -> String {
    if author.starts_with("Robert of") || author.contains(" and ") || author.starts_with("Lord ") || author.starts_with("Lady ") {
        return author.to_owned();
    }
    if let Some(place) = author.rfind(" of ") {
        return author[place + 4..].to_owned();
    }
    if let Some(name) = author.strip_suffix(", Jr.") {
        return surname(name);
    }
    for compound in ["De Quincey"] {
        if author.ends_with(compound) {
            return compound.to_owned();
        }
    }
    author.rsplit(' ').next().unwrap_or(author).to_owned()
}

/// A name within a sentence: `The Spectator` loses its capital article.
pub(super) fn inline(author: &str) -> String {
    author.strip_prefix("The ").map_or_else(|| author.to_owned(), |rest| format!("the {rest}"))
}

impl Page<'_> {
    /// A name within a sentence: in full the first time, by surname afterwards.
    pub(super) fn name(&mut self, author: &str) -> String {
        if self.introduced.insert(author.to_owned()) || !is_person(author) { inline(author) } else { surname(author) }
    }
}
