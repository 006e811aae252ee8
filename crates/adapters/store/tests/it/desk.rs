//! The desk on real SQLite files: its contract, random days, and names from the users.

use proptest::prelude::*;
use sea_orm::{ConnectionTrait, Database, DatabaseTransaction, TransactionTrait};
use skein_desk::contract::desk_store::histories::{Incident, live};
use skein_desk::model::{self, ClueDraft, DeskTime, Team, TeamName, ThreadMessage};
use skein_desk::ports::{ConsultationQueries, DeskStore, Person, PersonDirectory, TeamQueries};
use skein_desk::rules::Resolution;
use skein_desk::service::commands::{Commanded, Commands, TeamDeletion};
use skein_foundation::{AppId, ConsultationId, ConversationId, Seq, TeamId, Uid, UserKey};
use skein_identity::model::{
    App, DisplayName, Revocation, Role, TokenSecret, TokenSecrets, Traits, User, UserKind,
};
use skein_identity::service::commands::Commands as IdentityCommands;

skein_desk::desk_store_cases!(crate::fresh_store);

fn days() -> impl Strategy<Value = Vec<Incident>> {
    proptest::collection::vec(any::<(u8, u8)>().prop_map(Incident::from), 20..80)
}

proptest! {
    // A day is a database of its own with some hundred commits on disk.
    #![proptest_config(ProptestConfig { cases: 12, max_shrink_iters: 64, ..ProptestConfig::default() })]

    #[test]
    fn no_day_overruns_an_agent_or_overtakes_a_visitor(day in days()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let audited = runtime.block_on(async {
            let (_folder, store) = crate::fresh_store().await;
            live(&store, &day).await
        });
        prop_assert!(audited.is_ok(), "{:?}", audited.err());
    }
}

#[tokio::test]
async fn the_same_clue_again_waits_for_no_writer() {
    let (folder, store) = crate::fresh_store().await;
    let tour = AppId::parse("tour").unwrap();
    let thread = ConversationId::from_bytes([1; 16]);
    let clue = |title: &str| {
        let draft = ClueDraft {
            page_title: Some(title.to_owned()),
            ..ClueDraft::default()
        };
        draft.parse().unwrap().unwrap()
    };
    let remember = async |title| store.remember_clue(&tour, thread, &clue(title)).await;
    remember("Rome").await.unwrap();
    // Somebody else writes, and does not end.
    let path = folder.path().join("skein.db");
    let writer = holding_writer(&path).await;
    remember("Rome").await.unwrap();
    drop(writer);
    remember("Paris").await.unwrap();
    let kept = store.find_thread(&tour, thread).await.unwrap().clue;
    assert_eq!(kept, Some(clue("Paris")));
}

/// No rule sends anybody to another team than the default one yet, so the consultation is put there by hand.
#[tokio::test]
async fn a_team_in_which_somebody_waits_is_not_deleted() {
    let (folder, store) = crate::fresh_store().await;
    let tour = AppId::parse("tour").unwrap();
    let team = |number: u8, name: &str| Team {
        app: tour.clone(),
        id: TeamId::from_bytes([number; 16]),
        name: TeamName::parse(name).unwrap(),
        strategy: model::Strategy::Even,
        silence_resolve_s: 60,
        response_target_s: 60,
        is_default: false,
        is_deleted: false,
    };
    let sales = team(2, "sales");
    Commands::on(&store)
        .ensure_default_team(&team(1, "first"), 1)
        .await
        .unwrap();
    Commands::on(&store).create_team(&sales, 1).await.unwrap();
    let customer = Uid::parse("lin").unwrap();
    let question = ThreadMessage {
        app: tour.clone(),
        conversation_id: ConversationId::from_bytes([1; 16]),
        customer: customer.clone(),
        sender: customer,
        seq: Seq(1),
        time_ms: 1,
        noted: DeskTime(1),
        preview: "hello".to_owned(),
        new_id: ConsultationId::generate(1),
        anew_of: None,
    };
    let opened = Commands::on(&store)
        .record_messages(&[question])
        .await
        .unwrap()
        .opened;
    let db = Database::connect(format!(
        "sqlite://{}",
        folder.path().join("skein.db").display()
    ));
    let moved =
        "UPDATE consultations SET team_id = (SELECT team_id FROM teams WHERE name = 'sales')";
    db.await.unwrap().execute_unprepared(moved).await.unwrap();

    let delete = async || {
        Commands::on(&store)
            .delete_team(&tour, sales.id, 2)
            .await
            .unwrap()
    };
    assert_eq!(delete().await, TeamDeletion::IsAtWork);
    assert_eq!(store.list_teams(&tour, None, 9).await.unwrap().len(), 2);
    let resolution = Resolution::App("key".to_owned());
    let resolved = Commands::on(&store).resolve_consultation(&tour, opened[0].id, resolution, 3);
    assert!(matches!(resolved.await.unwrap(), Commanded::Done(_)));
    assert_eq!(delete().await, TeamDeletion::Deleted);
}

/// A connection of its own that holds the lock of writers.
async fn holding_writer(path: &std::path::Path) -> DatabaseTransaction {
    let db = Database::connect(format!("sqlite://{}", path.display()))
        .await
        .unwrap();
    let unit = db.begin().await.unwrap();
    unit.execute_unprepared("UPDATE consumer_cursors SET next_position = next_position")
        .await
        .unwrap();
    unit
}

#[tokio::test]
async fn names_come_from_the_users_of_the_app() {
    let (_folder, store) = crate::fresh_store().await;
    let tour = AppId::parse("tour").unwrap();
    let uid = |name: &str| Uid::parse(name).unwrap();
    let app = App {
        id: tour.clone(),
        name: DisplayName::parse("Tour").unwrap(),
        secrets: TokenSecrets {
            current: TokenSecret::generate(),
            previous: None,
        },
        created_at_ms: 1,
    };
    assert!(IdentityCommands::on(&store).create_app(&app).await.unwrap());
    let user = User {
        key: UserKey::new(tour.clone(), uid("ann")),
        kind: UserKind::Customer,
        role: Role::Customer,
        name: DisplayName::parse("安妮").unwrap(),
        verified: true,
        traits: Traits::default(),
        locale: None,
        disabled: false,
        token_generation: 0,
        revocation: Revocation::default(),
        created_at_ms: 1,
        last_seen_at_ms: 1,
    };
    assert!(
        IdentityCommands::on(&store)
            .create_user(&user)
            .await
            .unwrap()
    );
    let asked = [uid("ann"), uid("nobody")];
    let ann = Person {
        uid: uid("ann"),
        name: "安妮".to_owned(),
        verified: true,
        disabled: false,
    };
    assert_eq!(store.describe_people(&tour, &asked).await.unwrap(), [ann]);
    let elsewhere = AppId::parse("loan").unwrap();
    assert_eq!(store.describe_people(&elsewhere, &asked).await.unwrap(), []);
}
