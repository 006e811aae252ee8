//! Whoever sets the server's clock, by seconds or by days, forth and back: who may come in does, and who was revoked does not.

use jsonwebtoken::{Algorithm, EncodingKey, Header};
use reqwest::Method;
use serde_json::{Value, json};
use skein_client::{Device, Format, RawConnection, Terminal};
use skein_foundation::Clock as _;
use skein_testkit::{Rest, SkeinServer};

const DAY_MS: i64 = 86_400_000;
const SITE: &str = "/v1/widget/sites/tour-web/sessions";
const PASSWORD: &str = "over the lake at dawn";

struct Visit {
    server: SkeinServer,
    shift_ms: i64,
}

impl Visit {
    /// A token as the business signs it, whose clock goes with the server's.
    fn signed(&self, uid: &str) -> String {
        let now_ms = skein_foundation::SystemClock.now_ms() + self.shift_ms;
        let second = now_ms as f64 / 1_000.0;
        let app = self.server.app();
        let claims =
            json!({ "iss": app.app_id, "sub": uid, "iat": second, "exp": second + 864_000.0 });
        let key = EncodingKey::from_secret(app.token_secret.as_bytes());
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &key).unwrap()
    }

    async fn status(&self, token: &str) -> u16 {
        let rest = self.server.rest().with_bearer(token);
        rest.get("/v1/console/me").await.unwrap().status
    }

    async fn connects(&self, token: &str) -> bool {
        let url = self.server.http_url();
        let mut connection = RawConnection::connect(&url, Format::Json).await.unwrap();
        let device = Device {
            id: "d-1".to_owned(),
            terminal: Terminal::Web.into(),
            name: String::new(),
        };
        connection.hello(token, device).await.is_ok()
    }

    async fn open(&self, body: &Value) -> Value {
        let answer = self.server.rest().post(SITE, body).await.unwrap();
        answer.success().unwrap()
    }
}

/// Cookie and token of who signs in.
async fn sign_in(rest: &Rest, path: &str, body: &Value) -> (String, String) {
    let answer = rest.post(path, body).await.unwrap();
    assert_eq!(answer.status, 200, "{answer:?}");
    let cookies = answer.headers.get_all("set-cookie").into_iter();
    let cookie = cookies
        .filter_map(|value| value.to_str().ok()?.split(';').next())
        .find(|cookie| cookie.starts_with("skein_console="))
        .unwrap();
    let token = answer.body["token"].as_str().unwrap();
    (cookie.to_owned(), token.to_owned())
}

#[tokio::test]
async fn everybody_comes_in_and_the_revoked_stay_out() {
    let server = SkeinServer::start().await.unwrap();
    let mut visit = Visit {
        server,
        shift_ms: 0,
    };
    let facade = visit.server.facade();
    facade.create_user("ann", "employee").await.unwrap();
    let site = json!({ "name": "Tour", "allowedOrigins": ["*"], "identityMode": "optional" });
    let made = facade.rest().put("/v1/sites/tour-web", &site).await;
    made.unwrap().success().unwrap();
    let code = visit.server.app().admin_setup_code.clone();
    let chosen = json!({ "code": code, "password": PASSWORD });
    let (cookie, _) = sign_in(&visit.server.rest(), "/v1/console/setup", &chosen).await;
    let visitor = visit.open(&json!({})).await;
    let mut visitor_token = visitor["visitorToken"].clone();
    let mut revoked: Vec<String> = Vec::new();
    let mut signed_and_revoked: Vec<String> = Vec::new();
    let mut earlier = (0, facade.issue_token("ann").await.unwrap());

    for shift_ms in [0, 7_000, 2 * DAY_MS, -2 * DAY_MS, -7_000, 0] {
        visit.server.move_clock(shift_ms).unwrap();
        visit.shift_ms = shift_ms;
        let by_days = shift_ms.abs() > DAY_MS;

        if shift_ms <= earlier.0 {
            assert_eq!(visit.status(&earlier.1).await, 200, "{shift_ms}");
        }
        let own = facade.issue_token("ann").await.unwrap();
        assert_eq!(visit.status(&own).await, 200, "{shift_ms}");
        assert!(visit.connects(&own).await, "{shift_ms}");

        let refresh = visit.server.rest();
        let refresh = refresh.request(Method::POST, "/v1/console/refresh");
        let refreshed = refresh.header("cookie", &cookie).send().await.unwrap();
        assert_eq!(refreshed.status().as_u16(), 200, "{shift_ms}");
        let refreshed: Value = refreshed.json().await.unwrap();
        assert_eq!(
            visit.status(refreshed["token"].as_str().unwrap()).await,
            200
        );

        let again = visit.open(&json!({ "visitorToken": visitor_token })).await;
        assert_eq!(again["uid"], visitor["uid"], "{shift_ms}");
        visitor_token = again["visitorToken"].clone();

        if by_days || shift_ms == 0 {
            let signed = visit.signed("ann");
            assert_eq!(visit.status(&signed).await, 200, "{shift_ms}");
            signed_and_revoked.push(signed);
        }
        facade.revoke_tokens("ann").await.unwrap();
        revoked.extend([earlier.1, own]);
        for token in &revoked {
            assert_eq!(visit.status(token).await, 401, "{shift_ms}");
        }
        // Within the seconds by which clocks may differ, one of before can't be told from one that is signed now.
        if shift_ms >= 0 || by_days {
            for token in &signed_and_revoked {
                assert_eq!(visit.status(token).await, 401, "{shift_ms}, signed");
            }
        }
        earlier = (shift_ms, facade.issue_token("ann").await.unwrap());
        assert_eq!(visit.status(&earlier.1).await, 200, "{shift_ms}");
    }
    let admin = visit.server.app().app_id.clone();
    let asked = json!({ "appId": admin, "uid": "admin", "password": PASSWORD });
    sign_in(&visit.server.rest(), "/v1/console/login", &asked).await;
}
