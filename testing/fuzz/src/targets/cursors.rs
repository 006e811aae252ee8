//! Cursors that clients give back: those of lists, read back as they were written, or refused.

use skein_desk::model::ConsultationCursor;

pub(super) const WORDS: &[&[u8]] = &[
    b".",
    b"q.",
    b"o.",
    b"r.",
    b"-1",
    b"+1",
    b"9223372036854775807",
    b"9223372036854775808",
    b"00",
    b" ",
    b"~",
    b"0192f0c1-5b7e-7000-8000-000000000001",
    b"\xff",
    b"\x00",
];

pub(super) fn run(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Ok(cursor) = ConsultationCursor::parse(&text) {
        let again = ConsultationCursor::parse(&cursor.to_string());
        assert_eq!(again, Ok(cursor), "it is read back as it was written");
    }
    if let Some(place) = skein_messaging::rules::SyncPlace::parse(&text) {
        let again = skein_messaging::rules::SyncPlace::parse(&place.to_page_token());
        assert_eq!(again, Some(place), "it is read back as it was written");
    }
}
