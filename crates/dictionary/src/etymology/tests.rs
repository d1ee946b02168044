//! What the reader makes of etymologies, plain and odd.

use super::*;

/// A small lexicon for tests.
fn english(word: &str) -> bool {
    const WORDS: &[&str] = &[
        "village",
        "farm",
        "fourth",
        "part",
        "four",
        "ignorant",
        "fool",
        "not",
        "knowing",
        "know",
        "foolish",
        "window",
        "wind",
        "eye",
        "fish",
        "loaf",
        "bad",
        "juice",
        "end",
        "head",
        "chief",
        "less",
        "flow",
        "run",
        "mouse",
        "muscle",
        "little",
        "rise",
        "stir",
        "up",
        "protect",
        "young",
        "bull",
        "result",
        "brook",
        "rouse",
        "orange",
        "tree",
        "clothed",
        "white",
        "war",
        "scandal",
        "quarrel",
        "hammer",
        "hull",
        "tread",
        "tor",
        "pursuer",
        "pursuit",
        "boy",
        "girl",
        "song",
        "rhapsodist",
        "torture",
        "twist",
        "causing",
        "oldest",
        "tragedies",
        "being",
        "name",
    ];
    WORDS.contains(&word)
}

fn read(text: &str) -> Etymology {
    // An entry begins with its headword, which the etymology is read with.
    let entry = format!("Word \\Word\\, n. [{text}]");
    let start = entry.find('[').unwrap() + 1;
    let found = parse(&entry, Span::new(start, start + text.len()), &Lexicon { common: &english, known: &english });
    for stage in found.descent.iter().chain(&found.cognates) {
        stands(&entry, stage);
    }
    found
}

/// Every form and gloss stands in the place its stage claims.
fn stands(entry: &str, stage: &Stage) {
    let place = crate::notation::clean(stage.span.of(entry));
    assert!(stage.forms.iter().all(|form| stage.span.contains(form.span)), "{stage:?}");
    assert!(stage.gloss.as_ref().is_none_or(|gloss| place.contains(gloss.as_str())), "{place}: {stage:?}");
}

fn shown(stages: &[Stage]) -> Vec<String> {
    stages
        .iter()
        .map(|stage| {
            let forms: Vec<&str> = stage.forms.iter().map(|form| form.text.as_str()).collect();
            format!(
                "{} {}={}{}",
                stage.language.abbreviation,
                forms.join("/"),
                stage.gloss.as_deref().unwrap_or_default(),
                if stage.doubtful { "?" } else { "" }
            )
        })
        .collect()
}

#[test]
fn reads_a_chain_of_borrowing() {
    let found = read("OE. vilein, F. vilain, LL. villanus,\n   from villa a village, L. villa a farm. See {Villa}.");
    assert_eq!(shown(&found.descent), ["OE. vilein=", "F. vilain=", "LL. villanus=", "LL. villa=a village", "L. villa=a farm"]);
    assert_eq!(found.references[0].word, "Villa");
    assert_eq!(found.references[0].kind, ReferenceKind::See);
    assert_eq!(found.oldest_first()[0].gloss.as_deref(), Some("a farm"));
}

#[test]
fn keeps_cognates_apart_from_ancestors() {
    let found = read(
        "OE. windowe, windoge, Icel. vindauga\n   window, properly, wind eye; akin to Dan. vindue. ????. See\n   {Wind}, n., and {Eye}.",
    );
    assert_eq!(shown(&found.descent), ["OE. windowe/windoge=", "Icel. vindauga=window, properly, wind eye"]);
    assert_eq!(shown(&found.cognates), ["Dan. vindue="]);
    assert_eq!(found.references.iter().map(|reference| reference.word.as_str()).collect::<Vec<_>>(), ["Wind", "Eye"]);
    let found = read(
        "L. quadrans, -antis, a fourth part, a\n   fourth of a whole, fr. quattuor four: cf. F. quadrant,\n   cadran. See {Four}, and cf. {Cadrans}.",
    );
    assert_eq!(shown(&found.descent), ["L. quadrans=a fourth part, a fourth of a whole", "L. quattuor=four"]);
    assert_eq!(shown(&found.cognates), ["F. quadrant/cadran="]);
    assert_eq!(found.references[1].kind, ReferenceKind::Compare);
}

#[test]
fn reads_parts_of_a_foreign_compound() {
    let found = read(
        "OE., foolish, fr. OF. nice ignorant,\n   fool, fr. L. nescius ignorant; ne not + scius knowing, scire\n   to know. Perhaps influenced by E. nesh delicate, soft. See\n   {No}, and {Science}.",
    );
    assert_eq!(shown(&found.descent), ["OE. =foolish", "OF. nice=ignorant, fool", "L. nescius=ignorant"]);
    // `scire` is said of the part, not of the word.
    assert_eq!(shown(&found.descent[2].parts[1].origin), ["L. scire=to know"]);
    assert!(found.descent[2].parts[1].origin[0].assumed);
    assert_eq!(found.remarks[0].text, "Perhaps influenced by E. nesh delicate, soft.");
    let parts: Vec<_> =
        found.descent[2].parts.iter().map(|part| (part.form.as_ref().map(|form| form.text.as_str()), part.gloss.as_deref())).collect();
    assert_eq!(parts[0], (Some("ne"), Some("not")));
    assert_eq!((parts[1].0, parts.len()), (Some("scius"), 2));
    let found = read("OF. meschief; pref. mes- (L. minus less) + chief end,\n   head, F. chef chief. See {Minus}.");
    assert_eq!(found.oldest_first().len(), 1);
    assert_eq!(found.descent[0].parts.len(), 2);
}

#[test]
fn reads_parts_of_the_english_word() {
    let found = read("{Villain} + -ous.");
    assert_eq!(found.parts.len(), 2);
    assert_eq!(found.parts[0].headword.as_deref(), Some("Villain"));
    assert_eq!(found.parts[1].form.as_ref().map(|form| form.text.as_str()), Some("-ous"));
    let found = read("From {Candid}.");
    assert_eq!(found.references[0].kind, ReferenceKind::From);
    assert!(read("See {Curse}.").is_reference_only());
}

#[test]
fn reads_greek_in_greek_letters_and_says_where_letters_are_lost() {
    let found = read("NL.,\n   fr. Gr. kako`s bad + ????? juice.");
    // The New Latin word is made of Greek ones; there is no Greek compound.
    assert_eq!(shown(&found.descent), ["NL. ="]);
    assert_eq!(found.descent[0].parts[0].form.as_ref().map(|form| form.text.as_str()), Some("κακός"));
    assert_eq!(found.descent[0].parts[1].form, None);
    assert_eq!(found.descent[0].parts[1].gloss.as_deref(), Some("juice"));
    let found = read("L. cachecticus, Gr. ?????????: cf. F. cachectique.");
    assert!(found.descent[1].lost);
}

#[test]
fn reads_shared_forms_doubts_and_roots() {
    let found = read(
        "OE. rinnen, rennen (imp.\n   ran, p. p. runnen, ronnen). AS. rinnan to flow (imp. ran, p.\n   p. gerunnen), and iernan, irnan, to run (imp. orn, arn, earn,\n   p. p. urnen); akin to D. runnen, rennen, OS. & OHG. rinnan,\n   Goth. rinnan, and perh. to L. oriri to\n   rise, Skr. [.r] (cf.\n   {Origin}), or perh. to L. rivus brook (cf. {Rival}).\n   [root]11. Cf. {Ember}, a., {Rennet}.",
    );
    assert_eq!(shown(&found.descent), ["OE. rinnen/rennen=", "AS. rinnan=to flow", "AS. iernan/irnan=to run"]);
    assert_eq!(found.descent[2].relation, Relation::Beside);
    assert_eq!(
        shown(&found.cognates),
        ["D. runnen/rennen=", "OS. rinnan=", "OHG. rinnan=", "Goth. rinnan=", "L. oriri=to rise?", "Skr. ṛ=?", "L. rivus=brook?"]
    );
    assert_eq!(found.roots, ["11"]);
}

#[test]
fn reads_diminutives_and_origins() {
    let found = read("F., fr. L. musculus a muscle,\n   a little mouse, dim. of mus a mouse. See {Mouse}, and cf.\n   sense 3 (below).");
    assert_eq!(shown(&found.descent), ["F. =", "L. musculus=a muscle, a little mouse", "L. mus=a mouse"]);
    assert_eq!(found.descent[2].note.as_deref(), Some("diminutive"));
    let found = read("OF. guerre, of German origin; cf. OHG. werra scandal,\n   quarrel, akin to E. war.");
    assert_eq!(shown(&found.descent), ["OF. guerre=", "German ="]);
    assert_eq!(found.descent[1].relation, Relation::Origin);
}

#[test]
fn keeps_as_remark_what_is_neither_descent_nor_kinship() {
    let found = read("Etymol. uncertain.");
    assert!(!found.tells_descent());
    assert_eq!(found.remarks.len(), 1);
    let found = read("From the name of an inventor.");
    assert_eq!(found.remarks[0].text, "From the name of an inventor.");
}

#[test]
fn never_panics_on_broken_text() {
    for text in ["", "{", "[", "(", "+", "L.", "L. ?", "&", "fr.", "cf. {", "L. [ae", "-- x", "L. & & OF. x + + y", "[root]", "é ü"] {
        let found = parse(text, Span::new(0, text.len()), &Lexicon { common: &english, known: &english });
        for stage in found.descent.iter().chain(&found.cognates) {
            assert!(stage.span.end <= text.len(), "{text}");
        }
    }
}

#[test]
fn keeps_variants_asides_and_remarks_out_of_the_descent() {
    let found = read(
        "F. tulipe, It. tulipano, tulipa, from Turk. tulbend, literally, a turban, Per. dulband; -- so called from\n   the resemblance of the form of this flower to a turban. See {Turban}.",
    );
    assert_eq!(shown(&found.descent), ["F. tulipe=", "It. tulipano/tulipa=", "Turk. tulbend=literally, a turban", "Per. dulband="]);
    assert!(found.remarks[0].text.starts_with("so called from the resemblance"));
    let found = read("LL. algebra, fr. Ar. al-jebr reduction; al-jebr\n   w'almuq[=a]balah reduction (by equations): cf. F. algebre.");
    assert_eq!(found.oldest_first().len(), 2);
    let found = read("L. sincerus, of uncertain origin; the first part perhaps akin to sin- in singuli.");
    assert_eq!(shown(&found.descent), ["L. sincerus="]);
    assert_eq!(found.remarks[0].text, "of uncertain origin");
}

#[test]
fn goes_on_after_an_abbreviation_no_table_knows() {
    let found = read("AS. eage; akin to D. oog, Xyz. ouga, G. auge, Goth. aug[=o]. Cf. {Ogle}.");
    assert_eq!(shown(&found.descent), ["AS. eage="]);
    assert!(found.cognates.iter().any(|stage| stage.language.name == "Gothic"));
}

#[test]
fn a_doubt_goes_with_what_it_is_said_of() {
    let found = read("F. marcher, in OF. also, to tread, prob. fr. L.\n   marcus hammer. Cf. {Mortar}.");
    assert_eq!(shown(&found.descent), ["F. marcher=", "L. marcus=hammer?"]);
    assert_eq!(found.unread[0].text, "in OF. also, to tread");
    let found = read("OE. clewe, AS. cleowen; akin to D. kluwen, and perch.\n   to L. gluma hull.");
    assert_eq!(shown(&found.cognates), ["D. kluwen=", "L. gluma=hull?"]);
}

#[test]
fn an_english_word_before_the_gloss_is_a_form() {
    let found = read("Probably from Ir. toiridhe, tor, a pursuer; akin to Ir. & Gael. toir a pursuit.");
    assert_eq!(shown(&found.descent), ["Ir. toiridhe/tor=a pursuer?"]);
}

#[test]
fn a_gloss_ends_where_something_is_said_of_the_form() {
    let known = |word: &str| english(word) || word == "pupa";
    let text = "Word \\Word\\, n. [L. pupus boy, pupa girl.]";
    let start = text.find('[').unwrap() + 1;
    let found = parse(text, Span::new(start, text.len() - 1), &Lexicon { common: &english, known: &known });
    assert_eq!(shown(&found.descent), ["L. pupus=boy", "L. pupa=girl"]);
    let found = read("L. torquere to twist, torture, in allusion to the causing.");
    assert_eq!(shown(&found.descent), ["L. torquere=to twist, torture"]);
    let found = read(
        "L. tragoedia, Gr. ?, fr. ? a tragic singer; ? a goat (perhaps akin to ? to gnaw, and E. trout) + ? to sing;\n   from the oldest tragedies being exhibited when a goat was sacrificed.",
    );
    assert!(!shown(&found.descent).iter().any(|stage| stage.contains("ολδ") || stage.contains("oldest")), "{:?}", shown(&found.descent));
    assert!(found.remarks.iter().any(|piece| piece.text.contains("oldest tragedies")), "{:?}", found.remarks);
    let found = read("AS. W[=o]dnes d[ae]g.");
    assert_eq!(shown(&found.descent), ["AS. Wōdnes dæg="]);
}

#[test]
fn reads_an_iota_beneath_a_greek_vowel() {
    let found = read("F. ode, Gr. 'w,dh` a song, \"rapsw,di`a, fr. \"rapsw,do`s a rhapsodist.");
    let shown = shown(&found.descent);
    assert_eq!(shown[1], "Gr. ᾠδή=a song", "{shown:?}");
    assert!(shown.iter().any(|stage| stage.ends_with("=a rhapsodist")), "{shown:?}");
}

#[test]
fn a_lost_form_that_leads_to_a_plus_is_a_part_and_no_spelling() {
    let found = read("L. episcopus, fr. Gr. ?, ? over + ? eye, fr. root of ?, ?, to look.");
    assert_eq!(shown(&found.descent), ["L. episcopus=", "Gr. ="]);
    assert!(found.descent[0].parts.is_empty());
    assert_eq!(found.descent[1].parts.iter().map(|part| part.gloss.as_deref()).collect::<Vec<_>>(), [Some("over"), Some("eye")]);
}

#[test]
fn descent_goes_on_after_what_the_word_is_compared_with() {
    let found = read("F. z[`e]le; cf. Pg. & It. zelo, Sp. celo; from L. zelus, Gr. ?, probably akin to ? to run.");
    assert_eq!(shown(&found.descent), ["F. zèle=", "L. zelus=", "Gr. ="]);
    assert_eq!(found.cognates.last().map(|stage| (stage.language.name.as_str(), stage.gloss.as_deref())), Some(("Greek", Some("to run"))));
    let found = read("F. bureau a window, equiv. to F. bure, and fr. OF. buire white, fr. L. burrus, fr. Gr. ? to run, prob. fr. ? war.");
    assert_eq!(shown(&found.descent), ["F. bureau=a window", "OF. buire=white", "L. burrus=", "Gr. =to run", "Gr. =war?"]);
    // What kin comes from is no ancestor: a sister tongue, or kin without a word that goes back.
    let found = read("AS. x[ae]x; akin to D. oog, fr. L. oculus eye.");
    assert_eq!(shown(&found.descent), ["AS. xæx="]);
    let found = read("F. signe, L. signum; cf. AS. segen, also fr. L. signum.");
    assert_eq!(shown(&found.descent), ["F. signe=", "L. signum="]);
    let found = read("L. villa; cf. F. ville; from G. weiler.");
    assert_eq!(shown(&found.descent), ["L. villa="]);
}

#[test]
fn a_remark_is_no_gloss() {
    let found = read("F. d['e]sirer, L. desiderare, origin\n   uncertain. See {Rise}.");
    assert_eq!(shown(&found.descent), ["F. désirer=", "L. desiderare="]);
    assert!(found.remarks.iter().any(|piece| piece.text.contains("origin uncertain")), "{:?}", found.remarks);
    let found = read("Sp., fr. the Mexican name of the tree. Cf. {Cacao}.");
    assert_eq!(shown(&found.descent), ["Sp. =", "Mexican ="]);
    assert_eq!(found.remarks[0].text, "fr. the Mexican name of the tree");
    let found = read("F. ambition, L. ambitio a village, war is Rome, to run, fr. ambire to rise.");
    assert_eq!(found.unread.len(), 1);
    assert_eq!(shown(&found.descent), ["F. ambition=", "L. ambitio=a village", "L. ambire=to rise"]);
}

#[test]
fn a_doubt_stays_with_the_words_it_is_said_of() {
    let found = read("L. paganus a village, fr. pagus a farm, perh. orig., a farm of the village: cf. pangere to run.");
    assert_eq!(found.unread[0].text, "perh. orig., a farm of the village");
    let found = read(
        "Scot. glamour; cf. Icel. gl[`a]m one who is white (?); or Icel. gl[=a]ms[=y]ni eye. Perh., however, a corruption of E. gramarye.",
    );
    assert!(!found.descent[0].doubtful, "{:?}", found.descent);
    assert_eq!(shown(&found.cognates), ["Icel. glàm=one who is white?", "Icel. glāmsȳni=eye"]);
    assert_eq!(found.unread[0].text, "Perh., however, a corruption of E. gramarye");
}

#[test]
fn what_kin_is_made_of_and_a_part_that_is_no_form_are_left_in_the_dictionarys_words() {
    let found = read("Cf. Sw. bylag, Icel. b[=y]l, fr. Sw. by village, Icel. byr + the word for war; hence, a war.");
    assert_eq!(found.unread[0].text, "fr. Sw. by village, Icel. byr + the word for war");
    assert_eq!(shown(&found.cognates), ["Sw. bylag=", "Icel. bȳl="]);
    let found = read("OE. ladi, AS. hl[=ae]fdige; AS. hl[=a]f loaf + a root of uncertain origin, possibly akin to E. dairy.");
    assert_eq!(found.unread[0].text, "AS. hlāf loaf + a root of uncertain origin, possibly akin to E. dairy");
    assert!(found.cognates.is_empty() && found.descent.iter().all(|stage| stage.parts.is_empty()));
}

#[test]
fn the_speech_of_a_province_stands_beside_its_tongue() {
    let found = read("Chin. tsh[=a], Prov. Chin. te: cf. F. th['e].");
    assert_eq!(found.descent[1].relation, Relation::Beside);
}

#[test]
fn a_stop_after_a_language_that_is_spelled_out_ends_no_sentence() {
    let found = read("AS. x[ae]x; akin to Skr. [,c][=u]ra war, Zend. [,c]ura white, OIr. caur.");
    assert_eq!(shown(&found.cognates), ["Skr. çūra=war", "Zend çura=white", "OIr. caur="]);
    assert!(found.remarks.is_empty(), "{:?}", found.remarks);
}

#[test]
fn kin_of_a_part_is_not_kin_of_the_word() {
    let found = read("Icel. gl[=a]ms[=y]ni; gl[=a]mr white + s[=y]ni eye, akin to E. see; akin to G. glam.");
    assert_eq!(shown(&found.cognates), ["G. glam="]);
    assert_eq!(shown(&found.descent[0].parts[1].kin), ["E. see="]);
}

#[test]
fn a_doubt_that_leads_to_parts_is_theirs() {
    let found = read("L. desiderare, perh. fr. de- + sidus window, and hence orig., to turn the eye from the window.");
    assert!(found.descent[0].parts.iter().any(|part| part.doubtful));
    assert_eq!(found.descent[0].parts[1].gloss.as_deref(), Some("window"));
    assert!(found.unread[0].text.ends_with("hence orig., to turn the eye from the window"), "{:?}", found.unread);
}
