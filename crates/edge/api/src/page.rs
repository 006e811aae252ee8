//! Keyset pages as they travel.

use serde::{Deserialize, Serialize};
use skein_desk::model::Page;
use utoipa::{IntoParams, ToSchema};

use crate::problem::Problem;

const DEFAULT_LIMIT: usize = 50;
const MAX_LIMIT: usize = 100;

#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PageQuery {
    /// 50 when left out.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<usize>,
    /// `nextCursor` of the page before.
    pub(crate) cursor: Option<String>,
}

impl PageQuery {
    pub(crate) fn limit(&self) -> Result<usize, Problem> {
        checked_limit(self.limit)
    }
}

pub(crate) fn checked_limit(limit: Option<usize>) -> Result<usize, Problem> {
    match limit {
        None => Ok(DEFAULT_LIMIT),
        Some(limit) if (1..=MAX_LIMIT).contains(&limit) => Ok(limit),
        Some(_) => Err(Problem::invalid("limit", "is not 1 to 100")),
    }
}

/// One page; `nextCursor` is null at the end.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PageBody<T: ToSchema> {
    pub(crate) items: Vec<T>,
    pub(crate) next_cursor: Option<String>,
}

impl<T: ToSchema> PageBody<T> {
    pub(crate) fn of<V>(page: Page<V>, shape: impl Fn(&V) -> T) -> Self {
        Self {
            items: page.items.iter().map(shape).collect(),
            next_cursor: page.next_cursor,
        }
    }
}
