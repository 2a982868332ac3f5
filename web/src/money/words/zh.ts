import type { Translation } from "../../lib/i18n";
import type { en } from "./en";

export const zh: Translation<typeof en> = {
  "key.back": "删除",
  "key.decimal": "小数点",
  "key.thousand": "三个零",
  keypad: "数字键",
  "amount.most": "最多 {amount}",
  "amount.least": "最少 {amount}",
};
