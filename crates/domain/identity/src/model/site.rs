//! Sites: the places where visitors of an app come in.

use std::fmt;

use serde::{Deserialize, Serialize};
use skein_foundation::text::{may_stand_in_prose, parse_word};
use skein_foundation::{AppId, IdError};

use super::DisplayName;

/// A web site or app that shows the widget of one app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    pub app: AppId,
    pub key: SiteKey,
    pub name: DisplayName,
    pub accent: Accent,
    pub greeting: LocalisedText,
    pub title: LocalisedText,
    /// Who may show the widget.
    pub allowed_origins: AllowedOrigins,
    pub identity_mode: IdentityMode,
    pub created_at_ms: i64,
}

impl Site {
    /// Whether a page of this origin may talk to the site. With a list, who has no origin is not on it.
    pub fn allows(&self, origin: Option<&Origin>) -> bool {
        match &self.allowed_origins {
            AllowedOrigins::Every => true,
            AllowedOrigins::Only(list) => origin.is_some_and(|origin| list.contains(origin)),
        }
    }
}

/// What is to change of a site; `None` stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SitePatch {
    pub name: Option<DisplayName>,
    pub accent: Option<Accent>,
    pub greeting: Option<LocalisedText>,
    pub title: Option<LocalisedText>,
    pub allowed_origins: Option<AllowedOrigins>,
    pub identity_mode: Option<IdentityMode>,
}

impl SitePatch {
    /// The site with the patch applied.
    #[must_use]
    pub fn apply(&self, site: Site) -> Site {
        Site {
            name: self.name.clone().unwrap_or(site.name),
            accent: self.accent.clone().unwrap_or(site.accent),
            greeting: self.greeting.clone().unwrap_or(site.greeting),
            title: self.title.clone().unwrap_or(site.title),
            allowed_origins: self.allowed_origins.clone().unwrap_or(site.allowed_origins),
            identity_mode: self.identity_mode.unwrap_or(site.identity_mode),
            app: site.app,
            key: site.key,
            created_at_ms: site.created_at_ms,
        }
    }
}

/// The pages that may show a widget. Open to all is a word of its own, so that nothing is opened by saying nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AllowedOrigins {
    /// For development.
    Every,
    Only(Vec<Origin>),
}

impl AllowedOrigins {
    pub const MAX: usize = 50;
}

/// Names a site in public, unique over all apps: 1 to 64 letters, digits, `-` and `_`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SiteKey(String);

impl SiteKey {
    pub const MAX_CHARS: usize = 64;

    pub fn parse(text: &str) -> Result<Self, IdError> {
        parse_word(text, Self::MAX_CHARS).map(Self)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SiteKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// What a visitor must prove.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdentityMode {
    /// Nothing, and nothing can be proved.
    Anonymous,
    /// Nothing, but an identity token is taken.
    Optional,
    /// Who they are: without an identity token there is no session.
    VerifiedOnly,
}

impl IdentityMode {
    pub const ALL: [Self; 3] = [Self::Anonymous, Self::Optional, Self::VerifiedOnly];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Anonymous => "anonymous",
            Self::Optional => "optional",
            Self::VerifiedOnly => "verified_only",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.name() == name)
    }
}

/// The colour of a site: `#RRGGBB`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accent(String);

impl Accent {
    pub fn parse(text: &str) -> Result<Self, IdError> {
        let digits = text.strip_prefix('#').ok_or(IdError::Malformed)?;
        if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(IdError::Malformed);
        }
        Ok(Self(text.to_ascii_uppercase()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A short text in the languages that the widget speaks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LocalisedText {
    #[serde(rename = "zh-CN")]
    pub chinese: String,
    #[serde(rename = "en")]
    pub english: String,
}

impl LocalisedText {
    pub const MAX_CHARS: usize = 500;

    pub fn new(chinese: &str, english: &str) -> Result<Self, IdError> {
        for text in [chinese, english] {
            if text.chars().count() > Self::MAX_CHARS {
                return Err(IdError::TooLong {
                    max_chars: Self::MAX_CHARS,
                });
            }
            if !text.chars().all(may_stand_in_prose) {
                return Err(IdError::BadCharacter);
            }
        }
        // Blanks say nothing: what the widget says by itself is shown then.
        let said = |text: &str| match text.trim() {
            "" => String::new(),
            _ => text.to_owned(),
        };
        Ok(Self {
            chinese: said(chinese),
            english: said(english),
        })
    }
}

/// Scheme, host and port of a page, spelled as browsers spell them.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Origin(String);

impl Origin {
    pub const MAX_CHARS: usize = 255;

    /// Takes what an `Origin` header holds: `https://shop.example`, `http://localhost:5173`. The opaque `null` is
    /// nobody's origin.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        if text.is_empty() {
            return Err(IdError::Empty);
        }
        if text.len() > Self::MAX_CHARS {
            return Err(IdError::TooLong {
                max_chars: Self::MAX_CHARS,
            });
        }
        let text = text.to_ascii_lowercase();
        let (scheme, authority) = text.split_once("://").ok_or(IdError::Malformed)?;
        let default_port = match scheme {
            "http" => 80,
            "https" => 443,
            _ => return Err(IdError::Malformed),
        };
        let (host, port) = split_port(authority)?;
        if !is_host(host) {
            return Err(IdError::BadCharacter);
        }
        Ok(Self(match port {
            Some(port) if port != default_port => format!("{scheme}://{host}:{port}"),
            _ => format!("{scheme}://{host}"),
        }))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn split_port(authority: &str) -> Result<(&str, Option<u16>), IdError> {
    // The colons of an IPv6 address are inside its brackets.
    let after_address = authority.rfind(']').map_or(0, |end| end + 1);
    let Some(colon) = authority[after_address..].rfind(':') else {
        return Ok((authority, None));
    };
    let (host, port) = authority.split_at(after_address + colon);
    let digits = &port[1..];
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(IdError::Malformed);
    }
    digits
        .parse()
        .map(|port| (host, Some(port)))
        .map_err(|_| IdError::Malformed)
}

fn is_host(host: &str) -> bool {
    match host
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
    {
        Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
        None => {
            !host.is_empty()
                && host
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_'))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_has_one_spelling() {
        for (text, spelled) in [
            ("https://Shop.Example", "https://shop.example"),
            ("https://shop.example:443", "https://shop.example"),
            ("http://localhost:5173", "http://localhost:5173"),
            ("http://[::1]:80", "http://[::1]"),
            ("http://[::1]:8080", "http://[::1]:8080"),
        ] {
            assert_eq!(Origin::parse(text).unwrap().as_str(), spelled);
        }
    }

    #[test]
    fn what_is_not_an_origin_is_refused() {
        for text in [
            "",
            "null",
            "shop.example",
            "https://",
            "https://a/path",
            "https://a?b",
            "https://user@a",
            "https://a:",
            "https://a:99999",
            "https://a:8x",
            "ftp://a",
            "https://*.a",
            "https://a b",
            "https://[::1",
            "https://[zz]",
            "https://a:1:2",
        ] {
            assert!(Origin::parse(text).is_err(), "{text}");
        }
        assert!(Origin::parse(&format!("https://{}", "a".repeat(250))).is_err());
    }

    #[test]
    fn a_list_of_origins_is_exact() {
        let origin = |text| Origin::parse(text).unwrap();
        let mut site = Site {
            app: AppId::parse("tour").unwrap(),
            key: SiteKey::parse("site_1").unwrap(),
            name: DisplayName::parse("Tour").unwrap(),
            accent: Accent::parse("#3370ff").unwrap(),
            greeting: LocalisedText::default(),
            title: LocalisedText::default(),
            allowed_origins: AllowedOrigins::Every,
            identity_mode: IdentityMode::Optional,
            created_at_ms: 0,
        };
        assert!(site.allows(None) && site.allows(Some(&origin("https://any.example"))));
        site.allowed_origins = AllowedOrigins::Only(vec![origin("https://shop.example")]);
        assert!(site.allows(Some(&origin("https://shop.example:443"))));
        for other in [
            "http://shop.example",
            "https://evil-shop.example",
            "https://shop.example:8443",
        ] {
            assert!(!site.allows(Some(&origin(other))), "{other}");
        }
        assert!(!site.allows(None));
    }

    #[test]
    fn keys_modes_and_colours_are_parsed() {
        assert!(SiteKey::parse("skein:visitor").is_err());
        assert!(SiteKey::parse("").is_err());
        for mode in IdentityMode::ALL {
            assert_eq!(IdentityMode::parse(mode.name()), Some(mode));
        }
        for colour in ["3370ff", "#33f", "#3370fg", "#3370ff;x"] {
            assert!(Accent::parse(colour).is_err(), "{colour}");
        }
    }
}
