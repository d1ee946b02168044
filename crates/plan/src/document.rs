//! A YAML or JSON text as a tree whose nodes know their places.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use serde_saphyr::{Location, Spanned};

use crate::path::{Path, Segment};

/// Line and column, from 1.
pub(crate) type Place = Option<(u64, u64)>;

/// A value with its place.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) place: Place,
    pub(crate) kind: Kind,
}

/// What a node is.
#[derive(Debug)]
pub(crate) enum Kind {
    Null,
    Bool(bool),
    Number(Number),
    Text(String),
    List(Vec<Node>),
    Map(Vec<(Key, Node)>),
}

/// A key with its place.
#[derive(Debug)]
pub(crate) struct Key {
    pub(crate) place: Place,
    pub(crate) text: String,
}

/// Why a text could not be read.
#[derive(Debug)]
pub(crate) struct SyntaxError {
    pub(crate) place: Place,
    pub(crate) message: String,
}

impl Node {
    /// Reads a text: YAML, or JSON where the text is JSON that YAML cannot express.
    pub(crate) fn read(text: &str) -> Result<Self, SyntaxError> {
        let options = serde_saphyr::options! { strict_booleans: true, with_snippet: false };
        serde_saphyr::from_str_with_options::<Self>(text, options).or_else(|error| {
            // JSON strings may hold characters that YAML forbids; such a text is read without places.
            if text.trim_start().starts_with('{')
                && let Ok(Unplaced(node)) = serde_json::from_str(text)
            {
                return Ok(node);
            }
            let place = error.location().and_then(|location| place(&location));
            let message = match &error {
                serde_saphyr::Error::DuplicateMappingKey { key: Some(key), .. } => format!("the key `{key}` is there twice"),
                other => without_place(other.to_string().lines().next().unwrap_or_default()).to_owned(),
            };
            Err(SyntaxError { place, message })
        })
    }

    pub(crate) fn to_value(&self) -> Value {
        match &self.kind {
            Kind::Null => Value::Null,
            Kind::Bool(yes) => Value::Bool(*yes),
            Kind::Number(number) => Value::Number(number.clone()),
            Kind::Text(text) => Value::String(text.clone()),
            Kind::List(items) => Value::Array(items.iter().map(Self::to_value).collect()),
            Kind::Map(fields) => Value::Object(fields.iter().map(|(key, node)| (key.text.clone(), node.to_value())).collect::<Map<_, _>>()),
        }
    }

    /// What the node is, for messages.
    pub(crate) fn described(&self) -> &'static str {
        match self.kind {
            Kind::Null => "nothing",
            Kind::Bool(_) => "a boolean",
            Kind::Number(_) => "a number",
            Kind::Text(_) => "a text",
            Kind::List(_) => "a list",
            Kind::Map(_) => "a mapping",
        }
    }
}

/// Where the values of a text stand.
#[derive(Debug)]
pub struct Places(Option<Node>);

impl Places {
    /// The places of a YAML or JSON text; none where it cannot be read.
    pub fn of(text: &str) -> Self {
        Self(Node::read(text).ok())
    }

    pub(crate) fn of_node(node: Node) -> Self {
        Self(Some(node))
    }

    /// Line and column (from 1) of the value at a path such as `steps[2].needs[0]`; of the deepest part of the path that
    /// exists, where the value itself does not.
    pub fn locate(&self, path: &str) -> Option<(u64, u64)> {
        self.find(&Path::parse(path))
    }

    pub(crate) fn find(&self, path: &Path) -> Option<(u64, u64)> {
        let mut node = self.0.as_ref()?;
        let mut place = node.place;
        for segment in &path.0 {
            let (found, at) = match (segment, &node.kind) {
                (Segment::Key(wanted), Kind::Map(fields)) => {
                    match fields.iter().find(|(key, _)| key.text == *wanted) {
                        // A key shows better where a field begins than its value, which may start a line later.
                        Some((key, field)) => (field, key.place.or(field.place)),
                        None => break,
                    }
                }
                (Segment::Index(index), Kind::List(items)) => match items.get(*index) {
                    Some(item) => (item, item.place),
                    None => break,
                },
                _ => break,
            };
            node = found;
            place = at.or(place);
        }
        place
    }
}

fn place(location: &Location) -> Place {
    (location.line() > 0).then(|| (location.line(), location.column()))
}

/// The place is told apart from the message.
fn without_place(message: &str) -> &str {
    let message = message.strip_prefix("error: ").unwrap_or(message);
    message.split(" at line ").next().unwrap_or(message)
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Spanned { value, referenced, .. } = Spanned::<Kind>::deserialize(deserializer)?;
        Ok(Self { place: place(&referenced), kind: value })
    }
}

impl<'de> Deserialize<'de> for Kind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(KindVisitor::<Node, Spanned<String>>(PhantomData))
    }
}

/// A node of a text whose reader does not tell places.
struct Unplaced(Node);

impl<'de> Deserialize<'de> for Unplaced {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let kind = deserializer.deserialize_any(KindVisitor::<Self, String>(PhantomData))?;
        Ok(Self(Node { place: None, kind }))
    }
}

impl From<Unplaced> for Node {
    fn from(Unplaced(node): Unplaced) -> Self {
        node
    }
}

impl From<Spanned<String>> for Key {
    fn from(Spanned { value: text, referenced, .. }: Spanned<String>) -> Self {
        Self { place: place(&referenced), text }
    }
}

impl From<String> for Key {
    fn from(text: String) -> Self {
        Self { place: None, text }
    }
}

/// Reads a value whose inner values are read as `N` and whose keys as `K`.
struct KindVisitor<N, K>(PhantomData<(N, K)>);

impl<'de, N, K> Visitor<'de> for KindVisitor<N, K>
where
    N: Deserialize<'de> + Into<Node>,
    K: Deserialize<'de> + Into<Key>,
{
    type Value = Kind;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Kind, E> {
        Ok(Kind::Null)
    }

    fn visit_bool<E: de::Error>(self, yes: bool) -> Result<Kind, E> {
        Ok(Kind::Bool(yes))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Kind, E> {
        Ok(Kind::Number(number.into()))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Kind, E> {
        Ok(Kind::Number(number.into()))
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Kind, E> {
        Number::from_f64(number).map(Kind::Number).ok_or_else(|| E::custom("a number must be finite"))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Kind, E> {
        Ok(Kind::Text(text.to_owned()))
    }

    fn visit_string<E: de::Error>(self, text: String) -> Result<Kind, E> {
        Ok(Kind::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Kind, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element::<N>()? {
            items.push(item.into());
        }
        Ok(Kind::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Kind, A::Error> {
        let mut fields: Vec<(Key, Node)> = Vec::new();
        let mut seen = std::collections::BTreeSet::new();
        while let Some(key) = map.next_key::<K>()? {
            let key: Key = key.into();
            // YAML refuses this itself; JSON would let the last one win in silence.
            if !seen.insert(key.text.clone()) {
                return Err(de::Error::custom(format!("the key `{}` is there twice", key.text)));
            }
            fields.push((key, map.next_value::<N>()?.into()));
        }
        Ok(Kind::Map(fields))
    }
}
