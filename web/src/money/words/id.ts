import type { Translation } from "../../lib/i18n";
import type { en } from "./en";

export const id: Translation<typeof en> = {
  "key.back": "Hapus",
  "key.decimal": "Tanda desimal",
  "key.thousand": "Tiga nol",
  keypad: "Tombol angka",
  "amount.most": "Paling banyak {amount}",
  "amount.least": "Paling sedikit {amount}",
};
