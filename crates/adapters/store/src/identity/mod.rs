//! Apps, users and credentials: implements `skein_identity::ports`.
