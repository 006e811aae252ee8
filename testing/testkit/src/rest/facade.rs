//! What a business server does with its app key, one call each.

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use super::{Rest, path_segment};

/// REST with an app key. Every call fails on any status but success; tests of refusals use [`Facade::rest`].
#[derive(Debug, Clone)]
pub struct Facade {
    rest: Rest,
}

impl Facade {
    pub(crate) fn new(rest: Rest) -> Self {
        Self { rest }
    }

    /// The bare client with the same credential.
    pub fn rest(&self) -> &Rest {
        &self.rest
    }

    /// Creates or updates a user, named like its uid. `kind`: customer, agent, employee or bot.
    pub async fn create_user(&self, uid: &str, kind: &str) -> Result<Value> {
        self.post("/v1/users", &json!({"uid": uid, "name": uid, "kind": kind}))
            .await
    }

    /// A user token, as the business hands it to its own page or app.
    pub async fn issue_token(&self, uid: &str) -> Result<String> {
        let issued = self
            .post(
                &format!("/v1/users/{}/tokens", path_segment(uid)),
                &json!({}),
            )
            .await?;
        text(&issued, "token")
    }

    /// Ends all earlier tokens and live sessions of the user.
    pub async fn revoke_tokens(&self, uid: &str) -> Result<()> {
        self.rest
            .delete(&format!("/v1/users/{}/tokens", path_segment(uid)))
            .await?
            .success()?;
        Ok(())
    }

    /// Creates a team; returns its id.
    pub async fn create_team(&self, name: &str) -> Result<String> {
        text(&self.post("/v1/teams", &json!({"name": name})).await?, "id")
    }

    /// Creates an agent, named like its uid, in these teams; the answer holds `setupLink`.
    pub async fn create_agent(&self, uid: &str, capacity: u32, team_ids: &[&str]) -> Result<Value> {
        let agent = json!({"uid": uid, "name": uid, "role": "agent", "capacity": capacity, "teamIds": team_ids});
        self.post("/v1/agents", &agent).await
    }

    pub async fn add_team_member(&self, team_id: &str, uid: &str) -> Result<Value> {
        let path = format!(
            "/v1/teams/{}/members/{}",
            path_segment(team_id),
            path_segment(uid)
        );
        self.rest
            .put(&path, &json!({}))
            .await?
            .success()
            .context(path)
    }

    /// Finds or makes the direct conversation of two users; returns its id.
    pub async fn create_direct(&self, first_uid: &str, second_uid: &str) -> Result<String> {
        let direct = json!({"kind": "direct", "members": [first_uid, second_uid]});
        text(&self.post("/v1/conversations", &direct).await?, "id")
    }

    /// Finds or makes the thread of a customer with the desk; returns its conversation id.
    pub async fn create_thread(&self, customer_uid: &str) -> Result<String> {
        let thread = json!({"kind": "thread", "customerUid": customer_uid});
        text(&self.post("/v1/conversations", &thread).await?, "id")
    }

    /// Sends a text in the name of a member; returns its seq.
    pub async fn send_text(
        &self,
        conversation_id: &str,
        sender_uid: &str,
        client_msg_id: &str,
        words: &str,
    ) -> Result<u64> {
        let message = json!({"senderUid": sender_uid, "clientMsgId": client_msg_id, "content": {"text": words}});
        let path = format!(
            "/v1/conversations/{}/messages",
            path_segment(conversation_id)
        );
        let stored = self.post(&path, &message).await?;
        stored["seq"]
            .as_u64()
            .with_context(|| format!("no seq in {stored}"))
    }

    /// Up to `limit` messages after a seq, ascending.
    pub async fn messages_after(
        &self,
        conversation_id: &str,
        after: u64,
        limit: u32,
    ) -> Result<Vec<Value>> {
        let conversation = path_segment(conversation_id);
        let path = format!("/v1/conversations/{conversation}/messages?after={after}&limit={limit}");
        let page = self.rest.get(&path).await?.success().context(path)?;
        page["items"]
            .as_array()
            .cloned()
            .with_context(|| format!("no items in {page}"))
    }

    pub async fn mark_read(&self, conversation_id: &str, uid: &str, seq: u64) -> Result<()> {
        let path = format!("/v1/conversations/{}/read", path_segment(conversation_id));
        self.post(&path, &json!({"uid": uid, "seq": seq})).await?;
        Ok(())
    }

    /// A consultation with its transitions.
    pub async fn consultation(&self, id: &str) -> Result<Value> {
        let path = format!("/v1/consultations/{}", path_segment(id));
        self.rest.get(&path).await?.success().context(path)
    }

    /// Consultations of one customer, newest first.
    pub async fn consultations_of(&self, customer_uid: &str) -> Result<Vec<Value>> {
        let path = format!(
            "/v1/consultations?customerUid={}",
            path_segment(customer_uid)
        );
        let page = self.rest.get(&path).await?.success().context(path)?;
        page["items"]
            .as_array()
            .cloned()
            .with_context(|| format!("no items in {page}"))
    }

    async fn post(&self, path: &str, body: &Value) -> Result<Value> {
        self.rest
            .post(path, body)
            .await?
            .success()
            .with_context(|| format!("POST {path}"))
    }
}

/// A text field that an answer must have.
fn text(answer: &Value, field: &str) -> Result<String> {
    answer[field]
        .as_str()
        .map(str::to_owned)
        .with_context(|| format!("no {field} in {answer}"))
}
