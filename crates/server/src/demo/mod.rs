//! `--demo`: a travel shop with agents and customers who have talked before, on a folder of its own.

mod talks;

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use axum::Router;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::json;
use skein_api::{DemoShopParts, demo_shop};
use skein_desk::model::TeamSettings;
use skein_foundation::{AppId, Clock as _, SystemClock, Uid, UserKey};
use skein_identity::model::Role;
use skein_identity::service::SetupError;

use crate::provisioning::{self, NewSite, setup_link};
use crate::wiring::Services;

pub(crate) const APP: &str = "demo";
const SITE: &str = "demo";
const IDENTITY_TTL_S: i64 = 3_600;

/// The agents of the shop: uid, name, role.
const AGENTS: [(&str, &str, Role); 3] = [
    ("fang", "王芳", Role::Agent),
    ("marta", "Marta Kowalska", Role::Agent),
    ("qiang", "赵强", Role::Supervisor),
];

/// What `serve` needs for the demo.
pub(crate) struct Demo {
    pub(crate) shop: Router,
    pub(crate) welcome: String,
}

pub(crate) async fn prepare(
    services: &Services,
    public_url: &str,
    shop: SocketAddr,
) -> Result<Demo> {
    let app = AppId::parse(APP)?;
    if services.identity.find_app(&app).await?.is_none() {
        // People and talks that have been there for a while: else every talk would last no time, and so would a wait.
        services.clock.set_behind_ms(talks::BEGAN_BEFORE_MS);
        provisioning::make_app(services, &app, "雁行旅行 Wildgoose Travel").await?;
        name_team(services, &app).await?;
        for (uid, name, role) in AGENTS {
            provisioning::make_agent(services, &app, uid, name, role).await?;
        }
        talks::make(services, &app).await?;
        services.clock.set_behind_ms(0);
    }
    // Written anew at each start, since the ports may have changed.
    let shop_url = format!("http://{shop}");
    let origins = [
        shop_url.clone(),
        format!("http://localhost:{}", shop.port()),
    ];
    provisioning::make_site(
        services,
        &app,
        NewSite {
            key: SITE,
            name: "雁行旅行",
            allowed_origins: &origins,
            greeting: ("你好，想去哪儿？", "Hello, where would you like to go?"),
            title: ("在线客服", "Customer service"),
            now_ms: SystemClock.now_ms(),
        },
    )
    .await?;
    let welcome = welcome(services, &app, public_url, &shop_url).await?;
    let secret = services
        .identity
        .find_app(&app)
        .await?
        .context("the demo app is there")?
        .secrets;
    let key = EncodingKey::from_secret(secret.current.expose().as_bytes());
    let parts = DemoShopParts {
        skein_url: public_url.to_owned(),
        site_key: SITE.to_owned(),
        sign_identity: Arc::new(move |uid, name| sign_identity(&key, uid, name)),
    };
    Ok(Demo {
        shop: demo_shop(parts),
        welcome,
    })
}

/// Visitors of both languages see the name of the team.
async fn name_team(services: &Services, app: &AppId) -> Result<()> {
    let team = services.desk.ensure_default_team(app).await?;
    let settings = TeamSettings::parse(Some("雁行 Wildgoose"), None, None)?;
    services
        .desk
        .update_team(app, team.team.id, &settings)
        .await?;
    Ok(())
}

/// What a business's own server does when a signed-in customer opens a page.
fn sign_identity(key: &EncodingKey, uid: &str, name: &str) -> Option<String> {
    Uid::parse(uid).ok()?;
    let now_s = SystemClock.now_ms() / 1_000;
    let claims = json!({
        "iss": APP,
        "aud": SITE,
        "sub": uid,
        "name": name,
        "iat": now_s,
        "exp": now_s + IDENTITY_TTL_S,
    });
    jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, key).ok()
}

/// Where to click. Each link signs one agent in for the first time; who has a password signs in with it.
async fn welcome(
    services: &Services,
    app: &AppId,
    public_url: &str,
    shop_url: &str,
) -> Result<String> {
    let mut text = format!(
        "\n  Skein demo / 雁阵演示\n\n  Shop, where visitors ask / 顾客入口\n    {shop_url}/\n\
         \n  Agents: each link lets you choose a password, once / 客服：每个链接可设置一次密码\n"
    );
    for (uid, name, _) in AGENTS {
        let key = UserKey::new(app.clone(), Uid::parse(uid)?);
        let code = match services.identity.create_setup_code(&key).await {
            // An app of this name that somebody else made has agents of its own.
            Err(SetupError::UnknownUser) => continue,
            code => code?,
        };
        let link = setup_link(public_url, code.code.expose());
        writeln!(text, "    {name} ({uid})\n      {link}")?;
    }
    writeln!(
        text,
        "\n  Console / 工作台\n    {public_url}/console/\n\n  Process / 进程\n    {}\n\n  Ctrl-C stops / 按 Ctrl-C 停止",
        std::process::id()
    )?;
    Ok(text)
}
