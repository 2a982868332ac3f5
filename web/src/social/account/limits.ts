// Limits of the account room, as api/alun/account/v1/account.proto states them.

/** Characters of a name, of "about" and of a region. */
export const nameMax = 40;
export const aboutMax = 140;
export const regionMax = 60;
/** What a handle looks like: 3 to 32 of a-z 0-9 _ . with a letter first and a letter or digit last. */
export const handlePattern = /^[a-z][a-z0-9_.]{1,30}[a-z0-9]$/;
/** Pictures are sent as squares of at most this many px. */
export const avatarPx = 512;
/** Bytes that the server takes for a picture. */
export const avatarBytes = 512 * 1024;
/** Days between asking for deletion and the deletion itself. */
export const graceDays = 30;
