//! JSON that nests deeper than `serde_json` reads. Nothing that deep is written any more; earlier releases did not look, and the runs in
//! whose journals it stands must be readable all the same.

use std::fmt;
use std::thread;

use serde::de::{DeserializeOwned, Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use serde_json::{Error, Value};

/// Levels that are read at most.
const DEEPEST: usize = 500;
/// Room for so many levels, several times over, whatever the stack of the caller.
const STACK_BYTES: usize = 16 * 1024 * 1024;

/// Reads a text that the database has accepted as JSON.
pub(crate) fn read<T: DeserializeOwned + Send>(text: &str) -> Result<T, Error> {
    match serde_json::from_str(text) {
        // The database takes nothing but JSON, so only its depth can be wrong.
        Err(error) if error.is_syntax() => thread::scope(|scope| {
            let reader =
                thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, || serde_json::from_value(value(text, DEEPEST)?));
            reader.map_err(Error::io)?.join().unwrap_or_else(|_| Err(Error::custom("reading it broke off")))
        }),
        read => read,
    }
}

/// What is inside a list or an object is passed over first, which takes no stack, and read afterwards.
fn value(text: &str, levels: usize) -> Result<Value, Error> {
    let inside = || levels.checked_sub(1).ok_or_else(|| Error::custom(format!("it nests deeper than {DEEPEST}")));
    match text.trim_start().as_bytes().first() {
        Some(b'[') => {
            let (items, levels) = (serde_json::from_str::<Vec<&RawValue>>(text)?, inside()?);
            items.into_iter().map(|item| value(item.get(), levels)).collect()
        }
        Some(b'{') => {
            let (Fields(fields), levels) = (serde_json::from_str(text)?, inside()?);
            fields.into_iter().map(|(name, field)| Ok((name, value(field.get(), levels)?))).collect()
        }
        _ => serde_json::from_str(text),
    }
}

/// The fields of an object, in their order.
struct Fields<'t>(Vec<(String, &'t RawValue)>);

impl<'de> Deserialize<'de> for Fields<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Fields<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut fields = Vec::new();
                while let Some(field) = map.next_entry()? {
                    fields.push(field);
                }
                Ok(Fields(fields))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_deeper_than_the_parser_goes_is_read_in_order_and_up_to_a_bound() {
        let nested = |levels| (0..levels).fold(json!({"z": 1, "a": [true, null, "\u{e9}\n"]}), |inside, _| json!({"z": [inside], "a": 2}));
        for levels in [0, 10, 100, 240] {
            let text = nested(levels).to_string();
            assert_eq!(serde_json::from_str::<Value>(&text).is_ok(), levels < 100);
            assert_eq!(read::<Value>(&text).unwrap().to_string(), text);
        }
        assert!(read::<Value>(&nested(250).to_string()).unwrap_err().to_string().contains("deeper than 500"));
        assert!(read::<Vec<bool>>("{}").unwrap_err().is_data());
    }
}
