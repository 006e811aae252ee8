//! Talks that the demo's customers had before, made through the same services that real ones go through.

use anyhow::Result;
use skein_desk::model::{AgentStatus, ClueDraft, ProductDraft, Rating};
use skein_foundation::{AppId, ClientMsgId, Clock as _, ConversationId, Uid, UserKey};
use skein_identity::model::{DisplayName, Traits, UserKind};
use skein_identity::service::UpsertUser;
use skein_messaging::model::{Append, Content, LoggedMessage, Message};
use skein_messaging::ports::HistoryRange;

use crate::wiring::Services;
use crate::workers;

struct Talk {
    customer: (&'static str, &'static str),
    traits: &'static [(&'static str, &'static str)],
    agent: &'static str,
    page: (&'static str, &'static str),
    product: Option<(&'static str, &'static str, &'static str)>,
    /// `true` is the customer.
    lines: &'static [(bool, &'static str)],
    rating: Option<(u8, &'static [&'static str], &'static str)>,
}

/// The first talk began so long ago.
pub(super) const BEGAN_BEFORE_MS: i64 = 3 * 3_600_000;
/// Between two lines of a talk: somebody reads, and types.
const LINE_MS: i64 = 65_000;
/// From the question to the agent who takes it.
const FIRST_ANSWER_MS: i64 = 20_000;
/// From the end of a talk to the next one.
const BETWEEN_TALKS_MS: i64 = 40 * 60_000;

const TALKS: [Talk; 3] = [
    Talk {
        customer: ("lilei", "李雷"),
        traits: &[("城市", "深圳"), ("会员等级", "VIP 2")],
        agent: "fang",
        page: ("http://127.0.0.1:7712/#/tour/883", "北海道 7 日亲子游"),
        product: Some((
            "883",
            "北海道 7 日亲子游 · 札幌 + 富良野 · 含温泉酒店",
            "¥6,980",
        )),
        lines: &[
            (true, "你好，签证需要准备哪些材料？"),
            (
                false,
                "您好李先生！日本单次签证需要护照、照片、在职证明和近半年流水，我把清单发您。",
            ),
            (true, "照片有尺寸要求吗？"),
            (false, "45 × 45 mm 白底，近六个月内拍摄。"),
            (true, "好的，谢谢！"),
        ],
        rating: Some((5, &["quick_reply", "solved"], "")),
    },
    Talk {
        customer: ("emma", "Emma Larsen"),
        traits: &[("City", "Copenhagen")],
        agent: "marta",
        page: (
            "http://127.0.0.1:7712/#/tour/417",
            "Guilin by river, 5 days",
        ),
        product: Some(("417", "Guilin by river, 5 days", "¥4,280")),
        lines: &[
            (
                true,
                "Hi, is the hotel pick-up included in the Guilin tour?",
            ),
            (
                false,
                "Hello Emma! Yes, from any hotel inside the second ring road.",
            ),
            (true, "Great, and can we bring a pram on the boat?"),
            (
                false,
                "You can. There is a **ramp at pier 2**, and the crew helps.",
            ),
        ],
        rating: Some((4, &["friendly"], "Quick and kind.")),
    },
    Talk {
        customer: ("zhoumin", "周敏"),
        traits: &[("城市", "杭州")],
        agent: "fang",
        page: ("http://127.0.0.1:7712/#/order", "我的订单"),
        product: None,
        lines: &[
            (true, "订单一直显示待确认，能帮我看一下吗"),
            (false, "正在为您联系酒店，最晚今天 18:00 前确认。"),
        ],
        rating: None,
    },
];

pub(super) async fn make(services: &Services, app: &AppId) -> Result<()> {
    for talk in &TALKS {
        make_talk(services, app, talk).await?;
        services.clock.pass_ms(BETWEEN_TALKS_MS);
    }
    Ok(())
}

async fn make_talk(services: &Services, app: &AppId, talk: &Talk) -> Result<()> {
    let customer = Uid::parse(talk.customer.0)?;
    let agent = Uid::parse(talk.agent)?;
    let traits = talk
        .traits
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    services
        .identity
        .upsert_user(UpsertUser {
            key: UserKey::new(app.clone(), customer.clone()),
            kind: UserKind::Customer,
            role: None,
            name: DisplayName::parse(talk.customer.1)?,
            traits: Some(Traits::parse(traits.collect())?),
        })
        .await?;
    let clue = ClueDraft {
        channel: Some("web".to_owned()),
        page_url: Some(talk.page.0.to_owned()),
        page_title: Some(talk.page.1.to_owned()),
        product: talk.product.map(|(id, title, price)| ProductDraft {
            id: id.to_owned(),
            title: title.to_owned(),
            price: Some(price.to_owned()),
            ..ProductDraft::default()
        }),
        ..ClueDraft::default()
    };
    let clue = clue.parse()?;
    let (thread, _) = services
        .desk
        .thread_for_customer(app, &customer, clue.as_ref())
        .await?;
    let mut consultation = None;
    for (number, (by_customer, text)) in talk.lines.iter().enumerate() {
        let sender = if *by_customer { &customer } else { &agent };
        let said = say(services, app, thread.id, sender, number, text).await?;
        services.desk.on_messages(&[said]).await?;
        services.clock.pass_ms(if number == 0 {
            FIRST_ANSWER_MS
        } else {
            LINE_MS
        });
        if number == 0 {
            settle(services).await?;
            // The agent takes it from the queue like anybody would.
            services
                .desk
                .set_status(app, &agent, AgentStatus::Busy)
                .await?;
            let view = services.desk.accept_next(app, &agent).await?;
            consultation = Some(view.consultation.id);
            settle(services).await?;
        }
    }
    if let Some(id) = consultation {
        services.desk.resolve_by_agent(app, &agent, id).await?;
        settle(services).await?;
        if let Some((score, tags, comment)) = talk.rating {
            let tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
            let rating = Rating::parse(score, tags, Some(comment), services.clock.now_ms())?;
            services.desk.rate(app, &customer, id, rating).await?;
            settle(services).await?;
        }
    }
    services
        .desk
        .set_status(app, &agent, AgentStatus::Offline)
        .await?;
    Ok(())
}

/// Lets happen what follows from the last step (who is a member, what the log says of it), so that the log tells the
/// talk in its order.
async fn settle(services: &Services) -> Result<()> {
    workers::follow_once(services).await?;
    Ok(())
}

/// Stores a line and gives it back as the log has it.
async fn say(
    services: &Services,
    app: &AppId,
    conversation_id: ConversationId,
    sender: &Uid,
    number: usize,
    text: &str,
) -> Result<LoggedMessage> {
    let log = services.messaging.log();
    let append = Append {
        app: app.clone(),
        conversation_id,
        sender: Some(sender.clone()),
        client_msg_id: ClientMsgId::parse(&format!("demo-{conversation_id}-{number}"))?,
        time_ms: services.clock.now_ms(),
        content: Content::text(text),
        origin: None,
    };
    log.append(vec![append]).await?;
    let newest: Vec<Message> = log.read(conversation_id, HistoryRange::Newest, 1).await?;
    let message = newest.into_iter().next().expect("it was appended");
    Ok(LoggedMessage {
        app: app.clone(),
        message: message.into(),
        origin: None,
    })
}
