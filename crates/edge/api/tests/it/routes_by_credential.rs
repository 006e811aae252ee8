//! Every operation of the OpenAPI document with every kind of credential. An operation without a row fails.

use serde_json::{Value, json};

use crate::world::{Call, SHOP, SITE, World, call};

/// Columns of the table, in the order in which they are tried on one world.
const CREDENTIALS: [&str; 8] = [
    "none",
    "wrong",
    "customer",
    "agent",
    "supervisor",
    "admin",
    "app key",
    "other app's key",
];

/// One column per credential: `y` done, `u` 401, `f` 403, `n` 404, `c` 409 (may, but not as things stand).
type Row = (&'static str, &'static str, &'static str, Option<Value>);

#[expect(clippy::too_many_lines, reason = "one table, read as one")]
fn rows() -> Vec<Row> {
    let site = json!({ "name": "Tour", "allowedOrigins": [SHOP] });
    vec![
        // Public: the credential is not even looked at.
        ("get", "/v1/widget/sites/tour-web/config", "yyyyyyyy", None),
        (
            "post",
            "/v1/widget/sites/tour-web/sessions",
            "yyyyyyyy",
            Some(json!({})),
        ),
        (
            "post",
            "/v1/console/login",
            "uuuuuuuu",
            Some(json!({ "appId": "tour", "uid": "amy", "password": "wrong" })),
        ),
        (
            "post",
            "/v1/console/setup/inspect",
            "nnnnnnnn",
            Some(json!({ "code": "wrong" })),
        ),
        (
            "post",
            "/v1/console/setup",
            "nnnnnnnn",
            Some(json!({ "code": "wrong", "password": "long enough 1" })),
        ),
        // The customer's own.
        ("post", "/v1/widget/thread", "uuyfffuu", Some(json!({}))),
        (
            "post",
            "/v1/widget/consultations/{consultation}/rating",
            "uuyfffuu",
            Some(json!({ "score": 5 })),
        ),
        (
            "post",
            "/v1/widget/consultations/{consultation}/resolve",
            "uuyfffuu",
            None,
        ),
        // Everybody's own.
        ("get", "/v1/console/me", "uuyyyyuu", None),
        // By the cookie of the browser only, which nobody shows here: there is nobody, and that is no failure.
        ("post", "/v1/console/refresh", "yyyyyyyy", None),
        ("post", "/v1/console/logout", "uuyyyyuu", None),
        // The desk.
        ("get", "/v1/desk/queue", "uufyyyuu", None),
        ("post", "/v1/desk/queue/accept-next", "uufcccuu", None),
        ("get", "/v1/desk/consultations?scope=mine", "uufyyyuu", None),
        (
            "get",
            "/v1/desk/consultations/{consultation}",
            "uufyyyuu",
            None,
        ),
        // Served by amy, who resolves it first.
        (
            "post",
            "/v1/desk/consultations/{consultation}/resolve",
            "uufyccuu",
            None,
        ),
        ("get", "/v1/desk/customers/lin", "uufyyyuu", None),
        ("get", "/v1/desk/status", "uufyyyuu", None),
        (
            "put",
            "/v1/desk/status",
            "uufyyyuu",
            Some(json!({ "status": "away" })),
        ),
        // Users: by the business and by admins.
        ("get", "/v1/users", "uufffyyy", None),
        (
            "post",
            "/v1/users",
            "uufffyyy",
            Some(json!({ "uid": "new", "name": "New", "kind": "customer" })),
        ),
        ("get", "/v1/users/lin", "uufffyyn", None),
        (
            "patch",
            "/v1/users/lin",
            "uufffyyn",
            Some(json!({ "name": "Lin" })),
        ),
        ("post", "/v1/users/lin/tokens", "uuffffyn", Some(json!({}))),
        ("delete", "/v1/users/lin/tokens", "uufffyyn", None),
        // Deleted by the first who may; the same again is done, and of another app there is none.
        ("delete", "/v1/users/sue", "uufffyyn", None),
        ("get", "/v1/users/lin/thread", "uuffffyn", None),
        ("put", "/v1/users/lin/thread", "uuffffyn", None),
        // Speaking for users: nobody but the business.
        (
            "post",
            "/v1/conversations",
            "uuffffyn",
            Some(json!({ "kind": "thread", "customerUid": "lin" })),
        ),
        ("get", "/v1/conversations/{thread}", "uuffffyn", None),
        (
            "get",
            "/v1/conversations/{thread}/members",
            "uuffffyn",
            None,
        ),
        (
            "get",
            "/v1/conversations/{thread}/members/lin",
            "uuffffyn",
            None,
        ),
        (
            "put",
            "/v1/conversations/{thread}/members/amy",
            "uuffffcn",
            Some(json!({})),
        ),
        (
            "delete",
            "/v1/conversations/{thread}/members/lin",
            "uuffffcn",
            None,
        ),
        ("get", "/v1/users/lin/conversations", "uuffffyn", None),
        (
            "post",
            "/v1/conversations/{thread}/messages",
            "uuffffyn",
            Some(
                json!({ "senderUid": "lin", "clientMsgId": "m1", "content": { "text": "hello" } }),
            ),
        ),
        // Members read, and amy is one because she serves it.
        (
            "get",
            "/v1/conversations/{thread}/messages",
            "uuyynnyn",
            None,
        ),
        (
            "post",
            "/v1/conversations/{thread}/read",
            "uuffffyn",
            Some(json!({ "uid": "lin", "seq": 1 })),
        ),
        // Agents and teams.
        ("get", "/v1/agents", "uufyyyyy", None),
        (
            "post",
            "/v1/agents",
            "uufffyyy",
            Some(json!({ "uid": "new-agent", "name": "New" })),
        ),
        ("get", "/v1/agents/amy", "uufyyyyn", None),
        (
            "patch",
            "/v1/agents/amy",
            "uufffyyn",
            Some(json!({ "name": "Amy" })),
        ),
        ("get", "/v1/teams", "uufyyyyy", None),
        (
            "post",
            "/v1/teams",
            "uufffyyy",
            Some(json!({ "name": "Second line" })),
        ),
        ("get", "/v1/teams/{team}", "uufyyyyn", None),
        (
            "patch",
            "/v1/teams/{team}",
            "uufffyyn",
            Some(json!({ "name": "First line" })),
        ),
        // The default team stays, whoever asks.
        ("delete", "/v1/teams/{team}", "uufffccn", None),
        ("get", "/v1/teams/{team}/members/amy", "uufyyyyn", None),
        ("put", "/v1/teams/{team}/members/amy", "uufffyyn", None),
        ("delete", "/v1/teams/{team}/members/amy", "uufffyyn", None),
        // The supervisor's view.
        ("get", "/v1/consultations", "uuffyyyy", None),
        ("get", "/v1/consultations/{consultation}", "uuffyyyn", None),
        (
            "post",
            "/v1/consultations/{consultation}/resolve",
            "uuffffyn",
            None,
        ),
        // Sites; a key belongs to one app for ever.
        ("get", "/v1/sites", "uufffyyy", None),
        ("put", "/v1/sites/tour-web", "uufffyyc", Some(site)),
        ("get", "/v1/sites/tour-web", "uufffyyn", None),
        (
            "patch",
            "/v1/sites/tour-web",
            "uufffyyn",
            Some(json!({ "name": "Tour" })),
        ),
        // Deleted by the first who may.
        ("delete", "/v1/sites/tour-web", "uufffynn", None),
    ]
}

/// An operation of the document.
struct Operation {
    method: String,
    pattern: String,
    is_guarded: bool,
    statuses: Vec<String>,
}

fn operations() -> Vec<Operation> {
    let document: Value = serde_json::from_str(&skein_api::openapi_json()).unwrap();
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in [
            "get", "put", "post", "patch", "delete", "options", "head", "trace",
        ] {
            if let Some(operation) = item.get(method) {
                let security = operation["security"].as_array().expect("it is said");
                let responses = operation["responses"].as_object().unwrap();
                operations.push(Operation {
                    method: method.to_owned(),
                    pattern: path.clone(),
                    is_guarded: !security.is_empty() && !security.contains(&json!({})),
                    statuses: responses.keys().cloned().collect(),
                });
            }
        }
    }
    operations
}

/// Whether the row's address is one of the pattern: `/v1/users/lin` of `/v1/users/{uid}`.
fn matches(pattern: &str, address: &str) -> bool {
    let address = address.split('?').next().unwrap();
    let (pattern, address) = (pattern.split('/'), address.split('/'));
    pattern.clone().count() == address.clone().count()
        && pattern.zip(address).all(|(part, given)| {
            if part.starts_with('{') {
                !given.is_empty()
            } else {
                part == given
            }
        })
}

fn row_of(method: &str, pattern: &str) -> Option<Row> {
    let fits = |row: &Row| row.0 == method && matches(pattern, row.1);
    let mut found: Vec<Row> = rows().into_iter().filter(fits).collect();
    // A literal address also looks like one with a name in it: the row with the most literal parts is meant.
    if found.len() > 1 {
        let documented = operations();
        found.retain(|row| {
            !documented.iter().any(|other| {
                other.method == method
                    && other.pattern != pattern
                    && matches(&other.pattern, row.1)
                    && !other.pattern.contains('{')
            })
        });
    }
    assert!(
        found.len() <= 1,
        "{method} {pattern} has several rows: {found:?}"
    );
    found.pop()
}

impl World {
    fn request(&self, (method, address, _, body): &Row) -> Call {
        let address = address
            .replace("{thread}", &self.thread)
            .replace("{consultation}", &self.consultation)
            .replace("{team}", &self.team);
        let request = call(method, &address);
        // The shop's page asks for what is the widget's, and the console's own pages for the rest.
        let page = if address.contains("/console/") {
            "https://skein.example"
        } else {
            SHOP
        };
        let request = request.with("origin", page);
        match body {
            Some(body) => request.json(body),
            None => request,
        }
    }

    async fn credential(&self, which: &str) -> Option<String> {
        Some(match which {
            "none" => return None,
            "wrong" => "eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJ0b3VyIn0.AAAA".to_owned(),
            "customer" => self.token("lin").await,
            "agent" => self.token("amy").await,
            "supervisor" => self.token("sue").await,
            "admin" => self.token("ada").await,
            "app key" => self.app_key.clone(),
            _ => self.other_key.clone(),
        })
    }
}

#[tokio::test]
async fn every_operation_answers_each_credential_as_the_table_says() {
    assert!(
        rows()
            .iter()
            .all(|row| row.1.contains(SITE) || !row.1.contains("/sites/"))
    );
    let mut wrong = Vec::new();
    for operation in operations() {
        let Operation {
            method,
            pattern,
            is_guarded,
            statuses,
        } = operation;
        let Some(row) = row_of(&method, &pattern) else {
            wrong.push(format!("{method} {pattern} has no row"));
            continue;
        };
        let world = World::new().await;
        let mut answered = String::new();
        for which in CREDENTIALS {
            let request = world.request(&row);
            let request = match world.credential(which).await {
                Some(credential) => request.bearing(&credential),
                None => request,
            };
            let answer = world.answer(request).await;
            if !statuses.contains(&answer.status.as_str().to_owned()) {
                wrong.push(format!(
                    "{method} {pattern} for {which}: {} is not in the document",
                    answer.status
                ));
            }
            // Else signing in would be limited before the row is through.
            world.clock.advance_ms(30_000);
            answered.push(match answer.status.as_u16() {
                200..=299 => 'y',
                401 => 'u',
                403 => 'f',
                404 => 'n',
                409 => 'c',
                other => {
                    wrong.push(format!(
                        "{method} {} for {which}: {other} {}",
                        row.1, answer.body
                    ));
                    '?'
                }
            });
        }
        if answered != row.2 {
            wrong.push(format!("{method} {}: {answered}, not {}", row.1, row.2));
        }
        if is_guarded != answered.starts_with("uu") && pattern != "/v1/console/login" {
            wrong.push(format!(
                "{method} {pattern}: the document says guarded = {is_guarded}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_row_is_an_operation() {
    let operations = operations();
    for row in rows() {
        let is_known = operations
            .iter()
            .any(|one| one.method == row.0 && matches(&one.pattern, row.1));
        assert!(is_known, "{} {} is no operation", row.0, row.1);
        assert_eq!(row.2.len(), CREDENTIALS.len(), "{}", row.1);
    }
    assert_eq!(rows().len(), operations.len());
}
