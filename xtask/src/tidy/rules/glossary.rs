//! One thing has one name. What others see (public items, their documentation, the wire, the REST contract, exports of
//! the SDK) uses the words of `docs/glossary.md`; the common synonyms from elsewhere are found here.

use super::super::Finding;
use super::super::source::SourceFile;

/// Words that mean one of our terms elsewhere, with the term. Compared word by word: `chatRoom` is `chat`, `room`.
const SYNONYMS: &[(&[&str], &str)] = &[
    (&["chat", "room"], "conversation"),
    (&["chatroom"], "conversation"),
    (&["room", "id"], "conversation id"),
    (&["dialog", "id"], "conversation id"),
    (&["ticket", "id"], "consultation id"),
    (&["support", "ticket"], "consultation"),
    (&["tickets"], "consultations"),
    (&["tenant"], "app"),
    (&["tenants"], "apps"),
    (&["merchant"], "app"),
    (&["skill", "group"], "team"),
    (&["agent", "group"], "team"),
    (&["staff", "id"], "agent uid"),
    (&["servicer"], "agent"),
    (&["seat", "id"], "agent uid"),
    (&["guest"], "visitor"),
    (&["seq", "no"], "seq"),
    (&["seq", "num"], "seq"),
    (&["msg", "seq"], "seq"),
    (&["read", "receipt"], "read mark"),
    (&["read", "receipts"], "read marks"),
    (&["delivery", "receipt"], "received mark"),
    (&["delivery", "receipts"], "received marks"),
    (&["device", "class"], "terminal"),
    (&["platform", "id"], "terminal"),
];

pub(super) fn check(file: &SourceFile) -> Vec<Finding> {
    if file.holds_bad_samples() || file.is_test() {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for (number, line) in file
        .numbered_lines()
        .filter(|(_, line)| is_public(file, line))
    {
        let words = words(line);
        for (synonym, term) in SYNONYMS {
            if words
                .windows(synonym.len())
                .any(|window| window == *synonym)
            {
                findings.push(Finding::in_line(
                    &file.path,
                    number,
                    format!("`{}`: we say {term}", synonym.join(" ")),
                ));
            }
        }
    }
    findings
}

/// True for a line that others get to see.
fn is_public(file: &SourceFile, line: &str) -> bool {
    let line = line.trim_start();
    if file.is_rust() && file.path.starts_with("crates/") {
        ["///", "//!", "pub "]
            .iter()
            .any(|opening| line.starts_with(opening))
    } else if file.path.starts_with("web/packages/sdk/") && file.has_extension(&["ts"]) {
        line.starts_with("export ")
    } else {
        file.has_extension(&["proto"]) || file.path.starts_with("openapi/")
    }
}

/// Lower-case words of a line; `clientMsgId`, `client_msg_id` and `client msg id` are the same three.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_lower = false;
    for character in line.chars() {
        let begins_word = character.is_uppercase() && was_lower;
        if begins_word || !character.is_alphanumeric() {
            words.push(String::new());
        }
        if character.is_alphanumeric() {
            words
                .last_mut()
                .expect("there is always a word under way")
                .extend(character.to_lowercase());
        }
        was_lower = character.is_lowercase();
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number_of_findings(path: &str, line: &str) -> usize {
        check(&SourceFile::sample(path, line)).len()
    }

    #[test]
    fn the_glossary_lists_exactly_these_synonyms() {
        let glossary = include_str!("../../../../docs/glossary.md");
        let marked: Vec<&str> = glossary
            .split(" •")
            .map(|text| text.rsplit(['|', ',']).next().unwrap_or("").trim())
            .collect();
        for (synonym, _) in SYNONYMS {
            assert!(
                marked.contains(&synonym.join(" ").as_str()),
                "{synonym:?} is not marked in the glossary"
            );
        }
        // The text after the last mark is no synonym, and the explanation above the table has one mark.
        assert_eq!(marked.len() - 2, SYNONYMS.len(), "{marked:?}");
    }

    #[test]
    fn names_are_taken_apart_into_words() {
        assert_eq!(
            words("pub fn openChatRoom(client_msg_id: u64)"),
            [
                "pub", "fn", "open", "chat", "room", "client", "msg", "id", "u64"
            ]
        );
    }

    #[test]
    fn synonyms_in_public_places_are_found() {
        assert_eq!(
            number_of_findings(
                "crates/domain/desk/src/model.rs",
                "    pub ticket_id: String,"
            ),
            1
        );
        assert_eq!(
            number_of_findings("crates/domain/desk/src/model.rs", "/// Opens a chat room."),
            1
        );
        assert_eq!(
            number_of_findings("proto/skein/v1/frame.proto", "string chatroom = 1;"),
            1
        );
        assert_eq!(
            number_of_findings(
                "web/packages/sdk/src/client.ts",
                "export interface ReadReceipt {"
            ),
            1
        );
        assert_eq!(
            number_of_findings("openapi/skein.json", "\"tenantId\": {"),
            1
        );
    }

    #[test]
    fn private_code_tests_and_our_own_words_are_left_alone() {
        assert_eq!(
            number_of_findings("crates/domain/desk/src/model.rs", "    let ticket = 1;"),
            0
        );
        assert_eq!(
            number_of_findings("crates/domain/desk/src/tests.rs", "/// A chat room."),
            0
        );
        assert_eq!(
            number_of_findings(
                "crates/domain/desk/src/model.rs",
                "/// The read mark of a consultation."
            ),
            0
        );
    }
}
