//! Reads traces of system calls.
