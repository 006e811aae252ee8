//! Conversations and their members: implements the store ports of `skein_messaging::ports`.

mod conversations;
mod rows;
mod unit;
