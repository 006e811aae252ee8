/** What may pass between page and frame, at most. */

/** Characters of a customer's signed identity: as many as the server takes. */
export const MAX_TOKEN_LENGTH = 16_384;
