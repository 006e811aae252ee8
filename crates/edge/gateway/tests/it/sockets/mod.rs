//! What is promised on every socket, whatever link carries the frames: the same tests over each of them.

/// Makes a test of each promise over each link. One that is forgotten here is never used, which the compiler says.
macro_rules! over_every_link {
    ($($promise:ident),+ $(,)?) => {
        mod by_web_socket {
            use skein_protocol::frame::Format;

            use crate::socket_client::Link;

            $(
                #[tokio::test(flavor = "multi_thread")]
                async fn $promise() {
                    super::$promise(Link::WebSocket(Format::Json)).await;
                }
            )+
        }

        mod by_tcp {
            use crate::socket_client::Link;

            $(
                #[tokio::test(flavor = "multi_thread")]
                async fn $promise() {
                    super::$promise(Link::Tcp).await;
                }
            )+
        }
    };
}

mod before_hello;
mod bounds;
mod talking;
