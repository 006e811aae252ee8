//! The transports: a folder each, which knows bytes. What a session does is in `session`, once for all of them.

pub(crate) mod long_poll;
pub(crate) mod tcp;
pub(crate) mod websocket;

#[cfg(test)]
mod tests {
    use std::path::Path;

    /// Else a further transport would be a branch in the driver and not a folder here.
    #[test]
    fn the_driver_of_sessions_names_no_transport() {
        let session = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/session");
        let mut files = 0;
        for file in std::fs::read_dir(session).expect("a folder") {
            let file = file.expect("a file").path();
            let text = std::fs::read_to_string(&file).expect("text");
            let product = text.split("#[cfg(test)]").next().unwrap_or_default();
            for name in ["transports::", "skein_protocol::websocket", "delimited"] {
                let is_product = !file.ends_with("testing.rs");
                assert!(
                    !(is_product && product.contains(name)),
                    "{} names {name}",
                    file.display()
                );
            }
            files += 1;
        }
        assert!(files > 10, "{files} files were looked at");
    }
}
