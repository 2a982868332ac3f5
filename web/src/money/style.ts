// The look of what all rooms of money share: amounts, keypads, the sheet that asks for the PIN.
import { loadSheet } from "../lib/sheet";
import url from "./money.css?sheet";

/** To be waited for by whoever loads a part of money lazily, together with its code. */
export const moneySheet = () => loadSheet(url);
