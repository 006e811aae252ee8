//! Frames on plain TCP, each behind its length.

use skein_foundation::runtime;
use skein_protocol::Input;
use skein_protocol::delimited::{self, Decoder, Event};
use skein_protocol::frame::{self, Format};
use skein_protocol::wire::Frame;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::sync::mpsc;

use super::{
    GOODBYE_TIME, Incoming, MAX_FRAME_BYTES, OPEN_TIME, TransportError, Wire, WireTask, wire,
};

/// Bytes read at once.
const READ_BYTES: usize = 16 * 1024;
/// Of a client that leaves on purpose: a WebSocket's normal closure.
const CLOSE_NORMAL: u16 = 1000;

/// Opens a connection to `tcp://host:port`.
pub(super) async fn open(base_url: &str) -> Result<Wire, TransportError> {
    let address = base_url
        .strip_prefix("tcp://")
        .ok_or_else(|| TransportError::BadAddress(base_url.to_owned()))?;
    let socket = tokio::time::timeout(OPEN_TIME, TcpStream::connect(address))
        .await
        .map_err(|_| TransportError::Timeout)?
        .map_err(TransportError::Tcp)?;
    socket.set_nodelay(true).map_err(TransportError::Tcp)?;
    let (wire, task) = wire();
    runtime::spawn("client_tcp", run(socket, task));
    Ok(wire)
}

/// Reads and writes side by side, so that neither waits for the other.
async fn run(socket: TcpStream, task: WireTask) {
    let (source, sink) = socket.into_split();
    let WireTask { outgoing, incoming } = task;
    let mut writing = Box::pin(write(sink, outgoing));
    let mut reading = Box::pin(read(source, incoming.clone()));
    let close_code = tokio::select! {
        close_code = &mut reading => close_code,
        written = &mut writing => {
            if written.is_ok() {
                // The server answers the goodbye; nobody listens to anything else.
                let _ = tokio::time::timeout(GOODBYE_TIME, &mut reading).await;
                return;
            }
            // What the server said before it hung up may still wait to be read.
            tokio::time::timeout(GOODBYE_TIME, &mut reading).await.unwrap_or(None)
        }
    };
    let _ = incoming.send(Incoming::Ended(close_code)).await;
}

/// Gives the close code, if the server said goodbye.
async fn read(mut source: OwnedReadHalf, incoming: mpsc::Sender<Incoming>) -> Option<u16> {
    let mut decoder = Decoder::new(MAX_FRAME_BYTES as u32);
    let mut buffer = vec![0; READ_BYTES];
    loop {
        let length = source
            .read(&mut buffer)
            .await
            .ok()
            .filter(|length| *length > 0)?;
        let mut input = Input::new(&mut buffer[..length]);
        loop {
            let frame = match decoder.next(&mut input) {
                Ok(None) => break,
                Ok(Some(Event::Goodbye(code))) => return Some(code),
                Ok(Some(Event::Frame(bytes))) => {
                    frame::decode(Format::Proto, bytes, MAX_FRAME_BYTES)
                        .map_err(|error| Box::new(error) as Box<dyn std::error::Error + Send>)
                }
                Err(error) => Err(Box::new(error) as _),
            };
            match frame {
                // The driver has turned away; read on only for the goodbye.
                Ok(frame) => drop(incoming.send(Incoming::Frame(Box::new(frame))).await),
                Err(error) => {
                    tracing::warn!(
                        error = &*error as &dyn std::error::Error,
                        "the server sent what is no frame"
                    );
                    return None;
                }
            }
        }
    }
}

/// Until the driver has turned away, then says goodbye.
async fn write(
    mut sink: OwnedWriteHalf,
    mut outgoing: mpsc::Receiver<Frame>,
) -> std::io::Result<()> {
    let mut bytes = Vec::new();
    while let Some(frame) = outgoing.recv().await {
        delimited::append_frame(&frame, &mut bytes);
        // What waits already goes out with the same write.
        while let Ok(frame) = outgoing.try_recv() {
            delimited::append_frame(&frame, &mut bytes);
        }
        sink.write_all(&bytes).await?;
        bytes.clear();
    }
    delimited::write_goodbye(CLOSE_NORMAL, &mut bytes);
    let last = async {
        sink.write_all(&bytes).await?;
        sink.shutdown().await
    };
    tokio::time::timeout(GOODBYE_TIME, last).await?
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use skein_protocol::wire::Ping;
    use tokio::net::TcpListener;

    use super::*;

    const PATIENCE: Duration = Duration::from_secs(30);

    /// A connection, and the server's end of it.
    async fn connected() -> (Wire, TcpStream) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let wire = open(&format!("tcp://{address}")).await.expect("a server");
        let (server, _) = listener.accept().await.expect("a client");
        (wire, server)
    }

    async fn next(wire: &mut Wire) -> Incoming {
        tokio::time::timeout(PATIENCE, wire.incoming.recv())
            .await
            .expect("something comes")
            .expect("the connection says how it ends")
    }

    #[tokio::test]
    async fn a_goodbye_gives_its_code_and_a_cut_gives_none() {
        for (code, ended) in [(Some(4_005), Some(4_005)), (None, None)] {
            let (mut wire, mut server) = connected().await;
            let mut bytes = Vec::new();
            delimited::append_frame(&Frame::push(Ping { time_ms: 7 }), &mut bytes);
            if let Some(code) = code {
                delimited::write_goodbye(code, &mut bytes);
            }
            // In two pieces, wherever they are cut.
            let (one, other) = bytes.split_at(5);
            server.write_all(one).await.expect("written");
            tokio::task::yield_now().await;
            server.write_all(other).await.expect("written");
            if code.is_none() {
                drop(server);
            }
            assert!(matches!(next(&mut wire).await, Incoming::Frame(_)));
            let last = next(&mut wire).await;
            assert!(
                matches!(last, Incoming::Ended(code) if code == ended),
                "{last:?}"
            );
        }
    }

    #[tokio::test]
    async fn what_is_said_last_arrives_before_the_goodbye() {
        let (wire, mut server) = connected().await;
        let frame = Frame::push(Ping { time_ms: 7 });
        wire.outgoing.send(frame.clone()).await.expect("room");
        drop(wire);
        let mut said = Vec::new();
        tokio::time::timeout(PATIENCE, server.read_to_end(&mut said))
            .await
            .expect("an end")
            .expect("no error");
        let mut expected = Vec::new();
        delimited::append_frame(&frame, &mut expected);
        delimited::write_goodbye(CLOSE_NORMAL, &mut expected);
        assert_eq!(said, expected);
    }

    #[tokio::test]
    async fn an_address_of_another_kind_is_refused() {
        let refused = open("http://127.0.0.1:1").await;
        assert!(matches!(refused, Err(TransportError::BadAddress(_))));
    }
}
