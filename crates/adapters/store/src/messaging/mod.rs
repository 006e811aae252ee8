//! Conversations and their members: implements the store ports of `skein_messaging::ports`.

mod conversations;
mod creation;
mod marks;
mod members;
mod rows;
