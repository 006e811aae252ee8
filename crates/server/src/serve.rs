//! `skein serve`: bind, build, run, drain, stop.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context as _, Result, anyhow, bail};
use skein_api::ApiParts;
use skein_foundation::lifecycle::Lifecycle;
use skein_foundation::runtime;
use skein_gateway::{
    Admission, Gateway, HttpServer, HttpTimes, TcpServer, TrustedProxies, serve_http, serve_tcp,
};
use skein_messaging::service::run_delivery;
use tokio::net::{TcpListener, TcpSocket};
use tokio::task::JoinHandle;

use crate::addresses::Addresses;
use crate::config::{Config, Overrides};
use crate::signals::Signals;
use crate::storage::Storage;
use crate::telemetry::{Log, init_figures};
use crate::wiring;
use crate::workers::{self, Means, Worker};
use crate::{demo, first_run, open_files, operations, reload, stdout};

/// Connections that wait to be accepted: a whole fleet may reconnect at once.
const BACKLOG: u32 = 4_096;

/// What reaches the server from outside while it runs, beside its doors.
pub(crate) struct Control {
    pub(crate) signals: Signals,
    pub(crate) log: Log,
    /// To read the configuration again.
    pub(crate) overrides: Overrides,
}

pub(crate) async fn serve(mut config: Config, control: Control) -> Result<()> {
    let Control {
        mut signals,
        log,
        overrides,
    } = control;
    let figures = init_figures()?;
    open_files::shares().fit(&mut config.limits)?;
    say_when_few_may_wait();
    let storage = Storage::open(&config).await?;
    if signals.is_stop_asked() {
        tracing::info!("asked to stop before the start was over");
        storage.close().await;
        return Ok(());
    }
    let lifecycle = Lifecycle::new();

    let listener = bind("server.listen", config.server.listen)?;
    let bound = listener.local_addr()?;
    let public_url = config.public_url(bound);
    let services = wiring::build(&config, &storage, &lifecycle, public_url.clone());
    // Before anything is written, and the demo writes: the feed is bounded, and appends wait when nobody takes from it.
    let messaging = services.messaging.clone();
    let commits = messaging
        .log()
        .take_commit_feed()
        .context("the commit feed was taken already")?;
    let means = Means {
        bus: services.bus.clone(),
        leases: services.leases.clone(),
        lifecycle: lifecycle.clone(),
    };
    let delivery = Worker::by_itself("delivery", run_delivery(messaging, commits));
    let mut work = vec![delivery.start(&means)];

    let mut side_doors = Vec::new();
    let mut addresses = Addresses {
        http: bound,
        tcp: None,
        demo: None,
        operations: None,
    };
    let tcp = config.tcp.listen.map(|listen| bind("tcp.listen", listen));
    let tcp = tcp.transpose()?;
    addresses.tcp = tcp.as_ref().map(TcpListener::local_addr).transpose()?;
    if let Some(listen) = config.operations.listen {
        let listener = bind("operations.listen", listen)?;
        addresses.operations = Some(listener.local_addr()?);
        let identity = services.identity.clone();
        let routes = operations::routes(figures.clone(), storage.clone(), identity)?;
        side_doors.push((listener, routes));
    }
    let mut welcome = None;
    if config.demo.enabled {
        let listener = bind("demo.listen", config.demo.listen)?;
        let shop = listener.local_addr()?;
        addresses.demo = Some(shop);
        let prepared = demo::prepare(&services, &public_url, shop).await?;
        side_doors.push((listener, prepared.shop));
        welcome = Some(prepared.welcome);
    } else if let Some(first_run) = first_run::first_run(&services, &public_url).await? {
        welcome = Some(first_run);
    }

    let reload = reload::on_hang_up(signals.hang_ups(), log, overrides);
    let mut workers = workers::table(&config, &services, &storage);
    workers.push(Worker::by_itself("figures", figures.keep_small()));
    workers.push(Worker::by_itself("reload", reload));
    work.extend(workers.into_iter().map(|worker| worker.start(&means)));
    let listeners = Listeners {
        main: listener,
        tcp,
        side: side_doors,
    };
    let running = Running {
        gateway: services.gateway.clone(),
        messaging: services.messaging.clone(),
        doors: open_doors(
            &config,
            &services.gateway,
            services.api,
            listeners,
            &lifecycle,
        ),
        work,
    };
    addresses.write(storage.data_dir())?;
    let plain_tcp = addresses.tcp.map(tracing::field::display);
    tracing::info!(http = %bound, tcp = plain_tcp, data = %storage.data_dir().display(), "skein is ready");
    say_what_is_assumed(&config, bound);
    if let Some(welcome) = welcome {
        stdout::say_aside(welcome);
    }

    tokio::select! {
        () = signals.stop() => {}
        () = storage.log.until_broken() => {}
    }
    stop(&config, &storage, running, &lifecycle, &mut signals).await?;
    if storage.log.is_broken() {
        // Not a clean end, so that a supervisor starts it again: then the log is opened anew.
        bail!("the message log stopped working because of a fault of ours; start skein again");
    }
    Ok(())
}

fn say_when_few_may_wait() {
    if let Some(kept) = open_files::shorter_backlog(BACKLOG) {
        tracing::info!(
            net.core.somaxconn = kept,
            "the system keeps {kept} connections waiting and not {BACKLOG}, so some of a crowd that comes at once have to \
             try again; raise net.core.somaxconn"
        );
    }
}

/// What works here and may not work elsewhere.
fn say_what_is_assumed(config: &Config, bound: SocketAddr) {
    if !skein_api::has_web_pages() {
        tracing::warn!(
            "this build holds no web pages: console, widget and shop can't be shown. Build them first, by \
             `npm --prefix web ci && npm --prefix web run build`, and then this program again"
        );
    }
    if config.server.public_url.is_empty() && bound.ip().is_unspecified() {
        tracing::warn!(
            server.public_url = "",
            "links begin with {}, which only this machine can follow, and the widget works there only; set \
             server.public_url to what browsers use",
            config.public_url(bound)
        );
    }
    if let Some(listen) = config.tcp.listen
        && !listen.ip().is_loopback()
    {
        tracing::warn!(
            tcp.listen = %listen,
            "plain TCP is not encrypted: tokens and messages can be read by everybody on the way, unless it is a network of \
             your own or a proxy ends TLS in front of it"
        );
    }
    if let Some(listen) = config.operations.listen
        && !listen.ip().is_loopback()
    {
        tracing::warn!(
            operations.listen = %listen,
            "figures can be read by everybody who reaches operations.listen"
        );
    }
}

fn bind(key: &str, address: SocketAddr) -> Result<TcpListener> {
    let socket = if address.is_ipv4() {
        TcpSocket::new_v4()?
    } else {
        TcpSocket::new_v6()?
    };
    // A server that was killed may come back on its address at once.
    socket.set_reuseaddr(true)?;
    socket
        .bind(address)
        .and_then(|()| socket.listen(BACKLOG))
        .map_err(|error| match error.kind() {
            ErrorKind::AddrInUse => anyhow!(
                "{key} = {address} is taken: another skein or another program listens there; stop it, or choose another \
                 address"
            ),
            ErrorKind::AddrNotAvailable => {
                anyhow!("{key} = {address} is no address of this machine")
            }
            ErrorKind::PermissionDenied => anyhow!(
                "{key} = {address} may not be used by this user: ports below 1024 need a privilege"
            ),
            _ => anyhow!("{key} = {address} can't be used: {error}"),
        })
}

/// What has to be told to stop.
struct Running {
    gateway: Gateway,
    messaging: skein_messaging::service::Messaging,
    doors: Vec<JoinHandle<()>>,
    work: Vec<JoinHandle<()>>,
}

/// What is bound already, and served last.
struct Listeners {
    main: TcpListener,
    tcp: Option<TcpListener>,
    side: Vec<(TcpListener, axum::Router)>,
}

fn open_doors(
    config: &Config,
    gateway: &Gateway,
    api: ApiParts,
    listeners: Listeners,
    lifecycle: &Lifecycle,
) -> Vec<JoinHandle<()>> {
    let main = HttpServer {
        listener: listeners.main,
        routes: skein_api::name_requests(gateway.routes()).merge(skein_api::routes(api)),
        admission: gateway.admission().clone(),
        proxies: config.server.trusted_proxies.clone(),
        lifecycle: lifecycle.clone(),
        times: HttpTimes {
            idle: Duration::from_millis(config.server.idle_timeout_ms),
            ..HttpTimes::default()
        },
    };
    let mut doors = vec![runtime::spawn("http", serve_http(main))];
    doors.extend(listeners.tcp.map(|listener| {
        let tcp = TcpServer {
            listener,
            gateway: gateway.clone(),
            proxies: config.server.trusted_proxies.clone(),
            send_time: HttpTimes::default().send,
        };
        runtime::spawn("tcp", serve_tcp(tcp))
    }));
    for (listener, routes) in listeners.side {
        let most = open_files::shares().side_connections;
        let admission = Admission::new(most, most);
        let lifecycle = lifecycle.clone();
        let door = HttpServer {
            listener,
            routes,
            admission,
            proxies: TrustedProxies::default(),
            lifecycle,
            times: HttpTimes::default(),
        };
        doors.push(runtime::spawn("side_door", serve_http(door)));
    }
    doors
}

/// Takes nothing new, asks clients to move, lets work finish, closes the stores. A second signal cuts it short.
async fn stop(
    config: &Config,
    storage: &Storage,
    running: Running,
    lifecycle: &Lifecycle,
    signals: &mut Signals,
) -> Result<()> {
    tracing::info!("stopping: clients are asked to reconnect elsewhere");
    let deadline = Duration::from_millis(config.server.stop_deadline_ms);
    let graceful = async {
        lifecycle.drain();
        running.gateway.drain(config.server.drain_spread_ms);
        for door in running.doors {
            let _ = door.await;
        }
        // Connections, not sessions: a poll session between two requests can't come back through closed doors.
        while running.gateway.admission().connections() > 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::select! {
        finished = tokio::time::timeout(deadline, graceful) => {
            if finished.is_err() {
                tracing::warn!("the deadline to stop has come; connections that are left are cut");
            }
        }
        () = signals.stop() => tracing::warn!("a second signal: stopping at once"),
    }
    lifecycle.stop();
    let close = async {
        running.messaging.flush_marks().await;
        storage.close().await;
        for task in running.work {
            let _ = tokio::time::timeout(Duration::from_secs(1), task).await;
        }
    };
    tokio::select! {
        () = close => {}
        // A disk that does not answer would be waited for for ever. Nothing acknowledged waits for this.
        () = signals.stop() => bail!("a third signal: ended before the stores were closed"),
    }
    Addresses::remove(storage.data_dir());
    tracing::info!("stopped");
    Ok(())
}
