import { words } from "../../../lib/i18n";
import { en } from "./en";
import { id } from "./id";
import { zh } from "./zh";

/** Words of the pages under Me → Wallet. */
export const t = words({ en, id, zh });
