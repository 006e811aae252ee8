//! Use cases of messaging on the in-memory ports.
