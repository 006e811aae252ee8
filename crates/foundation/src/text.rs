//! Which characters a text may hold that people or logs see: one rule for every parser.
//!
//! What is not seen lets one name look like another, turns the words around it, or writes into a terminal. In an *id* nothing
//! is unseen. In a *label* (a name, a title) what joins the parts of a letter or an emoji is fine. In *prose* (comments,
//! greetings) lines may break, and directions may be marked, as in what people write to each other: messages have a
//! rule of their own (`skein_content`, `characters`).

use crate::IdError;

/// Nothing of it is unseen.
pub const fn may_stand_in_id(character: char) -> bool {
    !is_control(character) && !turns_direction(character) && !is_invisible(character)
}

/// For one line that somebody is called by.
pub const fn may_stand_in_label(character: char) -> bool {
    !is_control(character)
        && !turns_direction(character)
        && (!is_invisible(character) || joins(character))
}

/// For a few lines.
pub const fn may_stand_in_prose(character: char) -> bool {
    matches!(character, '\n' | '\r' | '\t') || !is_control(character)
}

/// Whether nothing of it is seen: blanks, and characters that have no look of their own. The empty text, too.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(|one| {
        one.is_whitespace() || is_control(one) || turns_direction(one) || is_invisible(one)
    })
}

/// What somebody or something is called by: one line of at most so many characters, of which something is seen. Space around
/// it is not part of it.
pub fn parse_name(text: &str, max_chars: usize) -> Result<String, IdError> {
    let name = text.trim();
    if name.chars().all(|one| joins(one) || one.is_whitespace()) {
        return Err(IdError::Empty);
    }
    if name.chars().count() > max_chars {
        return Err(IdError::TooLong { max_chars });
    }
    if !name.chars().all(may_stand_in_label) {
        return Err(IdError::BadCharacter);
    }
    Ok(name.to_owned())
}

/// A word for programs: letters, digits, `-` and `_` of ASCII, at most so many.
pub fn parse_word(text: &str, max_chars: usize) -> Result<String, IdError> {
    if text.is_empty() {
        return Err(IdError::Empty);
    }
    if text.len() > max_chars {
        return Err(IdError::TooLong { max_chars });
    }
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if !text.bytes().all(is_plain) {
        return Err(IdError::BadCharacter);
    }
    Ok(text.to_owned())
}

/// A label out of what is not worth a refusal: what may not stand in it becomes a space where it parted words, else nothing.
pub fn as_label(text: &str) -> String {
    let cleaned: String = text
        .chars()
        .filter_map(|character| match character {
            control if is_control(control) => Some(' '),
            kept if may_stand_in_label(kept) => Some(kept),
            _ => None,
        })
        .collect();
    cleaned.trim().to_owned()
}

/// At most the bytes that a text takes inside the quotes of JSON. RFC 8259, section 7: what has to be escaped becomes two bytes,
/// or six.
pub fn json_bytes(text: &str) -> usize {
    text.bytes()
        .map(|byte| match byte {
            b'"' | b'\\' => 2,
            0..=0x1F => 6,
            _ => 1,
        })
        .sum()
}

/// Control characters, and the line and paragraph separators, which are controls in all but name.
const fn is_control(character: char) -> bool {
    matches!(
        character,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}'
    )
}

/// Marks, embeddings, overrides and isolates of the bidirectional algorithm.
const fn turns_direction(character: char) -> bool {
    matches!(
        character,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    )
}

/// Joiners of letters and emoji, and which of its two looks a character has.
const fn joins(character: char) -> bool {
    matches!(character, '\u{200c}' | '\u{200d}' | '\u{fe0e}' | '\u{fe0f}')
}

/// Of no width, or blank without being a space (Unicode: `Default_Ignorable_Code_Point`, and fillers).
const fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}'
            | '\u{34f}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200d}'
            | '\u{2060}'..='\u{206f}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    ) || character as u32 & 0xfffe == 0xfffe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_seen_stands_in_no_id_and_what_turns_words_in_no_label() {
        for bad in [
            '\0',
            '\u{7}',
            '\u{1b}',
            '\n',
            '\u{7f}',
            '\u{9b}',
            '\u{202e}',
            '\u{202a}',
            '\u{2066}',
            '\u{200e}',
            '\u{61c}',
            '\u{2028}',
            '\u{200b}',
            '\u{2060}',
            '\u{feff}',
            '\u{ad}',
            '\u{3164}',
            '\u{e0041}',
            '\u{180e}',
            '\u{ffff}',
        ] {
            assert!(!may_stand_in_id(bad), "{bad:?}");
            assert!(!may_stand_in_label(bad), "{bad:?}");
        }
        for joiner in ['\u{200c}', '\u{200d}', '\u{fe0f}'] {
            assert!(
                !may_stand_in_id(joiner) && may_stand_in_label(joiner),
                "{joiner:?}"
            );
        }
        for fine in [
            'a', '雁', 'ש', 'ي', 'é', '\u{301}', '🪿', ' ', '-', '\u{a0}',
        ] {
            assert!(
                may_stand_in_id(fine) && may_stand_in_label(fine),
                "{fine:?}"
            );
        }
        assert!(may_stand_in_prose('\n') && may_stand_in_prose('\u{200f}'));
        assert!(!may_stand_in_prose('\0') && !may_stand_in_prose('\u{1b}'));
    }

    #[test]
    fn of_a_name_something_is_seen() {
        for blank in [
            "",
            "   ",
            "\t",
            "\u{a0}\u{3000}",
            "\u{200d}",
            " \u{fe0f} \u{200c}",
        ] {
            assert_eq!(parse_name(blank, 9), Err(IdError::Empty), "{blank:?}");
        }
        assert_eq!(parse_name(" 九 寨 ", 3).as_deref(), Ok("九 寨"));
        let too_long = IdError::TooLong { max_chars: 2 };
        assert_eq!(parse_name("九 寨", 2), Err(too_long));
        assert_eq!(parse_name("a\u{1b}b", 9), Err(IdError::BadCharacter));
    }

    #[test]
    fn a_text_is_blank_when_nothing_of_it_is_seen() {
        for blank in [
            "",
            " \n\t",
            "\u{a0}\u{3000}",
            "\u{200b}",
            " \u{2060}\u{feff}\n",
            "\u{ad}\u{200e}\u{202e}",
            "\u{fe0f}\u{200d}",
            "\u{3164}\u{2800}\u{e0041}",
        ] {
            assert!(is_blank(blank), "{blank:?}");
        }
        for seen in [
            ".",
            "\u{200b}a",
            "雁",
            "\u{200f}שלום",
            "👩\u{200d}💻",
            "\u{301}",
        ] {
            assert!(!is_blank(seen), "{seen:?}");
        }
    }

    #[test]
    fn escapes_are_counted() {
        for text in [
            "\"\\/",
            "\n\r\t\u{8}\u{c}",
            "\u{0}\u{1f}\u{7f}",
            "信\u{2028}",
        ] {
            let quoted = serde_json::to_string(text).expect("a string");
            assert!(json_bytes(text) + 2 >= quoted.len(), "{quoted}");
        }
    }

    #[test]
    fn a_label_is_made_of_what_is_not_worth_a_refusal() {
        assert_eq!(as_label(" 九寨沟\n5\u{202e} 日\u{200b} "), "九寨沟 5 日");
        assert_eq!(as_label("\u{1b}[31mred"), "[31mred");
        assert_eq!(as_label("👩\u{200d}💻"), "👩\u{200d}💻");
    }
}
