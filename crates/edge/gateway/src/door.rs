//! A listening socket and who comes in by it: counted, refused and tuned alike, whatever is spoken behind it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use skein_foundation::clock::Stopwatch;
use skein_foundation::lifecycle::Lifecycle;
use tokio::net::{TcpListener, TcpStream};

use crate::accept_failures::AcceptFailures;
use crate::admission::{Admission, Permit};
use crate::proxies::TrustedProxies;

/// Pause after the system refused a connection (no file handles), instead of asking again at once.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

#[derive(Debug)]
pub(crate) struct Door {
    listener: TcpListener,
    admission: Arc<Admission>,
    proxies: Arc<TrustedProxies>,
    lifecycle: Lifecycle,
    /// A peer that is gone, or that takes nothing of what it asked for, would else be kept for ever.
    send_time: Duration,
    running: Stopwatch,
    failures: AcceptFailures,
}

/// A connection that was taken in.
#[derive(Debug)]
pub(crate) struct Admitted {
    pub(crate) socket: TcpStream,
    pub(crate) address: SocketAddr,
    pub(crate) permit: Permit,
}

impl Door {
    pub(crate) fn new(
        listener: TcpListener,
        admission: Arc<Admission>,
        proxies: Arc<TrustedProxies>,
        lifecycle: Lifecycle,
        send_time: Duration,
    ) -> Self {
        Self {
            listener,
            admission,
            proxies,
            lifecycle,
            send_time,
            running: Stopwatch::start(),
            failures: AcceptFailures::default(),
        }
    }

    /// The next one who is let in; `None` when the node drains.
    pub(crate) async fn next(&mut self) -> Option<Admitted> {
        loop {
            let accepted = tokio::select! {
                accepted = self.listener.accept() => accepted,
                () = self.lifecycle.drained() => return None,
            };
            let (socket, address) = match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    if let Some(count) = self.failures.failed(self.running.elapsed()) {
                        tracing::warn!(error = %error, count, "connections could not be accepted");
                    }
                    metrics::counter!("skein_gateway_accept_failures_total").increment(1);
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                    continue;
                }
            };
            let is_proxy = self.proxies.contains(address.ip());
            let Some(permit) = self.admission.admit(address.ip(), is_proxy) else {
                // Closed before a byte is read: nothing was allocated for it.
                metrics::counter!("skein_gateway_refusals_total").increment(1);
                continue;
            };
            self.tune(&socket);
            return Some(Admitted {
                socket,
                address,
                permit,
            });
        }
    }

    /// A socket that can't be tuned was closed by its peer already.
    fn tune(&self, socket: &TcpStream) {
        let _ = socket.set_nodelay(true);
        #[cfg(target_os = "linux")]
        let _ = socket2::SockRef::from(socket).set_tcp_user_timeout(Some(self.send_time));
    }
}
