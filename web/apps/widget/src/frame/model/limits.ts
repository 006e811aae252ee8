/** What the server takes at most, as long as the connection does not say it. */

/** Default of the server's `max_text_chars`. */
export const MAX_TEXT_CHARS = 4_000;
