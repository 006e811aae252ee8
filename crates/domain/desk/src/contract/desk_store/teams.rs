//! Teams and agents.

use super::Subject;
use super::world::{World, agent, all_changes, app, commands, team, uid};
use crate::model::{AgentStatus, Capacity, DeskChange, Team, TeamSettings};
use crate::service::commands::{Joined, TeamDeletion};

pub async fn an_app_has_one_default_team<S: Subject>(store: &S) {
    let app = app("tour");
    let first = team(&app, 1, "first");
    let made = commands(store)
        .ensure_default_team(&first, 1)
        .await
        .unwrap();
    assert_eq!(
        made,
        Team {
            is_default: true,
            ..first.clone()
        }
    );
    let again = commands(store)
        .ensure_default_team(&team(&app, 2, "second"), 2)
        .await
        .unwrap();
    assert_eq!(again, made, "the one there is");
    let claim = Team {
        is_default: true,
        ..team(&app, 3, "third")
    };
    assert!(commands(store).create_team(&claim, 3).await.is_err());
    assert_eq!(store.list_teams(&app, None, 10).await.unwrap(), [made]);
}

pub async fn teams_are_listed_and_changed<S: Subject>(store: &S) {
    let world = World::new(store).await;
    for number in 2..=4 {
        commands(store)
            .create_team(&team(&world.app, number, "sales"), 1)
            .await
            .unwrap();
    }
    let all = store.list_teams(&world.app, None, 10).await.unwrap();
    assert_eq!(all.len(), 4);
    let rest = store
        .list_teams(&world.app, Some(all[1].id), 1)
        .await
        .unwrap();
    assert_eq!(rest, [all[2].clone()]);

    let settings = TeamSettings::parse(Some("售后"), None, None).unwrap();
    let renamed = commands(store)
        .update_team(&world.app, all[2].id, &settings, 9)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (renamed.name.as_str(), renamed.silence_resolve_s),
        ("售后", 60)
    );
    let settings = TeamSettings::parse(None, Some(90), Some(30)).unwrap();
    commands(store)
        .update_team(&world.app, all[2].id, &settings, 9)
        .await
        .unwrap()
        .unwrap();
    let found = store
        .find_team(&world.app, all[2].id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!((found.name.as_str(), found.silence_resolve_s), ("售后", 90));
}

pub async fn members_are_agents_of_the_app<S: Subject>(store: &S) {
    let world = World::new(store).await;
    let (app, default_team) = (&world.app, world.team);
    let sales = team(app, 2, "sales");
    commands(store).create_team(&sales, 1).await.unwrap();
    let bob = world.hire("bob", 5).await;
    let ann = world.hire("ann", 5).await;
    assert_eq!(
        commands(store)
            .add_team_member(app, sales.id, &uid("nobody"), 1)
            .await
            .unwrap(),
        Joined::Unknown
    );
    assert_eq!(
        commands(store)
            .add_team_member(app, team(app, 9, "x").id, &ann, 1)
            .await
            .unwrap(),
        Joined::Unknown
    );
    assert_eq!(
        commands(store)
            .add_team_member(app, sales.id, &ann, 1)
            .await
            .unwrap(),
        Joined::IsMember
    );
    assert_eq!(
        commands(store)
            .add_team_member(app, sales.id, &ann, 2)
            .await
            .unwrap(),
        Joined::IsMember,
        "again is fine"
    );

    let members = store.list_team_agents(app, default_team).await.unwrap();
    assert_eq!(
        members.iter().map(|one| &one.uid).collect::<Vec<_>>(),
        [&ann, &bob]
    );
    let teams = store.list_teams_of(app, &ann).await.unwrap();
    assert_eq!(
        teams.iter().map(|one| one.id).collect::<Vec<_>>(),
        [default_team, sales.id]
    );

    assert!(
        commands(store)
            .remove_team_member(app, sales.id, &ann, 3)
            .await
            .unwrap()
    );
    assert!(
        !commands(store)
            .remove_team_member(app, sales.id, &ann, 4)
            .await
            .unwrap()
    );
    assert_eq!(store.list_team_agents(app, sales.id).await.unwrap(), []);
}

pub async fn agents_keep_status_and_capacity<S: Subject>(store: &S) {
    let world = World::new(store).await;
    let app = &world.app;
    let ann = world.hire("ann", 3).await;
    let again = commands(store)
        .ensure_agent(&agent(app, "ann", 99), 5)
        .await
        .unwrap();
    assert_eq!(again.capacity.get(), 3, "the agent there is");

    let away = commands(store)
        .set_agent_status(app, &ann, AgentStatus::Away, 2)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(away.status, AgentStatus::Away);
    let wider = Capacity::new(7).unwrap();
    commands(store)
        .set_agent_capacity(app, &ann, wider, 3)
        .await
        .unwrap()
        .unwrap();
    let found = store.find_agent(app, &ann).await.unwrap().unwrap();
    assert_eq!((found.status, found.capacity), (AgentStatus::Away, wider));
    let nobody = uid("nobody");
    assert_eq!(
        commands(store)
            .set_agent_status(app, &nobody, AgentStatus::Away, 2)
            .await
            .unwrap(),
        None
    );
    assert_eq!(
        commands(store)
            .set_agent_capacity(app, &nobody, wider, 2)
            .await
            .unwrap(),
        None
    );

    world.hire("bob", 1).await;
    let page = store.list_agents(app, Some(&ann), 10).await.unwrap();
    assert_eq!(
        page.iter().map(|one| one.uid.as_str()).collect::<Vec<_>>(),
        ["bob"]
    );
}

pub async fn a_deleted_team_has_nobody_and_leaves_nobody_waiting<S: Subject>(store: &S) {
    let world = World::new(store).await;
    let app = &world.app;
    let sales = team(app, 2, "sales");
    commands(store).create_team(&sales, 1).await.unwrap();
    let ann = world.hire("ann", 5).await;
    assert_eq!(
        commands(store)
            .add_team_member(app, sales.id, &ann, 1)
            .await
            .unwrap(),
        Joined::IsMember
    );

    let delete = async |id| commands(store).delete_team(app, id, 2).await.unwrap();
    assert_eq!(delete(team(app, 9, "x").id).await, TeamDeletion::Unknown);
    assert_eq!(delete(world.team).await, TeamDeletion::IsDefault);
    let before = all_changes(store).await.len();
    assert_eq!(delete(sales.id).await, TeamDeletion::Deleted);
    let changes = all_changes(store).await;
    assert_eq!(changes.len(), before + 2, "ann is told, and the team is");
    assert!(changes[before].payload.contains(&sales.id.to_string()));
    assert_eq!(delete(sales.id).await, TeamDeletion::Unknown, "again");

    let kept = Team {
        is_deleted: true,
        ..sales.clone()
    };
    assert_eq!(store.find_team(app, sales.id).await.unwrap(), Some(kept));
    assert_eq!(store.list_teams(app, None, 10).await.unwrap().len(), 1);
    assert_eq!(store.list_teams_of(app, &ann).await.unwrap().len(), 1);
    assert_eq!(store.list_team_agents(app, sales.id).await.unwrap(), []);
    let settings = TeamSettings::parse(Some("x"), None, None).unwrap();
    let updated = commands(store)
        .update_team(app, sales.id, &settings, 9)
        .await
        .unwrap();
    assert_eq!(updated, None);
    assert_eq!(
        commands(store)
            .add_team_member(app, sales.id, &ann, 3)
            .await
            .unwrap(),
        Joined::Unknown
    );
    let first_team = store.find_team(app, world.team).await.unwrap().unwrap();
    assert!(!first_team.is_deleted);
}

pub async fn what_becomes_of_a_team_is_told<S: Subject>(store: &S) {
    let world = World::new(store).await;
    let sales = team(&world.app, 2, "sales");
    commands(store).create_team(&sales, 5).await.unwrap();
    let rename = async |name: &str| {
        let settings = TeamSettings::parse(Some(name), None, None).unwrap();
        let updated = commands(store).update_team(&world.app, sales.id, &settings, 6);
        updated.await.unwrap().unwrap();
    };
    rename("shop").await;
    rename("shop").await;
    let deleted = commands(store).delete_team(&world.app, sales.id, 7).await;
    assert_eq!(deleted.unwrap(), TeamDeletion::Deleted);

    let changes = all_changes(store).await;
    let told = changes.iter().filter_map(|change| {
        match DeskChange::parse(&change.kind, &change.payload)?.unwrap() {
            DeskChange::Team(team) => Some((team, change.time_ms)),
            _ => None,
        }
    });
    let of_sales = told.filter(|(team, _)| team.team_id == sales.id);
    let words: Vec<(String, bool, i64)> = of_sales
        .map(|(team, time_ms)| (team.name, team.is_deleted, time_ms))
        .collect();
    let said = |name: &str, is_deleted, time_ms| (name.to_owned(), is_deleted, time_ms);
    assert_eq!(
        words,
        [
            said("sales", false, 5),
            said("shop", false, 6),
            said("shop", true, 7)
        ]
    );
}
