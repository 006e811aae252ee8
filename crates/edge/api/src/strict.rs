//! Reads JSON bodies by the letter: an object is an object, a name stands in it once, and nothing comes after it.
//!
//! The derived reading of a struct also takes an array with the fields in their order. A client that sends one has a bug
//! that would show much later, when a field is added; and the contract says `object`. So bodies are read here, into a
//! value first and from it into the type.

use std::fmt;

use serde::de::value::StringDeserializer;
use serde::de::{
    self, DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, MapAccess,
    SeqAccess, Unexpected, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;
use serde_json::{Number, Value};

use crate::json_value;

/// Longer names are cut where they are repeated to the client.
const MAX_SHOWN_CHARS: usize = 40;
/// Whole numbers beyond it are not told apart by half of the languages there are.
const MAX_EXACT: f64 = 9_007_199_254_740_991.0;

/// Why a body is not taken.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum BodyError {
    NotJson,
    /// It holds more values than any operation asks for.
    TooMuch,
    /// It is JSON, but not what is asked for.
    Refused(String),
}

/// Reads the whole body into the type.
pub(crate) fn from_slice<T: DeserializeOwned>(body: &[u8]) -> Result<T, BodyError> {
    from_slice_of(body, json_value::FREE_BYTES)
}

/// As [`from_slice`], for a body whose values may cost so much whatever its length.
pub(crate) fn from_slice_of<T: DeserializeOwned>(
    body: &[u8],
    free_bytes: usize,
) -> Result<T, BodyError> {
    let value = json_value::from_slice(body, free_bytes)?;
    T::deserialize(Strict(value)).map_err(|error| BodyError::Refused(error.to_string()))
}

/// Reads a value that came out of a body into the type that a field of it named.
pub(crate) fn from_value<T: DeserializeOwned>(value: Value) -> Result<T, String> {
    T::deserialize(Strict(value)).map_err(|error| error.to_string())
}

/// What a client sent, as it may be repeated to it.
pub(crate) fn shown(text: &str) -> String {
    let short: String = text.chars().take(MAX_SHOWN_CHARS).collect();
    short.escape_debug().to_string()
}

/// What was wrong, and where.
#[derive(Debug, Default)]
struct Refusal {
    place: String,
    problem: String,
}

impl Refusal {
    fn within(mut self, outer: &str) -> Self {
        // Some rules name the field themselves.
        if self.place.is_empty()
            && let Some(rest) = self.problem.strip_prefix(outer)
            && let Some(rest) = rest.strip_prefix(' ')
        {
            self.problem = rest.to_owned();
        }
        self.place = match self.place.chars().next() {
            None => outer.to_owned(),
            Some('[') => format!("{outer}{}", self.place),
            Some(_) => format!("{outer}.{}", self.place),
        };
        self
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // "name is empty", but "name: invalid type".
        let reads_on = ["is ", "are ", "holds ", "has "]
            .iter()
            .any(|start| self.problem.starts_with(start));
        match (self.place.as_str(), reads_on) {
            ("", true) => write!(formatter, "the body {}", self.problem),
            ("", false) => formatter.write_str(&self.problem),
            (place, true) => write!(formatter, "{place} {}", self.problem),
            (place, false) => write!(formatter, "{place}: {}", self.problem),
        }
    }
}

impl std::error::Error for Refusal {}

impl de::Error for Refusal {
    fn custom<T: fmt::Display>(problem: T) -> Self {
        Self {
            place: String::new(),
            problem: problem.to_string(),
        }
    }

    fn unknown_field(name: &str, expected: &'static [&'static str]) -> Self {
        let known = match expected {
            [] => "there are none".to_owned(),
            names => format!("known are {}", names.join(", ")),
        };
        Self::custom(format_args!("unknown field `{}`; {known}", shown(name)))
    }

    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        Self::custom(format_args!("is not one of {}", expected.join(", ")))
    }

    fn invalid_type(unexpected: Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        // Without the value: an answer does not repeat what was sent.
        let found = match unexpected {
            Unexpected::Bool(_) => "true or false",
            Unexpected::Unsigned(_) | Unexpected::Signed(_) | Unexpected::Float(_) => "a number",
            Unexpected::Str(_) => "a text",
            Unexpected::Unit | Unexpected::Option => "null",
            Unexpected::Seq => "an array",
            Unexpected::Map => "an object",
            _ => "something else",
        };
        Self::custom(format_args!("is {found}, not {expected}"))
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::custom(format_args!("is out of range: {expected} is expected"))
    }
}

struct Strict(Value);

impl Strict {
    fn unexpected(&self) -> Unexpected<'_> {
        match &self.0 {
            Value::Null => Unexpected::Unit,
            Value::Bool(value) => Unexpected::Bool(*value),
            Value::Number(_) => Unexpected::Float(0.0),
            Value::String(text) => Unexpected::Str(text),
            Value::Array(_) => Unexpected::Seq,
            Value::Object(_) => Unexpected::Map,
        }
    }
}

/// `5.0` is the whole number 5, as JSON Schema has it.
fn visit_number<'de, V: Visitor<'de>>(number: &Number, visitor: V) -> Result<V::Value, Refusal> {
    if let Some(whole) = number.as_u64() {
        return visitor.visit_u64(whole);
    }
    if let Some(whole) = number.as_i64() {
        return visitor.visit_i64(whole);
    }
    let value = number.as_f64().unwrap_or(f64::NAN);
    if value.fract() == 0.0 && value.abs() <= MAX_EXACT {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "it is whole and within 2^53"
        )]
        let whole = value as i64;
        return match u64::try_from(whole) {
            Ok(whole) => visitor.visit_u64(whole),
            Err(_) => visitor.visit_i64(whole),
        };
    }
    visitor.visit_f64(value)
}

impl<'de> Deserializer<'de> for Strict {
    type Error = Refusal;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(value),
            Value::Number(number) => visit_number(&number, visitor),
            Value::String(text) => visitor.visit_string(text),
            Value::Array(items) => visitor.visit_seq(Items {
                items: items.into_iter(),
                index: 0,
            }),
            Value::Object(fields) => visitor.visit_map(Fields {
                fields: fields.into_iter(),
                value: None,
            }),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        match self.0 {
            Value::Null => visitor.visit_none(),
            value => visitor.visit_some(Self(value)),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Refusal> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refusal> {
        match self.0 {
            Value::Object(_) => self.deserialize_any(visitor),
            _ => Err(de::Error::invalid_type(self.unexpected(), &"an object")),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refusal> {
        match self.0 {
            Value::String(text) => visitor.visit_enum(Choice {
                name: text,
                value: None,
            }),
            Value::Object(fields) if fields.len() == 1 => {
                let (name, value) = fields.into_iter().next().expect("it has one field");
                visitor.visit_enum(Choice {
                    name,
                    value: Some(value),
                })
            }
            Value::Object(_) => Err(de::Error::custom(format_args!(
                "has not exactly one of the fields {}",
                variants.join(", ")
            ))),
            _ => Err(de::Error::custom(format_args!(
                "is not one of {}",
                variants.join(", ")
            ))),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        seq tuple tuple_struct map identifier ignored_any
    }
}

struct Items {
    items: std::vec::IntoIter<Value>,
    index: usize,
}

impl<'de> SeqAccess<'de> for Items {
    type Error = Refusal;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Refusal> {
        let Some(item) = self.items.next() else {
            return Ok(None);
        };
        let place = format!("[{}]", self.index);
        self.index += 1;
        seed.deserialize(Strict(item))
            .map(Some)
            .map_err(|error| error.within(&place))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.items.len())
    }
}

struct Fields {
    fields: serde_json::map::IntoIter,
    value: Option<(String, Value)>,
}

impl<'de> MapAccess<'de> for Fields {
    type Error = Refusal;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Refusal> {
        let Some((name, value)) = self.fields.next() else {
            return Ok(None);
        };
        let key: StringDeserializer<Refusal> = name.clone().into_deserializer();
        self.value = Some((name, value));
        seed.deserialize(key).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Refusal> {
        let (name, value) = self.value.take().expect("a value follows its name");
        seed.deserialize(Strict(value))
            .map_err(|error| error.within(&shown(&name)))
    }
}

struct Choice {
    name: String,
    value: Option<Value>,
}

impl<'de> EnumAccess<'de> for Choice {
    type Error = Refusal;
    type Variant = Chosen;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Chosen), Refusal> {
        let name: StringDeserializer<Refusal> = self.name.clone().into_deserializer();
        let chosen = Chosen {
            name: self.name,
            value: self.value,
        };
        Ok((seed.deserialize(name)?, chosen))
    }
}

struct Chosen {
    name: String,
    value: Option<Value>,
}

impl<'de> VariantAccess<'de> for Chosen {
    type Error = Refusal;

    fn unit_variant(self) -> Result<(), Refusal> {
        match self.value {
            None => Ok(()),
            Some(_) => Err(de::Error::custom("is an object, not a name")),
        }
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Refusal> {
        let value = self
            .value
            .ok_or_else(|| <Refusal as de::Error>::custom("is a name, not an object"))?;
        seed.deserialize(Strict(value))
            .map_err(|error| error.within(&shown(&self.name)))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Refusal> {
        Err(<Refusal as de::Error>::custom(
            "is of a shape that no body has",
        ))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Refusal> {
        Err(<Refusal as de::Error>::custom(
            "is of a shape that no body has",
        ))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;

    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "camelCase", deny_unknown_fields)]
    struct Outer {
        a_count: Option<u32>,
        inner: Option<Inner>,
        choice: Option<Choice>,
        #[serde(default)]
        list: Vec<Inner>,
        #[serde(default)]
        names: BTreeMap<String, String>,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Inner {
        b: String,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Choice {
        Text(String),
        Deep(Inner),
    }

    fn refused(text: &str) -> String {
        match from_slice::<Outer>(text.as_bytes()) {
            Err(BodyError::Refused(problem)) => problem,
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn an_array_is_no_object_at_any_depth() {
        for (text, place) in [
            ("[]", "the body is an array"),
            ("[1, null]", "the body is an array"),
            (r#"{"inner": ["x"]}"#, "inner is an array"),
            (r#"{"list": [{"b": "x"}, ["x"]]}"#, "list[1] is an array"),
            (r#"{"choice": {"deep": ["x"]}}"#, "choice.deep is an array"),
            (r#"{"names": []}"#, "names is an array"),
        ] {
            let problem = refused(text);
            assert!(problem.starts_with(place), "{text}: {problem}");
        }
    }

    #[test]
    fn a_name_stands_once_and_is_known() {
        for text in [
            r#"{"aCount": 1, "aCount": 1}"#,
            r#"{"names": {"x": "1", "x": "2"}}"#,
            r#"{"inner": {"b": "1", "b": "1"}}"#,
        ] {
            assert!(refused(text).contains("stands twice"), "{text}");
        }
        assert_eq!(
            refused(r#"{"inner": {"b": "", "c\u0007": 1}}"#),
            "inner: unknown field `c\\u{7}`; known are b"
        );
        let long = format!(r#"{{"{}": 1}}"#, "x".repeat(10_000));
        assert!(refused(&long).len() < 200);
        assert!(refused(r#"{"choice": {"text": "", "deep": {"b": ""}}}"#).contains("exactly one"));
        assert!(refused(r#"{"choice": {}}"#).contains("exactly one"));
    }

    #[test]
    fn whole_numbers_may_be_written_as_fractions_and_null_is_nothing() {
        let outer = |text: &str| from_slice::<Outer>(text.as_bytes());
        assert_eq!(outer(r#"{"aCount": 5.0}"#).unwrap().a_count, Some(5));
        assert_eq!(outer(r#"{"aCount": null}"#).unwrap().a_count, None);
        for text in [
            r#"{"aCount": 5.5}"#,
            r#"{"aCount": -1}"#,
            r#"{"aCount": 4294967296}"#,
            r#"{"aCount": 1e30}"#,
            r#"{"aCount": "5"}"#,
            r#"{"list": null}"#,
        ] {
            refused(text);
        }
    }

    #[test]
    fn what_is_not_json_is_told_apart() {
        let deep = "[".repeat(100_000);
        for text in [
            "",
            "{",
            "{} x",
            "{}{}",
            "{'a': 1}",
            "\u{feff}{}",
            "1e999",
            deep.as_str(),
        ] {
            let read = from_slice::<Outer>(text.as_bytes());
            assert_eq!(
                read,
                Err(BodyError::NotJson),
                "{}",
                &text[..text.len().min(9)]
            );
        }
        assert_eq!(
            from_slice::<Outer>(b"{\"inner\": \"\xff\"}"),
            Err(BodyError::NotJson)
        );
    }
}
