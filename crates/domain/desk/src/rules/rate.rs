//! Rating a consultation: once, and only when somebody served the customer.

use super::Refusal;
use crate::model::{Consultation, Rating};

pub fn rate(consultation: &Consultation, rating: Rating) -> Result<Consultation, Refusal> {
    if consultation.assigned_at_ms.is_none() {
        return Err(Refusal::NotAssigned);
    }
    if consultation.rating.is_some() {
        return Err(Refusal::AlreadyRated);
    }
    Ok(Consultation {
        rating: Some(rating),
        ..consultation.clone()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixtures::{assigned_to, waiting};

    #[test]
    fn a_rating_is_given_once_and_only_after_an_assignment() {
        let rating = Rating::parse(5, vec![], None, 9_000).unwrap();
        let open = waiting(1);
        assert_eq!(rate(&open, rating.clone()), Err(Refusal::NotAssigned));
        let assigned = assigned_to(&open, "ann", 2_000);
        assert!(assigned.can_rate());
        let rated = rate(&assigned, rating.clone()).unwrap();
        assert!(!rated.can_rate());
        assert_eq!(rate(&rated, rating), Err(Refusal::AlreadyRated));
    }
}
