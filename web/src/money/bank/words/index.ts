import { addErrorWords } from "../../../lib/errors";
import { words } from "../../../lib/i18n";
import { en } from "./en";
import { errorsEn, errorsId, errorsZh } from "./errors";
import { id } from "./id";
import { zh } from "./zh";

/** Words of the pages under Me → Bank accounts. */
export const t = words({ en, id, zh });
/** Sentences for the machine codes of the bank room. */
const errorWords = words({ en: errorsEn, id: errorsId, zh: errorsZh });
addErrorWords(errorWords);
