//! The committed contract is the one that is served.

use std::fs;
use std::path::Path;

#[test]
fn the_committed_document_is_what_the_code_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../openapi/skein.json");
    let committed = fs::read_to_string(&path).unwrap();
    let generated = format!("{}\n", skein_api::openapi_json());
    if committed == generated {
        return;
    }
    let line = committed
        .lines()
        .zip(generated.lines())
        .position(|(old, new)| old != new);
    panic!(
        "openapi/skein.json is not what the code says (first difference in line {}); \
         write it anew with `cargo xtask gen`",
        line.map_or(0, |line| line + 1)
    );
}
