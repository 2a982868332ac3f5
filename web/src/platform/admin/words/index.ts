import { words } from "../../../lib/i18n";
import { en } from "./en";
import { id } from "./id";
import { zh } from "./zh";

export const t = words({ en, id, zh });
/** Sentences for the machine codes of the desk. */
export const errorWords = words({
  en: { "admin.self": "You cannot do this to your own account.", "account.last_operator": "This is the last operator. Make somebody else operator first.", "account.reason": "Please give a reason of at most 200 characters.", "account.country_code_invalid": "A country code has 1 to 3 digits, such as 62." },
  id: { "admin.self": "Anda tidak dapat melakukan ini pada akun sendiri.", "account.last_operator": "Ini operator terakhir. Angkat operator lain dulu.", "account.reason": "Berikan alasan, paling banyak 200 karakter.", "account.country_code_invalid": "Kode negara terdiri dari 1–3 angka, misalnya 62." },
  zh: { "admin.self": "不能对自己的账号进行此操作。", "account.last_operator": "这是最后一位管理员，请先任命其他管理员。", "account.reason": "请填写原因，最多 200 个字。", "account.country_code_invalid": "国家代码为 1–3 位数字，例如 62。" },
});
