// SPDX-License-Identifier: MIT
//! A connection with what carries it, which belong together up to the end.

use crate::buffer::TlsWrappedBuffer;

/// A stream and the connection over it. Dropped, it says farewell if it knows how to do that without waiting.
pub(super) struct Carrier<S> {
    /// Taken only by [`into_parts`](Self::into_parts), which consumes the whole.
    parts: Option<(S, TlsWrappedBuffer)>,
    say_last: Option<fn(&mut S, &[u8])>,
}

#[expect(clippy::expect_used, reason = "see the field")]
impl<S> Carrier<S> {
    pub(super) const fn new(
        stream: S,
        buffer: TlsWrappedBuffer,
        say_last: Option<fn(&mut S, &[u8])>,
    ) -> Self {
        Self { parts: Some((stream, buffer)), say_last }
    }

    pub(super) const fn stream(&self) -> &S {
        &self.parts.as_ref().expect("nobody took it").0
    }

    pub(super) const fn buffer(&self) -> &TlsWrappedBuffer {
        &self.parts.as_ref().expect("nobody took it").1
    }

    pub(super) const fn both(&mut self) -> (&mut S, &mut TlsWrappedBuffer) {
        let (stream, buffer) = self.parts.as_mut().expect("nobody took it");
        (stream, buffer)
    }

    pub(super) fn into_parts(mut self) -> (S, TlsWrappedBuffer) {
        self.parts.take().expect("nobody took it")
    }
}

impl<S> Drop for Carrier<S> {
    fn drop(&mut self) {
        let Some(((stream, buffer), say_last)) = self.parts.as_mut().zip(self.say_last) else { return };
        // Before the handshake is over there is nobody to say farewell to, and after a failure they know.
        if !buffer.has_failed() && !buffer.is_handshaking() && !buffer.is_closing() {
            buffer.shutdown();
            say_last(stream, buffer.peek_outgoing());
        }
    }
}
