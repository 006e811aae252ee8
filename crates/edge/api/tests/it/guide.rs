//! The tables of the guide for builders are what the code does: each figure is taken from where it is enforced.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use skein_desk::ports::MAX_TEAM_MEMBERS;
use skein_foundation::Limits;
use skein_identity::model::Traits;
use skein_identity::rules::tokens::MAX_TOKEN_BYTES;
use skein_protocol::error_table::{ERROR_TABLE, by_name};

/// Codes that only connections and polls give.
const NOT_OF_REST: [&str; 4] = [
    "session_gone",
    "replaced",
    "heartbeat_timeout",
    "slow_reader",
];
/// Where HTTP has a better word than the table of codes.
const BETTER_WORDS: [(u16, &str, &str, &str); 3] = [
    (
        405,
        "invalid",
        "METHOD_NOT_ALLOWED",
        "The address does not take this method; `Allow` names those it takes.",
    ),
    (
        412,
        "conflict",
        "PRECONDITION_FAILED",
        "A condition on a change: nothing here has a version to compare with.",
    ),
    (
        415,
        "malformed",
        "UNSUPPORTED_MEDIA_TYPE",
        "The body is not declared as JSON in UTF-8.",
    ),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..")
}

fn must_hold(table: &str) {
    let page = fs::read_to_string(root().join("docs/integration.md")).unwrap();
    assert!(
        // And not a line more.
        page.contains(&format!("{table}\n")),
        "docs/integration.md must hold:\n{table}"
    );
}

#[test]
fn the_guide_names_every_error() {
    let of_rest = ERROR_TABLE
        .iter()
        .filter(|entry| !NOT_OF_REST.contains(&entry.name))
        .map(|entry| (entry.http_status, entry.name, entry.meaning));
    let better = BETTER_WORDS
        .iter()
        .map(|(status, code, _, meaning)| (*status, *code, *meaning));
    let mut rows: Vec<_> = of_rest.chain(better).collect();
    rows.sort_unstable();
    let mut table =
        "| status | `code` | retry | meaning |\n| ---: | --- | --- | --- |\n".to_owned();
    for (status, code, meaning) in rows {
        let retry = if by_name(code).unwrap().retryable {
            "yes"
        } else {
            "no"
        };
        let meaning = meaning.replace("`retryAfterMs`", "`Retry-After`");
        writeln!(table, "| {status} | `{code}` | {retry} | {meaning} |").unwrap();
    }
    must_hold(&table);
}

/// Everything below `folder`, as one text.
fn sources(folder: &Path) -> String {
    let mut text = String::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            text += &sources(&path);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            text += &fs::read_to_string(&path).unwrap();
        }
    }
    text
}

#[test]
fn no_operation_gives_an_error_that_the_guide_leaves_out() {
    let code = sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    for name in NOT_OF_REST {
        let words = name
            .split('_')
            .map(|word| word[..1].to_uppercase() + &word[1..]);
        let variant = format!("ErrorCode::{}", words.collect::<String>());
        assert!(!code.contains(&variant), "{variant} is given by REST now");
    }
    let given: BTreeSet<&str> = code
        .split("status: Some(StatusCode::")
        .skip(1)
        .map(|rest| rest.split(')').next().unwrap())
        .collect();
    let named: BTreeSet<&str> = BETTER_WORDS.iter().map(|(_, _, name, _)| *name).collect();
    assert_eq!(given, named);
}

/// `1234567` as `1,234,567`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table, read as one")]
fn the_guide_names_every_limit() {
    let document: Value = serde_json::from_str(&skein_api::openapi_json()).unwrap();
    let schemas = &document["components"]["schemas"];
    let of = |pointer: &str| {
        let found = schemas.pointer(pointer).and_then(Value::as_u64);
        grouped(found.unwrap_or_else(|| panic!("there is no {pointer}")))
    };
    let between = |pointer: &str, least: &str, most: &str| {
        let (least, most) = (
            of(&format!("{pointer}/{least}")),
            of(&format!("{pointer}/{most}")),
        );
        format!("{least} to {most}")
    };
    let chars = |schema: &str| between(schema, "minLength", "maxLength");
    let range = |schema: &str| between(schema, "minimum", "maximum");
    let limits = Limits::default();
    let figure = |figure: usize| grouped(figure as u64);
    let page = document
        .pointer("/paths/~1v1~1users/get/parameters")
        .unwrap();
    let limit = page
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["name"] == "limit");
    let limit = &limit.unwrap()["schema"];
    let query = page
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["name"] == "query");
    let query = &query.unwrap()["schema"];
    let post = document
        .pointer("/paths/~1v1~1users/post/parameters")
        .unwrap();
    let key = &post.as_array().unwrap()[0];
    assert_eq!(key["name"], "Idempotency-Key");
    let key = &key["schema"];

    let rows: Vec<(&str, String, &str)> = vec![
        (
            "bytes of a body",
            format!(
                "{} (`limits.max_http_body_bytes`)",
                figure(limits.max_http_body_bytes)
            ),
            "413 `too_large`",
        ),
        (
            "bytes of a token, of whichever kind",
            figure(MAX_TOKEN_BYTES),
            "401 `unauthenticated`, reason `too_long`",
        ),
        ("characters of a `uid`", chars("/Uid"), "422 `invalid`"),
        (
            "characters of a user's, an agent's or a site's name",
            chars("/DisplayName"),
            "422 `invalid`",
        ),
        (
            "characters of a team's name",
            chars("/TeamName"),
            "422 `invalid`",
        ),
        (
            "characters of a group's title",
            chars("/GroupTitle"),
            "422 `invalid`",
        ),
        (
            "characters of a `siteKey`",
            chars("/SiteKey"),
            "422 `invalid`",
        ),
        (
            "traits of a user",
            of("/NewUser/properties/traits/maxProperties"),
            "422 `invalid`",
        ),
        (
            "characters of a trait's name, of its value",
            format!(
                "{}, {}",
                of("/NewUser/properties/traits/propertyNames/maxLength"),
                of("/NewUser/properties/traits/additionalProperties/maxLength")
            ),
            "422 `invalid`",
        ),
        (
            "bytes of all traits of a user",
            figure(Traits::MAX_BYTES),
            "422 `invalid`",
        ),
        (
            "seconds that a token lives",
            range("/TokenRequest/properties/ttlS"),
            "422 `invalid`",
        ),
        (
            "characters of a password",
            chars("/SetupRequest/properties/password"),
            "422 `invalid`",
        ),
        (
            "members of a group",
            of("/NewGroup/properties/members/maxItems"),
            "422 `invalid` when it is made, 409 `conflict` later",
        ),
        (
            "characters of a `clientMsgId`",
            chars("/ClientMsgId"),
            "422 `invalid`",
        ),
        (
            "characters of a text",
            format!(
                "{} (`limits.max_text_chars`)",
                figure(limits.max_text_chars)
            ),
            "413 `too_large`",
        ),
        (
            "degrees of a location, times a million",
            format!(
                "{} and {}, either way",
                of("/Location/properties/latitudeE6/maximum"),
                of("/Location/properties/longitudeE6/maximum")
            ),
            "422 `invalid`",
        ),
        (
            "characters of a location's name, of its address",
            format!(
                "{}, {}",
                chars("/Location/properties/name"),
                of("/Location/properties/address/maxLength")
            ),
            "422 `invalid`",
        ),
        (
            "characters of a custom content's type",
            chars("/Custom/properties/type"),
            "422 `invalid`",
        ),
        (
            "bytes of a custom content",
            format!(
                "{} (`limits.max_custom_bytes`)",
                figure(limits.max_custom_bytes)
            ),
            "413 `too_large`",
        ),
        (
            "characters of a clue's text, of its address",
            format!(
                "{}, {}",
                of("/Clue/properties/order/maxLength"),
                of("/Clue/properties/pageUrl/maxLength")
            ),
            "422 `invalid`",
        ),
        (
            "consultations that an agent serves at one time (`capacity`)",
            range("/NewAgent/properties/capacity"),
            "422 `invalid`",
        ),
        (
            "teams of a new agent",
            of("/NewAgent/properties/teamIds/maxItems"),
            "422 `invalid`",
        ),
        (
            "members of a team",
            figure(MAX_TEAM_MEMBERS),
            "409 `conflict`",
        ),
        (
            "seconds of `silenceResolveS`",
            range("/NewTeam/properties/silenceResolveS"),
            "422 `invalid`",
        ),
        (
            "seconds of `responseTargetS`",
            range("/NewTeam/properties/responseTargetS"),
            "422 `invalid`",
        ),
        (
            "origins of a site",
            of("/AllowedOrigins/oneOf/0/maxItems"),
            "422 `invalid`",
        ),
        (
            "characters of a greeting or a title of a site, in one language",
            of("/LocalisedText/properties/en/maxLength"),
            "422 `invalid`",
        ),
        (
            "tags of a rating, characters of a tag, of the comment",
            format!(
                "{}, {}, {}",
                of("/RatingRequest/properties/tags/maxItems"),
                of("/RatingRequest/properties/tags/items/maxLength"),
                of("/RatingRequest/properties/comment/maxLength")
            ),
            "422 `invalid`",
        ),
        (
            "items of a page (`limit`)",
            format!("{} to {}", limit["minimum"], limit["maximum"]),
            "422 `invalid`",
        ),
        (
            "characters of `query`",
            format!("{} to {}", query["minLength"], query["maxLength"]),
            "422 `invalid`",
        ),
        (
            "characters of an `Idempotency-Key`",
            format!("{} to {}", key["minLength"], key["maxLength"]),
            "422 `invalid`",
        ),
        (
            "new visitors of one address a minute",
            format!(
                "{} (`limits.visitor_sessions_per_minute`)",
                limits.visitor_sessions_per_minute
            ),
            "429 `rate_limited`",
        ),
    ];
    let mut table = "| what | limit | beyond it |\n| --- | --- | --- |\n".to_owned();
    for (what, limit, beyond) in rows {
        writeln!(table, "| {what} | {limit} | {beyond} |").unwrap();
    }
    must_hold(&table);
}
