//! The contract suites of the domain, run on real SQLite files.

mod conversations {
    skein_messaging::conversation_store_contract!(crate::fresh_store);
}

mod changes {
    skein_messaging::change_outbox_contract!(crate::fresh_store);
}

mod identity {
    skein_identity::identity_store_cases!(crate::fresh_store);
}
