//! What the OpenAPI document says of every operation beside what stands at the operation: refusals, headers, whose
//! credential. One place, so that no operation lacks it and none says it differently.

use std::collections::HashMap;

use http::Method;
use utoipa::openapi::header::{Header, HeaderBuilder};
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn, PathItem};
use utoipa::openapi::response::{Response, ResponseBuilder};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::security::SecurityRequirement;
use utoipa::openapi::server::{ServerBuilder, ServerVariableBuilder};
use utoipa::openapi::{Content, OpenApi, Ref, RefOr, Required, Schema};

const PROBLEM: &str = "application/problem+json";
const ADDRESS: &str = "http://127.0.0.1:7711";

/// Refusals that every operation of a kind may give: name of the component, status, and what it says.
const REFUSALS: [(&str, u16, &str); 11] = [
    ("Malformed", 400, "The body is not JSON."),
    (
        "Unauthenticated",
        401,
        "A valid credential is missing, or it has ended (`token_expired`).",
    ),
    ("Forbidden", 403, "The role does not allow it."),
    (
        "NotFound",
        404,
        "There is no such thing, or it belongs to another app.",
    ),
    (
        "Conflict",
        409,
        "Not as things stand, or the `Idempotency-Key` was used with another body (`idempotency_mismatch`).",
    ),
    ("TooLarge", 413, "The body, or a part of it, is too large."),
    (
        "UnsupportedMediaType",
        415,
        "The body is not declared as `application/json` in UTF-8.",
    ),
    (
        "Invalid",
        422,
        "A value is not within its limits, or a field or a query parameter is not known; `detail` names it.",
    ),
    (
        "RateLimited",
        429,
        "Too often; wait as long as `Retry-After` says.",
    ),
    (
        "Internal",
        500,
        "The server failed; its log has the request by its id.",
    ),
    (
        "Unavailable",
        503,
        "Nothing can be read or stored now; try again.",
    ),
];

/// The names of the query parameters of each operation, by method and path.
pub(crate) type KnownQueries = HashMap<(Method, String), Vec<String>>;

pub(crate) fn known_queries(document: &OpenApi) -> KnownQueries {
    let mut known = KnownQueries::new();
    for (path, item) in &document.paths.paths {
        for (method, operation) in operations(item) {
            let names = parameters(operation)
                .filter(|parameter| parameter.parameter_in == ParameterIn::Query)
                .map(|parameter| parameter.name.clone())
                .collect();
            known.insert((method, path.clone()), names);
        }
    }
    known
}

/// Adds what is the same everywhere.
pub(crate) fn complete(document: &mut OpenApi) {
    "1".clone_into(&mut document.info.version);
    let address = ServerVariableBuilder::new()
        .default_value(ADDRESS)
        .description(Some("`public_url` of the server"))
        .build();
    let server = ServerBuilder::new()
        .url("{publicUrl}")
        .description(Some("Where the server is reached"))
        .parameter("publicUrl", address)
        .build();
    document.servers = Some(vec![server]);
    let components = document.components.get_or_insert_default();
    for (name, status, description) in REFUSALS {
        let refusal = refusal(status, description);
        components.responses.insert(name.to_owned(), refusal.into());
    }
    for item in document.paths.paths.values_mut() {
        for (method, operation) in operations_mut(item) {
            complete_operation(&method, operation);
        }
    }
}

fn complete_operation(method: &Method, operation: &mut Operation) {
    describe(operation);
    let is_guarded = operation.security.is_some();
    let has_body = operation.request_body.is_some();
    let has_names = parameters(operation).any(|one| one.parameter_in == ParameterIn::Path);
    let by_cookie = security(operation).any(|one| *one == needs("consoleSession"));
    let may_repeat = *method == Method::POST && is_guarded && !by_cookie;
    if !is_guarded {
        // Said, and not left out: nothing is asked for.
        operation.security = Some(Vec::new());
    }
    if may_repeat {
        operation
            .parameters
            .get_or_insert_default()
            .push(idempotency_key().into());
    }
    let cursor = cursor_schema(operation.operation_id.as_deref().unwrap_or_default());
    for parameter in operation.parameters.iter_mut().flatten() {
        let RefOr::T(parameter) = parameter else {
            continue;
        };
        if parameter.description.is_none() {
            parameter.description = Some(what_is_named(&parameter.name).to_owned());
        }
        if parameter.name == "cursor" && cursor.is_some() {
            parameter.schema.clone_from(&cursor);
        }
    }
    let responses = &mut operation.responses.responses;
    // A PUT makes what is not there.
    let makes = *method == Method::PUT && has_body;
    for (status, answer) in responses.iter_mut() {
        if let RefOr::T(answer) = answer {
            complete_answer(status, answer, may_repeat);
        }
    }
    for (name, status, _) in REFUSALS {
        let is_given = match status {
            400 | 413 | 415 => has_body,
            401 | 403 => is_guarded,
            404 => has_names && !makes,
            409 => may_repeat,
            422 | 500 | 503 => true,
            _ => false,
        };
        let key = status.to_string();
        let is_bare = responses.get(&key).is_some_and(
            |answer| matches!(answer, RefOr::T(answer) if answer.description.is_empty()),
        );
        if is_bare || (is_given && !responses.contains_key(&key)) {
            responses.insert(key, Ref::from_response_name(name).into());
        }
    }
}

fn security(operation: &Operation) -> impl Iterator<Item = &SecurityRequirement> {
    operation.security.iter().flatten()
}

fn needs(scheme: &str) -> SecurityRequirement {
    SecurityRequirement::new(scheme, [""; 0])
}

/// What the cursor of a list looks like. Clients need not know; who tries the contract does.
fn cursor_schema(operation: &str) -> Option<RefOr<Schema>> {
    let component = |name: &str| Some(Ref::from_schema_name(name).into());
    let pattern = match operation {
        "list_agents" => return component("Uid"),
        "list_sites" => return component("SiteKey"),
        "list_teams" => return component("TeamId"),
        "list_conversations_of_user" => return component("ConversationId"),
        "list_queue" => r"^q\.[0-9]{1,4}\.[0-9]{1,18}$".to_owned(),
        "list_consultations" => r"^o\.[0-9]{1,18}$".to_owned(),
        "list_own_consultations" => r"^[or]\.[0-9]{1,18}$".to_owned(),
        _ => return None,
    };
    let schema = ObjectBuilder::new()
        .schema_type(Type::String)
        .pattern(Some(pattern));
    Some(schema.into())
}

fn what_is_named(parameter: &str) -> &'static str {
    match parameter {
        "uid" => "Names the user.",
        "customerUid" => "Only those of this customer.",
        "agentUid" => "Only those of this agent.",
        "siteKey" => "Names the site.",
        "scope" => "Which of them.",
        _ => "Names it, as an earlier answer did.",
    }
}

/// The first sentence is the summary; the description says all of it, and who may.
fn describe(operation: &mut Operation) {
    let summary = operation.summary.take().unwrap_or_default();
    let rest = operation.description.take().unwrap_or_default();
    let text = format!("{summary} {rest}").replace('\n', " ");
    let text = text.trim();
    let schemes: Vec<&str> = security(operation)
        .map(|one| {
            if *one == SecurityRequirement::default() {
                "none"
            } else if *one == needs("appKey") {
                "an app key"
            } else if *one == needs("consoleSession") {
                "the cookie of a browser that is signed in"
            } else {
                "a user token whose role allows it"
            }
        })
        .collect();
    let credential = if schemes.is_empty() {
        "none".to_owned()
    } else {
        schemes.join(", or ")
    };
    let first = text.split_inclusive(". ").next().unwrap_or(text).trim();
    operation.summary = Some(first.trim_end_matches('.').to_owned());
    operation.description = Some(format!("{text}\n\nCredential: {credential}."));
}

fn complete_answer(status: &str, answer: &mut Response, may_repeat: bool) {
    let is_refusal = status.starts_with('4');
    if answer.description.is_empty() && !is_refusal {
        match status {
            "201" => "Made.",
            "204" => "Done; there is nothing to say.",
            "304" => "As the client has it.",
            _ => "What was asked for, as it is now.",
        }
        .clone_into(&mut answer.description);
    }
    if is_refusal {
        if !answer.description.is_empty() {
            let code = status.parse().unwrap_or_default();
            *answer = refusal(code, &answer.description);
        }
        return;
    }
    answer
        .headers
        .insert("X-Request-Id".to_owned(), request_id().into());
    if may_repeat {
        let replay = text_header("`true` when this is the first answer to this key again.");
        answer
            .headers
            .insert("Idempotent-Replay".to_owned(), replay.into());
    }
}

fn refusal(status: u16, description: &str) -> Response {
    let mut answer = ResponseBuilder::new()
        .description(description)
        .content(
            PROBLEM,
            Content::new(Some(Ref::from_schema_name("Problem"))),
        )
        .header("X-Request-Id", request_id());
    if status == 401 {
        let scheme = text_header("`Bearer`: how a credential is sent.");
        answer = answer.header("WWW-Authenticate", scheme);
    }
    if status == 429 {
        let seconds = HeaderBuilder::new()
            .schema(Some(
                ObjectBuilder::new()
                    .schema_type(Type::Integer)
                    .minimum(Some(1)),
            ))
            .description(Some("Seconds to wait."))
            .build();
        answer = answer.header("Retry-After", seconds);
    }
    answer.build()
}

fn request_id() -> Header {
    let schema = ObjectBuilder::new()
        .schema_type(Type::String)
        .pattern(Some("^[0-9a-f]{16}$"));
    HeaderBuilder::new()
        .schema(Some(schema))
        .description(Some("Finds the request in the server's log."))
        .build()
}

fn text_header(description: &str) -> Header {
    HeaderBuilder::new()
        .schema(Some(ObjectBuilder::new().schema_type(Type::String)))
        .description(Some(description))
        .build()
}

fn idempotency_key() -> Parameter {
    let schema = ObjectBuilder::new()
        .schema_type(Type::String)
        .min_length(Some(1))
        .max_length(Some(128))
        .pattern(Some("^[\\x21-\\x7e]+$"));
    ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(
            "The same key with the same body gets the first answer again, for a day at most.",
        ))
        .schema(Some(schema))
        .build()
}

fn parameters(operation: &Operation) -> impl Iterator<Item = &Parameter> {
    operation
        .parameters
        .iter()
        .flatten()
        .filter_map(|one| match one {
            RefOr::T(parameter) => Some(parameter),
            RefOr::Ref(_) => None,
        })
}

fn operations(item: &PathItem) -> impl Iterator<Item = (Method, &Operation)> {
    [
        (Method::GET, &item.get),
        (Method::PUT, &item.put),
        (Method::POST, &item.post),
        (Method::PATCH, &item.patch),
        (Method::DELETE, &item.delete),
    ]
    .into_iter()
    .filter_map(|(method, operation)| Some((method, operation.as_ref()?)))
}

fn operations_mut(item: &mut PathItem) -> impl Iterator<Item = (Method, &mut Operation)> {
    [
        (Method::GET, &mut item.get),
        (Method::PUT, &mut item.put),
        (Method::POST, &mut item.post),
        (Method::PATCH, &mut item.patch),
        (Method::DELETE, &mut item.delete),
    ]
    .into_iter()
    .filter_map(|(method, operation)| Some((method, operation.as_mut()?)))
}
