import { addErrorWords } from "../../../../lib/errors";
import { words } from "../../../../lib/i18n";
import { en } from "./en";
import { id } from "./id";
import { zh } from "./zh";

export const t = words({ en, id, zh });
/** Sentences for the machine codes of the money desk. */
const errorWords = words({
  en: {
    "admin.checked": "The books were checked less than a minute ago.", "admin.currency": "The wallets of this server are in another currency.", "wallet.policy": "These limits contradict each other.", "wallet.reason": "Please give a reason of at most 200 characters.",
    "sandbox.decided": "The sandbox bank has decided on this already.", "sandbox.unknown": "The sandbox bank knows of no such movement.", "sandbox.lost": "The answer of the sandbox bank got lost.", "redpacket.cover": "There is no such cover.",
  },
  id: {
    "admin.checked": "Buku diperiksa kurang dari semenit lalu.", "admin.currency": "Dompet server ini memakai mata uang lain.", "wallet.policy": "Batas-batas ini saling bertentangan.", "wallet.reason": "Berikan alasan, paling banyak 200 karakter.",
    "sandbox.decided": "Bank mainan sudah memutuskan ini.", "sandbox.unknown": "Bank mainan tidak mengenal pergerakan ini.", "sandbox.lost": "Jawaban bank mainan hilang.", "redpacket.cover": "Sampul itu tidak ada.",
  },
  zh: {
    "admin.checked": "一分钟内刚核对过账目。", "admin.currency": "本服务器的钱包使用其他币种。", "wallet.policy": "这些限额互相矛盾。", "wallet.reason": "请填写原因，最多 200 个字。",
    "sandbox.decided": "沙盒银行已作出决定。", "sandbox.unknown": "沙盒银行没有这笔记录。", "sandbox.lost": "沙盒银行的答复丢失了。", "redpacket.cover": "没有这个封面。",
  },
});
addErrorWords(errorWords);
