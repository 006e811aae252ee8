//! Keyset pages: a page ends with the key of its last item, and the next one begins after it.

use std::fmt;

use super::{Consultation, QueuePlace};

/// Items of any page at most.
pub const MAX_PAGE: usize = 100;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// Where the next page begins; `None` at the end.
    pub next_cursor: Option<String>,
}

impl<T> Page<T> {
    /// From one item more than asked for: the surplus says that there is a further page.
    pub fn cut(mut items: Vec<T>, limit: usize, cursor_of: impl Fn(&T) -> String) -> Self {
        let more = items.len() > limit;
        items.truncate(limit);
        let next_cursor = if more {
            items.last().map(cursor_of)
        } else {
            None
        };
        Self { items, next_cursor }
    }

    pub fn with_items<U>(self, items: Vec<U>) -> Page<U> {
        Page {
            items,
            next_cursor: self.next_cursor,
        }
    }
}

/// After which consultation a page begins, in the order of its list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConsultationCursor {
    /// Next to be served first.
    Queue(QueuePlace),
    /// Newest first, by ticket.
    Opened(u64),
    /// Last resolved first, by number.
    Resolved(u64),
}

/// A cursor that this list never gave out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the cursor is not one of this list")]
pub struct BadCursor;

impl ConsultationCursor {
    pub fn after_resolved(consultation: &Consultation) -> Self {
        Self::Resolved(consultation.resolved_number.unwrap_or_default())
    }

    /// From the cursor of an earlier page.
    pub fn parse(text: &str) -> Result<Self, BadCursor> {
        let (kind, rest) = text.split_once('.').ok_or(BadCursor)?;
        // Stores keep signed numbers: none of them drew one above these.
        let drawn = |text: &str| {
            text.parse::<i64>()
                .ok()
                .and_then(|number| u64::try_from(number).ok())
                .ok_or(BadCursor)
        };
        match kind {
            "q" => {
                let (priority, ticket) = rest.split_once('.').ok_or(BadCursor)?;
                Ok(Self::Queue(QueuePlace {
                    priority: priority.parse().map_err(|_| BadCursor)?,
                    ticket: drawn(ticket)?,
                }))
            }
            "o" => Ok(Self::Opened(drawn(rest)?)),
            "r" => Ok(Self::Resolved(drawn(rest)?)),
            _ => Err(BadCursor),
        }
    }
}

impl fmt::Display for ConsultationCursor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Queue(place) => write!(formatter, "q.{}.{}", place.priority, place.ticket),
            Self::Opened(ticket) => write!(formatter, "o.{ticket}"),
            Self::Resolved(number) => write!(formatter, "r.{number}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_back_and_anything_else_is_refused() {
        for cursor in [
            ConsultationCursor::Queue(QueuePlace {
                priority: 100,
                ticket: 42,
            }),
            ConsultationCursor::Opened(7),
            ConsultationCursor::Resolved(1_700_000_000_000),
        ] {
            assert_eq!(ConsultationCursor::parse(&cursor.to_string()), Ok(cursor));
        }
        for text in [
            "",
            "q",
            "q.1",
            "q.x.1",
            "o.-1",
            "r.",
            "r.a",
            "r.1.2",
            "z.1",
            "q.99999999.1",
            "q.1.9223372036854775808",
            "q.1.-1",
        ] {
            assert_eq!(ConsultationCursor::parse(text), Err(BadCursor), "{text}");
        }
    }

    #[test]
    fn only_a_full_page_with_a_surplus_goes_on() {
        let page = Page::cut(vec![1, 2, 3], 2, ToString::to_string);
        assert_eq!(
            page,
            Page {
                items: vec![1, 2],
                next_cursor: Some("2".to_owned())
            }
        );
        assert_eq!(
            Page::cut(vec![1, 2], 2, ToString::to_string).next_cursor,
            None
        );
    }
}
