//! Where a consultation came from: page, product, campaign, channel, order. Told by a browser, so believed by nobody.

use serde::{Deserialize, Serialize};
use skein_foundation::text::as_label;

use super::Invalid;

/// A clue within its limits. Made only by [`ClueDraft::parse`], and read back from the store.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Clue {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<Channel>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub referrer: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product: Option<ProductClue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub campaign: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProductClue {
    pub id: String,
    pub title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// The door a customer came through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    Web,
    H5,
    App,
    Api,
}

impl Channel {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Web => "web",
            Self::H5 => "h5",
            Self::App => "app",
            Self::Api => "api",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::Web, Self::H5, Self::App, Self::Api]
            .into_iter()
            .find(|channel| channel.as_str() == text)
    }
}

/// A clue as it arrives.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClueDraft {
    pub channel: Option<String>,
    pub page_url: Option<String>,
    pub page_title: Option<String>,
    pub referrer: Option<String>,
    pub product: Option<ProductDraft>,
    pub campaign: Option<String>,
    pub order: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProductDraft {
    pub id: String,
    pub title: String,
    pub price: Option<String>,
    pub image_url: Option<String>,
    pub url: Option<String>,
}

const MAX_TEXT_CHARS: usize = 500;
const MAX_URL_CHARS: usize = 2_000;

impl ClueDraft {
    /// `None` when it says nothing. Too long a value is refused and named. An address that is neither http nor
    /// https is left out, since agents click on it; the thread opens all the same.
    pub fn parse(self) -> Result<Option<Clue>, Invalid> {
        let channel = match self.channel.as_deref() {
            None => None,
            Some(name) => Some(Channel::parse(name).ok_or(Invalid {
                field: "clue.channel",
                problem: "is not web, h5, app or api",
            })?),
        };
        let clue = Clue {
            channel,
            page_url: address("clue.pageUrl", self.page_url)?,
            page_title: text("clue.pageTitle", self.page_title)?,
            referrer: address("clue.referrer", self.referrer)?,
            product: self.product.map(ProductDraft::parse).transpose()?,
            campaign: text("clue.campaign", self.campaign)?,
            order: text("clue.order", self.order)?,
        };
        Ok((clue != Clue::default()).then_some(clue))
    }
}

impl ProductDraft {
    fn parse(self) -> Result<ProductClue, Invalid> {
        let required = |field, value| {
            text(field, Some(value))?.ok_or(Invalid {
                field,
                problem: "is empty",
            })
        };
        Ok(ProductClue {
            id: required("clue.product.id", self.id)?,
            title: required("clue.product.title", self.title)?,
            price: text("clue.product.price", self.price)?,
            image_url: address("clue.product.imageUrl", self.image_url)?,
            url: address("clue.product.url", self.url)?,
        })
    }
}

/// As a label: control characters (a line break in a page title) become spaces, empty is nothing.
fn text(field: &'static str, value: Option<String>) -> Result<Option<String>, Invalid> {
    bounded(
        field,
        value,
        MAX_TEXT_CHARS,
        "is longer than 500 characters",
    )
}

fn address(field: &'static str, value: Option<String>) -> Result<Option<String>, Invalid> {
    let address = bounded(
        field,
        value,
        MAX_URL_CHARS,
        "is longer than 2000 characters",
    )?;
    Ok(address.filter(|address| is_web_address(address)))
}

fn is_web_address(address: &str) -> bool {
    address.split_once("://").is_some_and(|(scheme, rest)| {
        !rest.is_empty()
            && (scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https"))
    })
}

fn bounded(
    field: &'static str,
    value: Option<String>,
    max_chars: usize,
    problem: &'static str,
) -> Result<Option<String>, Invalid> {
    let Some(value) = value else { return Ok(None) };
    // A character is 4 bytes at most: the length in bytes is checked before anything walks the text.
    if value.len() > max_chars * 4 || value.chars().count() > max_chars {
        return Err(Invalid { field, problem });
    }
    let clean = as_label(&value);
    Ok((!clean.is_empty()).then_some(clean))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft() -> ClueDraft {
        ClueDraft::default()
    }

    #[test]
    fn a_clue_keeps_what_fits_and_names_what_does_not() {
        let full = ClueDraft {
            channel: Some("h5".to_owned()),
            page_url: Some("https://shop.example/tour/883".to_owned()),
            page_title: Some(" 九寨沟\n5 日 ".to_owned()),
            product: Some(ProductDraft {
                id: "883".to_owned(),
                title: "九寨沟 5 日".to_owned(),
                price: Some("¥1,299".to_owned()),
                image_url: Some("data:image/png;base64,AAAA".to_owned()),
                url: Some("HTTPS://shop.example/883".to_owned()),
            }),
            ..draft()
        };
        let clue = full.parse().unwrap().unwrap();
        assert_eq!(clue.channel, Some(Channel::H5));
        assert_eq!(clue.page_title.as_deref(), Some("九寨沟 5 日"));
        let product = clue.product.clone().unwrap();
        assert_eq!(product.image_url, None, "not a web address");
        assert_eq!(product.url.as_deref(), Some("HTTPS://shop.example/883"));
        let json = serde_json::to_string(&clue).unwrap();
        assert_eq!(serde_json::from_str::<Clue>(&json).unwrap(), clue);

        let long = ClueDraft {
            campaign: Some("字".repeat(501)),
            ..draft()
        };
        assert_eq!(long.parse().unwrap_err().field, "clue.campaign");
        let long = ClueDraft {
            page_url: Some("h".repeat(2_001)),
            ..draft()
        };
        assert_eq!(long.parse().unwrap_err().field, "clue.pageUrl");
        let odd = ClueDraft {
            channel: Some("fax".to_owned()),
            ..draft()
        };
        assert_eq!(odd.parse().unwrap_err().field, "clue.channel");
        let nameless = ClueDraft {
            product: Some(ProductDraft::default()),
            ..draft()
        };
        assert_eq!(nameless.parse().unwrap_err().field, "clue.product.id");
    }

    #[test]
    fn an_address_agents_must_not_click_is_left_out() {
        for address in [
            "javascript:alert(1)",
            "data:text/html,x",
            "//x",
            "https://",
            "file:///x",
        ] {
            let clue = ClueDraft {
                referrer: Some(address.to_owned()),
                ..draft()
            }
            .parse();
            assert_eq!(clue, Ok(None), "{address}");
        }
    }

    #[test]
    fn a_clue_that_says_nothing_is_none() {
        assert_eq!(draft().parse(), Ok(None));
        assert_eq!(
            ClueDraft {
                order: Some("  ".to_owned()),
                ..draft()
            }
            .parse(),
            Ok(None)
        );
    }
}
