//! The router of a single node: every connection there is, is here.

use std::sync::Arc;

use async_trait::async_trait;
use skein_messaging::model::Push;
use skein_messaging::ports::{Audience, Outlet, Router};

#[derive(Debug, Clone)]
pub struct LocalRouter {
    outlet: Arc<dyn Outlet>,
}

impl LocalRouter {
    pub fn new(outlet: Arc<dyn Outlet>) -> Self {
        Self { outlet }
    }
}

#[async_trait]
impl Router for LocalRouter {
    async fn route(&self, audience: Audience, push: Push) {
        self.outlet.deliver(&audience, &push);
    }
}
