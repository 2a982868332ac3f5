// Whether the balance may be seen over one's shoulder: kept in this browser for this account.
import { signal } from "@preact/signals";
import { slot } from "../../lib/slots";

const stored = `alun.${slot}.balance-hidden`;

export const hidden = signal(localStorage.getItem(stored) === "1");

export function toggleHidden(): void {
  hidden.value = !hidden.value;
  if (hidden.value) localStorage.setItem(stored, "1");
  else localStorage.removeItem(stored);
}

// Another window of the same account.
window.addEventListener("storage", (e) => {
  if (e.key === stored) hidden.value = e.newValue === "1";
});
