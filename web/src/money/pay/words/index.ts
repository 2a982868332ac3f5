import { addErrorWords } from "../../../lib/errors";
import { words } from "../../../lib/i18n";
import { en } from "./en";
import { errorsEn, errorsId, errorsZh } from "./errors";
import { id } from "./id";
import { zh } from "./zh";

export const t = words({ en, id, zh });
/** Sentences for the machine codes of paying. */
const errorWords = words({ en: errorsEn, id: errorsId, zh: errorsZh });
addErrorWords(errorWords);
