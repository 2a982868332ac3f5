// The machine codes of the account room as sentences.
import type { Translation } from "../../../lib/i18n";

export const errorsEn = {
  "account.not_found": "There is no such account.",
  "account.suspended": "This account is suspended. Please ask the operator of this server.",
  "account.address_invalid": "Please enter an e-mail address or a phone number with its country code.",
  "account.name_invalid": "Please enter a name.",
  "account.handle_invalid": "3 to 32 of a–z, 0–9, dot and underscore; a letter first.",
  "account.handle_reserved": "This handle is reserved.",
  "account.handle_taken": "This handle is taken.",
  "account.handle_too_soon": "A handle can be changed once a year.",
  "account.session_not_found": "This device is not signed in any more.",
  "account.settings_invalid": "One of these settings has no such value.",
  "account.last_operator": "This is the last operator. Make somebody else operator first.",
  "authn.signed_out": "You are signed out. Please sign in again.",
} as const;

export const errorsId: Translation<typeof errorsEn> = {
  "account.not_found": "Akun itu tidak ada.",
  "account.suspended": "Akun ini ditangguhkan. Silakan hubungi operator server ini.",
  "account.address_invalid": "Masukkan alamat email, atau nomor telepon dengan kode negaranya.",
  "account.name_invalid": "Silakan isi nama.",
  "account.handle_invalid": "3 sampai 32 dari a–z, 0–9, titik, dan garis bawah; diawali huruf.",
  "account.handle_reserved": "Nama pengguna ini dicadangkan.",
  "account.handle_taken": "Nama pengguna ini sudah dipakai.",
  "account.handle_too_soon": "Nama pengguna bisa diganti setahun sekali.",
  "account.session_not_found": "Perangkat ini sudah tidak masuk.",
  "account.settings_invalid": "Salah satu pengaturan tidak punya nilai seperti itu.",
  "account.last_operator": "Ini operator terakhir. Jadikan orang lain operator dulu.",
  "authn.signed_out": "Anda sudah keluar. Silakan masuk lagi.",
};

export const errorsZh: Translation<typeof errorsEn> = {
  "account.not_found": "账号不存在。",
  "account.suspended": "此账号已被停用，请联系服务器管理员。",
  "account.address_invalid": "请输入邮箱，或带国家代码的手机号。",
  "account.name_invalid": "请输入名字。",
  "account.handle_invalid": "3 到 32 位 a–z、0–9、点或下划线，以字母开头。",
  "account.handle_reserved": "这个用户名被保留。",
  "account.handle_taken": "这个用户名已被使用。",
  "account.handle_too_soon": "用户名每年只能修改一次。",
  "account.session_not_found": "此设备已不在登录状态。",
  "account.settings_invalid": "其中一项设置的值无效。",
  "account.last_operator": "这是最后一位管理员，请先指定其他人。",
  "authn.signed_out": "你已退出登录，请重新登录。",
};
