// What the live connection tells other wings: each number grows when something of that kind has changed on the server.
import { signal } from "@preact/signals";

/** Contacts or requests of this account. */
export const contactsChanged = signal(0);
