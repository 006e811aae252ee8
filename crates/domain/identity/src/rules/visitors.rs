//! How anonymous visitors are named until they say who they are.

use skein_foundation::Uid;

use crate::model::{DisplayName, Locale};
use crate::model::{VISITOR_PREFIX, random_text};

/// 120 random bits: nobody guesses another visitor's uid.
pub(crate) fn new_visitor_uid() -> Uid {
    Uid::parse(&format!("{VISITOR_PREFIX}{}", random_text::<15>()))
        .expect("the prefix and 20 base64 characters are a uid")
}

/// What agents call the visitor: a word in the visitor's language and a few characters to tell two apart.
pub(crate) fn visitor_name(uid: &Uid, locale: Option<&Locale>) -> DisplayName {
    let mark: String = uid
        .as_str()
        .trim_start_matches(VISITOR_PREFIX)
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(4)
        .collect::<String>()
        .to_ascii_uppercase();
    let word = if locale.is_some_and(Locale::is_chinese) {
        "访客"
    } else {
        "Visitor"
    };
    DisplayName::parse(&format!("{word} {mark}")).expect("a word and four characters are a name")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn visitors_are_told_apart_in_their_language() {
        let uid = Uid::parse("v_-a_b1c2d3").unwrap();
        let chinese = Locale::parse("zh-CN").unwrap();
        assert_eq!(visitor_name(&uid, Some(&chinese)).as_str(), "访客 AB1C");
        assert_eq!(visitor_name(&uid, None).as_str(), "Visitor AB1C");
        assert_ne!(new_visitor_uid(), new_visitor_uid());
    }
}
