import { addErrorWords } from "../../lib/errors";
import { words } from "../../lib/i18n";
import { en } from "./en";
import { errorsEn, errorsId, errorsZh } from "./errors";
import { id } from "./id";
import { zh } from "./zh";

/** Words that all rooms of money share. */
export const t = words({ en, id, zh });
/** Sentences for the machine codes of ledger and wallet. */
const errorWords = words({ en: errorsEn, id: errorsId, zh: errorsZh });
addErrorWords(errorWords);
