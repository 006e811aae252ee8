//! What the customer thought of it.

use serde::{Deserialize, Serialize};
use skein_foundation::text::{may_stand_in_prose, parse_name};

use super::Invalid;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rating {
    /// 1 to 5.
    pub score: u8,
    pub tags: Vec<String>,
    pub comment: String,
    pub at_ms: i64,
}

impl Rating {
    pub const MAX_TAGS: usize = 8;
    pub const MAX_TAG_CHARS: usize = 32;
    pub const MAX_COMMENT_CHARS: usize = 500;

    pub fn parse(
        score: u8,
        tags: Vec<String>,
        comment: Option<&str>,
        at_ms: i64,
    ) -> Result<Self, Invalid> {
        if !(1..=5).contains(&score) {
            return Err(Invalid {
                field: "score",
                problem: "is not 1 to 5",
            });
        }
        let names = tags
            .into_iter()
            .map(|tag| parse_name(&tag, Self::MAX_TAG_CHARS));
        let names: Result<Vec<String>, _> = names.collect();
        let tags = names.ok().filter(|names| names.len() <= Self::MAX_TAGS);
        let tags = tags.ok_or(Invalid {
            field: "tags",
            problem: "are more than 8, empty, too long or hold what is not seen",
        })?;
        // What a customer pastes is not worth a refusal.
        let comment: String = comment
            .unwrap_or_default()
            .chars()
            .filter(|character| may_stand_in_prose(*character))
            .collect();
        let comment = comment.trim();
        if comment.chars().count() > Self::MAX_COMMENT_CHARS {
            return Err(Invalid {
                field: "comment",
                problem: "is longer than 500 characters",
            });
        }
        Ok(Self {
            score,
            tags,
            comment: comment.to_owned(),
            at_ms,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rating_is_within_its_limits() {
        let field = |score, tags: Vec<String>, comment: &str| {
            Rating::parse(score, tags, Some(comment), 1)
                .err()
                .map(|invalid| invalid.field)
        };
        assert_eq!(field(0, vec![], ""), Some("score"));
        assert_eq!(field(6, vec![], ""), Some("score"));
        assert_eq!(field(5, vec!["好".to_owned(); 9], ""), Some("tags"));
        assert_eq!(field(5, vec![String::new()], ""), Some("tags"));
        assert_eq!(field(5, vec!["  \u{3000}".to_owned()], ""), Some("tags"));
        assert_eq!(field(5, vec!["耐".repeat(33)], ""), Some("tags"));
        assert_eq!(field(5, vec![], &"x".repeat(501)), Some("comment"));
        assert_eq!(
            field(5, vec!["耐心".to_owned(); 8], &"谢".repeat(500)),
            None
        );
    }
}
