import { addErrorWords } from "../../lib/errors";
import { words } from "../../lib/i18n";
import { en } from "./en";
import { errorsEn, errorsId, errorsZh } from "./errors";
import { id } from "./id";
import { zh } from "./zh";

/** Words that all rooms of money share. */
export const t = words({ en, id, zh });
addErrorWords(words({ en: errorsEn, id: errorsId, zh: errorsZh }));
