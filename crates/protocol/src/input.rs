//! The bytes of one read, as decoders take them.

use std::ops::Range;

/// The bytes of one read, consumed event by event. They are unmasked in place.
#[derive(Debug)]
pub struct Input<'b> {
    bytes: &'b mut [u8],
    position: usize,
}

impl<'b> Input<'b> {
    pub fn new(bytes: &'b mut [u8]) -> Self {
        Self { bytes, position: 0 }
    }

    /// What no event has consumed yet.
    pub fn rest(&self) -> &[u8] {
        &self.bytes[self.position..]
    }

    pub(crate) fn take(&mut self, length: usize) -> Range<usize> {
        let start = self.position;
        self.position += length;
        start..self.position
    }

    pub(crate) fn take_all(&mut self) {
        self.position = self.bytes.len();
    }

    pub(crate) fn bytes(&self, range: Range<usize>) -> &[u8] {
        &self.bytes[range]
    }

    pub(crate) fn bytes_mut(&mut self, range: Range<usize>) -> &mut [u8] {
        &mut self.bytes[range]
    }
}
