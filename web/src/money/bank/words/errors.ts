// The machine codes of the bank room as sentences.
import type { Translation } from "../../../lib/i18n";

export const errorsEn = {
  "bank.not_found": "There is no such movement.",
  "bank.no_account": "This bank account is not linked any more.",
  "bank.no_bank": "There is no such bank.",
  "bank.number": "An account number has 6 to 20 digits.",
  "bank.holder": "Please enter the holder's name.",
  "bank.full": "At most five bank accounts can be linked.",
  "bank.linked": "This bank account is linked already.",
  "bank.currency": "The bank does not deal in this currency.",
  "bank.amount": "The amount is outside of what the bank moves at once.",
  "bank.conflict": "This was sent before with other content. Please start again.",
  "bank.too_many": "Too many movements are waiting for the bank. Let it answer first.",
  "bank.refused": "The bank refused it.",
  "bank.insufficient": "There is not enough in the bank account.",
  "bank.account_closed": "The bank account is closed.",
  "bank.balance_limit": "Your wallet may not hold that much; the bank takes it back.",
} as const;

export const errorsId: Translation<typeof errorsEn> = {
  "bank.not_found": "Gerakan itu tidak ada.",
  "bank.no_account": "Rekening ini sudah tidak tertaut.",
  "bank.no_bank": "Bank itu tidak ada.",
  "bank.number": "Nomor rekening terdiri dari 6 sampai 20 angka.",
  "bank.holder": "Masukkan nama pemilik.",
  "bank.full": "Paling banyak lima rekening bisa ditautkan.",
  "bank.linked": "Rekening ini sudah tertaut.",
  "bank.currency": "Bank tidak melayani mata uang ini.",
  "bank.amount": "Jumlahnya di luar yang dilayani bank sekali jalan.",
  "bank.conflict": "Ini sudah pernah dikirim dengan isi lain. Silakan mulai lagi.",
  "bank.too_many": "Terlalu banyak yang menunggu bank. Tunggu jawabannya dulu.",
  "bank.refused": "Bank menolaknya.",
  "bank.insufficient": "Saldo rekening bank tidak cukup.",
  "bank.account_closed": "Rekening bank sudah ditutup.",
  "bank.balance_limit": "Dompet Anda tidak boleh berisi sebanyak itu; bank mengambilnya kembali.",
};

export const errorsZh: Translation<typeof errorsEn> = {
  "bank.not_found": "没有这笔记录。",
  "bank.no_account": "此银行账户已解绑。",
  "bank.no_bank": "没有这家银行。",
  "bank.number": "账号为 6 至 20 位数字。",
  "bank.holder": "请输入户名。",
  "bank.full": "最多绑定五个银行账户。",
  "bank.linked": "此账户已绑定。",
  "bank.currency": "银行不支持此币种。",
  "bank.amount": "金额超出银行单笔范围。",
  "bank.conflict": "之前已用其他内容提交过，请重新开始。",
  "bank.too_many": "等待银行处理的太多，请稍后再试。",
  "bank.refused": "银行拒绝了此操作。",
  "bank.insufficient": "银行账户余额不足。",
  "bank.account_closed": "银行账户已关闭。",
  "bank.balance_limit": "钱包存放上限不足，银行会收回款项。",
};
