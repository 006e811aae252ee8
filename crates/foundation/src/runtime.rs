//! The only way to start a task: named, counted, and with its end accounted for.

use std::future::Future;

use tokio::task::JoinHandle;

/// Starts a task. A panic in it is logged with the name; it never takes the process along.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the replacement for tokio::spawn"
)]
pub fn spawn<F>(name: &'static str, task: F) -> JoinHandle<F::Output>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    tokio::spawn(async move {
        let _alive = Alive::new(name);
        task.await
    })
}

/// Counts a task for as long as it lives, also through a panic.
struct Alive(&'static str);

impl Alive {
    fn new(name: &'static str) -> Self {
        metrics::gauge!("skein_runtime_tasks_running", "task" => name).increment(1.0);
        Self(name)
    }
}

impl Drop for Alive {
    fn drop(&mut self) {
        metrics::gauge!("skein_runtime_tasks_running", "task" => self.0).decrement(1.0);
        if std::thread::panicking() {
            tracing::error!(task.name = self.0, "a task panicked");
            metrics::counter!("skein_runtime_panics_total", "task" => self.0).increment(1);
        }
    }
}

/// Starts a task of which there are thousands (a connection): counted by its owner instead of here,
/// so that an idle one costs no more memory than its own state.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the replacement for tokio::spawn"
)]
pub fn spawn_connection<F>(task: F)
where
    F: Future<Output = ()> + Send + 'static,
{
    tokio::spawn(task);
}
