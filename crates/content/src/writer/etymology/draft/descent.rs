//! The line of descent told in words.

use dictionary::Span;
use dictionary::dossier::Dossier;
use dictionary::etymology::{Etymology, Part, Relation, Stage, Step};

use super::super::grammar::{capitalised, list, quoted, word};
use super::super::intent::Audience;
use super::page::Page;
use super::reads_notation;

/// A line of descent, oldest first.
pub(super) struct Line<'a> {
    /// The entry that tells it.
    pub(super) entry: usize,
    pub(super) nodes: Vec<Node<'a>>,
}

/// A stage in a line, with what the list says of its relation to the next younger one.
pub(super) struct Node<'a> {
    pub(super) stage: &'a Stage,
    /// The forms the list sets beside it: no ancestors of it, and it is none of theirs.
    pub(super) beside: Vec<&'a Stage>,
}

impl<'a> Line<'a> {
    /// The line the dossier's etymology tells, where it tells one.
    pub(super) fn of(dossier: &'a Dossier) -> Option<Self> {
        let step = dossier.descent()?;
        let line = Self::of_etymology(step.entry, &step.etymology);
        (!line.nodes.is_empty()).then_some(line)
    }

    /// The line of one etymology.
    pub(super) fn of_etymology(entry: usize, etymology: &'a Etymology) -> Self {
        // A stage whose letters are lost is a stage all the same: a story that skips it ends too early.
        let nodes = etymology.line().iter().map(Node::of).collect();
        Self { entry, nodes }
    }

    /// Whether the dictionary doubts any of its steps.
    pub(super) fn is_doubtful(&self) -> bool {
        self.nodes.iter().any(|node| node.stage.doubtful)
    }

    /// The oldest stage of which a form is told, though its letters may be lost.
    pub(super) fn oldest(&self, audience: Audience) -> Option<&Node<'a>> {
        self.nodes.iter().find(|node| node.form(audience).is_some() || node.is_lost())
    }
}

impl<'a> Node<'a> {
    fn of(step: &Step<'a>) -> Self {
        Self { stage: step.stage, beside: step.beside.clone() }
    }

    /// A stage that is looked at by itself.
    pub(super) fn alone(stage: &'a Stage) -> Self {
        Self { stage, beside: Vec::new() }
    }

    /// The form as the audience reads it; Greek in Latin letters for general readers.
    pub(super) fn form(&self, audience: Audience) -> Option<String> {
        self.stage
            .forms
            .iter()
            .map(|form| spelled(form, audience))
            .find(|form| form.chars().any(char::is_alphabetic) && !form.contains(['?', '{', '}', '[', ']', '*', '`', '^']))
    }

    /// Whether a form was printed and not all its letters came through the edition.
    pub(super) fn is_lost(&self) -> bool {
        self.stage.lost || (!self.stage.forms.is_empty() && self.form(Audience::General).is_none())
    }

    pub(super) fn gloss(&self) -> Option<String> {
        // `AS. of of`: the same word again explains nothing.
        let repeats = |gloss: &str| self.stage.forms.iter().any(|form| dictionary::same_word(&form.text, gloss));
        self.stage.gloss.clone().filter(|gloss| is_presentable(gloss) && !repeats(gloss))
    }
}

impl Node<'_> {
    /// The gloss for a headline: what the form properly means, where the dictionary tells that from its use.
    pub(super) fn short_gloss(&self) -> Option<String> {
        let gloss = self.gloss()?;
        let proper =
            ["properly, ", "prop., ", "literally, ", "lit., ", "originally, ", "orig., ", "lit. ", "orig. ", "prop. ", "properly "]
                .iter()
                .find_map(|mark| gloss.find(mark).map(|place| gloss[place + mark.len()..].to_owned()));
        let gloss = proper.filter(|gloss| gloss.len() > 2).unwrap_or(gloss);
        // A long gloss is cut at a comma.
        let end = if gloss.len() > 48 { gloss.find(", ").unwrap_or(gloss.len()) } else { gloss.len() };
        Some(gloss[..end].to_owned())
    }
}

fn is_presentable(gloss: &str) -> bool {
    !gloss.contains(['?', '{', '}', '[', ']', '\\', '`', '^', '*', '+', '=', '|']) && gloss.len() < 150 && gloss.len() > 1
}

pub(super) fn spelled(form: &dictionary::etymology::Form, audience: Audience) -> String {
    match (&form.latin, audience) {
        (Some(latin), Audience::General) => latin.clone(),
        _ => form.text.clone(),
    }
}

/// The language, with its abbreviation for those who read notation. A language that is not named here is said to be presumed.
pub(super) fn language(stage: &Stage, audience: Audience) -> String {
    let name = match stage.language.name.as_str() {
        "provincial English" | "dialectal English" | "provincial French" | "provincial German" | "dialectal German" => {
            stage.language.name.clone()
        }
        name => capitalised(name),
    };
    if stage.assumed {
        format!("presumably {name}")
    } else if reads_notation(audience) && stage.language.abbreviation.ends_with('.') {
        format!("{name} ({})", stage.language.abbreviation)
    } else {
        name
    }
}

/// `Latin *villa*, “a farm”`; the language left out where `before` has just named it.
pub(super) fn described(node: &Node<'_>, before: Option<&str>, audience: Audience) -> String {
    let stage = node.stage;
    let named = before != Some(stage.language.name.as_str());
    let language = language(stage, audience);
    let mut shown = match node.form(audience) {
        Some(form) if named && stage.assumed => format!("{} ({language})", word(&form)),
        Some(form) if named => format!("{language} {}", word(&form)),
        Some(form) => word(&form),
        None if node.is_lost() && !named && stage.assumed => format!("another word ({language}) whose letters are lost"),
        None if node.is_lost() && !named => format!("another {language} word whose letters are lost"),
        None if node.is_lost() && stage.assumed => format!("a word ({language}) whose letters this edition has lost"),
        None if node.is_lost() => {
            format!("{} {language} word whose letters this edition has lost", super::super::grammar::article(&language))
        }
        None => language,
    };
    if is_only_assumed(stage) {
        shown.push_str(", a form the dictionary only assumes");
    }
    if let Some(gloss) = node.gloss() {
        shown.push_str(", ");
        shown.push_str(&quoted(&gloss));
    }
    shown
}

/// `fr. an assumed LL. dominiarium`: nobody has seen the form.
fn is_only_assumed(stage: &Stage) -> bool {
    stage.note.as_deref() == Some("assumed form")
}

/// A description with a comma after a closing gloss, where the sentence goes on.
pub(super) fn closed(shown: &str) -> String {
    if shown.ends_with('”') { format!("{shown},") } else { shown.to_owned() }
}

/// A told stage: its text, the frame's id, the places it rests on.
pub(super) struct Told {
    pub(super) id: &'static str,
    pub(super) text: String,
    pub(super) from: Vec<(usize, Span)>,
}

/// Tells a line from the oldest stage to the English word.
pub(super) fn tell(page: &Page<'_>, line: &Line<'_>, english: &str, afterwards: &str) -> Vec<Told> {
    let audience = page.intent.audience;
    let book = page.book(line.entry);
    let mut told: Vec<Told> = Vec::new();
    let at = |node: &Node<'_>| vec![(line.entry, node.stage.span)];
    let Some(oldest) = line.nodes.first() else { return told };
    told.push(Told { id: "origin.oldest", text: first(page, oldest, book), from: at(oldest) });
    told.extend(made_of(page, line.entry, oldest));
    told.extend(beside(page, line.entry, oldest, 0));
    let mut place = 1;
    let mut before = oldest;
    let mut turn = page.voice.choose("origin.turn", 4);
    while let Some(node) = line.nodes.get(place) {
        // Stages that are only listed, with nothing more said of them, share a sentence.
        let bare = |node: &Node<'_>| {
            node.gloss().is_none()
                && node.stage.parts.is_empty()
                && node.beside.is_empty()
                && !node.stage.doubtful
                && !is_only_assumed(node.stage)
                && node.form(audience).is_some()
        };
        let mut run = vec![node];
        while bare(node)
            && matches!(link(run[run.len() - 1]), Relation::Listed)
            && line.nodes.get(place + run.len()).is_some_and(&bare)
            && run.len() < 3
            && before.stage.note.is_none()
        {
            run.push(&line.nodes[place + run.len()]);
        }
        // A language that was only presumed has not been named.
        let mut language_before = if before.stage.assumed && !node.stage.assumed { "" } else { before.stage.language.name.as_str() };
        let mut names: Vec<String> = Vec::new();
        for node in &run {
            names.push(described(node, Some(language_before), audience));
            language_before = node.stage.language.name.as_str();
        }
        let from: Vec<(usize, Span)> = run.iter().flat_map(|node| at(node)).collect();
        let (id, mut text) = onward(before, node, &list(&names), turn, run.len() > 1, audience);
        if node.stage.doubtful {
            text = format!("{}, though {book} marks the step as doubtful", text.trim_end_matches('.'));
        }
        told.push(Told { id, text, from });
        for node in &run {
            told.extend(made_of(page, line.entry, node));
            told.extend(beside(page, line.entry, node, turn));
        }
        turn += 1;
        before = run[run.len() - 1];
        place += run.len();
    }
    let mut arrived = arrival(page, before, english, line.nodes.len());
    if !afterwards.is_empty() {
        arrived = format!("{}{afterwards}.", arrived.trim_end_matches('.'));
    }
    told.push(Told { id: "origin.arrival", text: arrived, from: at(before) });
    told
}

/// How a stage is linked to the next younger one.
fn link(older: &Node<'_>) -> Relation {
    older.stage.relation
}

fn first(page: &Page<'_>, oldest: &Node<'_>, book: &str) -> String {
    let audience = page.intent.audience;
    let stage = oldest.stage;
    let language = language(stage, audience);
    let doubt = if stage.doubtful { ", a step the dictionary itself calls doubtful" } else { "" };
    if oldest.form(audience).is_none() {
        if oldest.is_lost() {
            let gloss = oldest.gloss().map(|gloss| format!(", {},", quoted(&gloss))).unwrap_or_default();
            if stage.assumed {
                return format!("At the far end of the line stands a word ({language}){gloss} whose letters this edition has lost{doubt}.");
            }
            return format!(
                "At the far end of the line stands {} {language} word{gloss} whose letters this edition has lost{doubt}.",
                super::super::grammar::article(&language)
            );
        }
        if !stage.parts.is_empty() {
            return format!("The line begins in {language}, with a word put together from parts{doubt}.");
        }
        if let Some(gloss) = oldest.gloss() {
            return format!("{} marks it as {language}, in the sense {}{doubt}.", capitalised(book), quoted(&gloss));
        }
        return match stage.relation {
            Relation::Origin => format!("{} says the origin is {language} and names no form{doubt}.", capitalised(book)),
            _ => page
                .pick(
                    "origin.bare",
                    &[
                        "{Book} marks the word as {language}, and the entry goes no further back{doubt}.",
                        "The trail is short: {book} gives the language, {language}, and no older form{doubt}.",
                        "{language} is as far as {book} goes{doubt}.",
                    ],
                )
                .replace("{Book}", &capitalised(book))
                .replace("{book}", book)
                .replace("{language}", &language)
                .replace("{doubt}", doubt),
        };
    }
    let shown = described(oldest, None, audience);
    let phrasings: &[&str] = match page.intent.angle {
        super::Angle::Historical => &[
            "The record opens with {shown}{doubt}.",
            "First in time, by {book}'s account, stands {shown}{doubt}.",
            "The story begins with {shown}{doubt}.",
        ],
        _ if page.intent.audience == Audience::Expert => {
            &["The earliest form named is {shown}{doubt}.", "{Book} goes back to {shown}{doubt}."]
        }
        _ => &[
            "The oldest form {book} names is {shown}{doubt}.",
            "It starts, as far as {book} can see, with {shown}{doubt}.",
            "At the far end of the line stands {shown}{doubt}.",
            "Follow the word back and the last thing you reach is {shown}{doubt}.",
            "The trail begins with {shown}{doubt}.",
        ],
    };
    let phrasing = phrasings[page.voice.choose("origin.first", phrasings.len())];
    phrasing.replace("{Book}", &capitalised(book)).replace("{book}", book).replace("{shown}", &shown).replace("{doubt}", doubt)
}

/// `It was put together from *ne*, “not”, and *scius*, “knowing”.`
fn made_of(page: &Page<'_>, entry: usize, node: &Node<'_>) -> Option<Told> {
    let audience = page.intent.audience;
    let parts: Vec<String> = node.stage.parts.iter().filter_map(|part| described_part(part, audience)).collect();
    if parts.len() < 2 {
        return None;
    }
    let span =
        node.stage.parts.iter().fold(node.stage.span, |span, part| Span::new(span.start.min(part.span.start), span.end.max(part.span.end)));
    let phrasings: &[&str] = if node.stage.parts.iter().any(|part| part.doubtful) {
        // `perh. fr. de- + sidus`
        &[
            "Its parts are perhaps {parts}; the dictionary does not vouch for them.",
            "The dictionary takes it apart, with a doubt, as {parts}.",
        ]
    } else {
        &["Its parts are {parts}.", "It comes apart into {parts}.", "The dictionary takes it apart as {parts}."]
    };
    let phrasing = phrasings[page.voice.choose("origin.parts", phrasings.len())];
    let text = phrasing.replace("{parts}", &list(&parts));
    Some(Told { id: "origin.parts", text, from: vec![(entry, span)] })
}

/// The forms a list sets beside a stage: `Beside it the entry sets Spanish *villano*`.
fn beside(page: &Page<'_>, entry: usize, node: &Node<'_>, turn: usize) -> Vec<Told> {
    let audience = page.intent.audience;
    let book = capitalised(page.book(entry));
    let most = if reads_notation(audience) { 12 } else { page.intent.length.scale(2, 3, 6) };
    let mut told = Vec::new();
    let shown = |stages: &[&Stage]| {
        let mut before = node.stage.language.name.as_str();
        let mut names: Vec<String> = Vec::new();
        for stage in stages.iter().take(most) {
            let one = Node::alone(stage);
            if one.form(audience).is_none() {
                continue;
            }
            let name = described(&one, Some(before), audience);
            before = stage.language.name.as_str();
            if !names.contains(&name) {
                names.push(if stage.doubtful { format!("{name} (with a doubt)") } else { name });
            }
        }
        names
    };
    let (full, other): (Vec<&Stage>, Vec<&Stage>) =
        node.beside.iter().copied().partition(|stage| stage.note.as_deref() == Some("full form"));
    let place = |stages: &[&Stage]| stages.iter().take(most).map(|stage| (entry, stage.span)).collect::<Vec<_>>();
    let names = shown(&full);
    if !names.is_empty() {
        told.push(Told { id: "origin.short", text: format!("{book} takes it to stand for {}.", list(&names)), from: place(&full) });
    }
    let names = shown(&other);
    if !names.is_empty() {
        let stands = if names.len() == 1 { "stands" } else { "stand" };
        let text = match turn % 3 {
            0 => format!("Beside it {stands} {}.", list(&names)),
            1 => format!("The entry sets {} beside it.", closed(&list(&names))),
            _ => format!("At its side the entry puts {}.", list(&names)),
        };
        told.push(Told { id: "origin.beside", text, from: place(&other) });
    }
    told
}

/// A part of a compound: `Greek *kakós*, “bad”`.
pub(super) fn described_part(part: &Part, audience: Audience) -> Option<String> {
    let form = part.headword.as_deref().map(super::super::grammar::lowered).or_else(|| {
        let form = part.form.as_ref().map(|form| spelled(form, audience))?;
        // `Xylo-` at the beginning of an etymology is `xylo-`.
        Some(if form.ends_with('-') || part.language.is_none() { super::super::grammar::lowered(&form) } else { form })
    });
    let gloss = part.gloss.as_ref().filter(|gloss| is_presentable(gloss)).map(|gloss| quoted(gloss));
    let language = part.language.as_ref().map(|language| format!("{} ", capitalised(&language.name))).unwrap_or_default();
    let form = form.filter(|form| !form.contains(['?', '{', '}', '[', ']', '*']));
    let shown = match (form, gloss) {
        (Some(form), Some(gloss)) => format!("{language}{}, {gloss}", word(&form)),
        (Some(form), None) => format!("{language}{}", word(&form)),
        (None, Some(gloss)) => format!("a lost form meaning {gloss}"),
        (None, None) => return None,
    };
    // What is further said of the part: named with it, as the source does, without saying how the two hang together.
    let before = part.language.as_ref().map(|language| language.name.as_str());
    let further: Vec<String> = part
        .origin
        .iter()
        .map(Node::alone)
        .filter(|node| node.form(audience).is_some())
        .take(2)
        .map(|node| described(&node, before, audience))
        .collect();
    // `astre star, fr. L. astrum`
    let from = part.origin.iter().all(|stage| matches!(stage.relation, Relation::From | Relation::Through));
    let how = if from { "from" } else { "with" };
    Some(if further.is_empty() { shown } else { format!("{shown} ({how} {})", further.join(if from { ", from " } else { " and " })) })
}

/// The sentence from one stage to the next younger.
fn onward(older: &Node<'_>, younger: &Node<'_>, shown: &str, turn: usize, several: bool, audience: Audience) -> (&'static str, String) {
    if let Some(note) = &older.stage.note {
        let formed = younger.form(audience).is_some() || younger.is_lost();
        match note.as_str() {
            "diminutive" | "double diminutive" | "feminine" | "neuter" | "plural" | "neuter plural" | "genitive" | "dative"
            | "accusative" | "ablative" | "singular" | "superlative" | "comparative" | "past participle" | "present participle"
            | "past tense" | "imperative" | "verbal noun" | "frequentative" | "intensive" | "inchoative"
                if formed =>
            {
                return ("origin.inflected", format!("Its {note} is {shown}."));
            }
            "shortening" | "contraction" | "corruption" | "modification" | "variant" | "derivative" | "compound" | "dialect form"
                if formed =>
            {
                return (
                    "origin.altered",
                    format!("{} is {} {note} of it.", closed(&capitalised(shown)), super::super::grammar::article(note)),
                );
            }
            _ => {}
        }
    }
    if younger.form(audience).is_none() && younger.gloss().is_none() && !younger.is_lost() {
        let language = language(younger.stage, audience);
        return ("origin.language", format!("From there the line runs into {language}, for which no separate form is given."));
    }
    if younger.form(audience).is_none() && younger.gloss().is_some() && !younger.is_lost() {
        let language = language(younger.stage, audience);
        let gloss = younger.gloss().map(|gloss| quoted(&gloss)).unwrap_or_default();
        return ("origin.sense", format!("In {language} it had the sense {gloss}."));
    }
    let verb = if several { "come" } else { "comes" };
    match link(older) {
        Relation::From | Relation::Through => {
            let phrasings = [
                format!("From it came {shown}."),
                format!("Out of that {verb} {shown}."),
                format!("{} goes back to it.", closed(&capitalised(shown))),
                format!("On it rests {shown}."),
            ];
            let phrasings: Vec<&String> = if several {
                vec![&phrasings[0], &phrasings[1]]
            } else {
                phrasings.iter().filter(|text| shown.len() < 60 || !text.ends_with("back to it.")).collect()
            };
            ("origin.from", phrasings[turn % phrasings.len()].clone())
        }
        _ => {
            let phrasings = [
                format!("Next {verb} {shown}."),
                format!("Then {verb} {shown}."),
                format!("After it the entry lists {shown}."),
                format!("The line goes on with {shown}."),
            ];
            ("origin.listed", phrasings[turn % phrasings.len()].clone())
        }
    }
}

fn arrival(page: &Page<'_>, last: &Node<'_>, english: &str, stages: usize) -> String {
    let language = language(last.stage, page.intent.audience);
    let same = last.form(page.intent.audience).is_some_and(|form| dictionary::same_word(&form, english));
    let english = word(english);
    // `[A corruption of bast.]`: what the word is to its last stage, where the dictionary says it.
    let made = ["shortening", "contraction", "corruption", "modification", "variant", "diminutive"];
    if let Some(note) = last.stage.note.as_deref().filter(|note| made.contains(note))
        && last.form(page.intent.audience).is_some()
    {
        return format!("English {english} is {} {note} of it.", super::super::grammar::article(note));
    }
    if last.form(page.intent.audience).is_none() && stages == 1 {
        return page
            .pick("origin.arrival.bare", &["English has it as {english}.", "In English it is {english}."])
            .replace("{english}", &english);
    }
    if same {
        return page
            .pick(
                "origin.arrival.same",
                &[
                    "English has taken it as it stood: {english}.",
                    "The English spelling is the same, {english}.",
                    "And {english} it still is in English.",
                ],
            )
            .replace("{english}", &english);
    }
    page.pick(
        "origin.arrival",
        &[
            "From there it is one step to English {english}.",
            "The last step is English {english}.",
            "And so, at the end of the line, English {english}.",
            "What English has is {english}.",
        ],
    )
    .replace("{english}", &english)
    .replace("{language}", &language)
}
