//! The contract suites of the domain, run on real SQLite files.

mod conversations {
    skein_messaging::conversation_store_contract!(crate::fresh_store);
}

mod changes {
    skein_messaging::change_outbox_contract!(crate::fresh_store);
}

mod apps {
    skein_identity::app_store_contract!(crate::fresh_store);
}

mod users {
    skein_identity::user_store_contract!(crate::fresh_store);
}

mod sign_ins {
    skein_identity::sign_in_store_contract!(crate::fresh_store);
}

mod proofs {
    skein_identity::proof_store_contract!(crate::fresh_store);
}
