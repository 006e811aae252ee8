//! Content on its way between nodes: as in the log, a tag and texts.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::registry::Content;

impl Serialize for Content {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut parts = Vec::new();
        self.store(|part| parts.push(part.to_owned()));
        (self.tag(), parts).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Content {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (tag, parts) = <(u8, Vec<String>)>::deserialize(deserializer)?;
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        Self::restore(tag, &parts).map_err(|_| D::Error::custom("content of an unknown kind"))
    }
}

#[cfg(test)]
mod tests {
    use crate::registry::Content;

    #[test]
    fn content_arrives_as_it_left() {
        let said = Content::text("您好\n\"quoted\"");
        let carried = serde_json::to_string(&said).unwrap();
        assert_eq!(serde_json::from_str::<Content>(&carried).unwrap(), said);
        for broken in ["[255,[\"?\"]]", "[1,[]]", "{}"] {
            assert!(serde_json::from_str::<Content>(broken).is_err(), "{broken}");
        }
    }
}
