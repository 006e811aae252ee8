//! On one node every push goes to the node's own outlet, unchanged.

use std::sync::Arc;

use parking_lot::Mutex;
use skein_cluster::LocalRouter;
use skein_foundation::{AppId, Uid};
use skein_messaging::model::Push;
use skein_messaging::ports::{Audience, Outlet, Router as _};

#[derive(Debug, Default)]
struct Recorded(Mutex<Vec<String>>);

impl Outlet for Recorded {
    fn deliver(&self, audience: &Audience, push: &Push) {
        self.0
            .lock()
            .push(format!("{} {:?} {push:?}", audience.app, audience.uids));
    }
}

#[tokio::test]
async fn a_push_goes_to_the_outlet_once() {
    let outlet = Arc::new(Recorded::default());
    let router = LocalRouter::new(outlet.clone());
    let app = AppId::parse("tour").unwrap();
    router
        .route(
            Audience::one(app, Uid::parse("ann").unwrap()),
            Push::Revoked { sign_in: None },
        )
        .await;
    assert_eq!(
        *outlet.0.lock(),
        ["tour [\"ann\"] Revoked { sign_in: None }"]
    );
}
