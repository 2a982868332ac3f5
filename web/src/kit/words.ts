// The words of the kit itself.
import { words } from "../lib/i18n";

export const k = words({
  en: {
    close: "Close", back: "Back", cancel: "Cancel", ok: "OK", search: "Search", clear: "Clear", retry: "Try again", loading: "Loading…",
    more: "More", online: "online", unread: { one: "{n} unread", other: "{n} unread" }, failed: "This could not be loaded",
    reference: "Reference: {ref}", index: "Index", code: "Code of 6 digits", qr: "QR code", left: { one: "{n} character left", other: "{n} characters left" },
    notices: "Notices",
  },
  id: {
    close: "Tutup", back: "Kembali", cancel: "Batal", ok: "Oke", search: "Cari", clear: "Hapus", retry: "Coba lagi", loading: "Memuat…",
    more: "Lainnya", online: "daring", unread: { other: "{n} belum dibaca" }, failed: "Ini tidak dapat dimuat",
    reference: "Referensi: {ref}", index: "Indeks", code: "Kode 6 angka", qr: "Kode QR", left: { other: "sisa {n} karakter" },
    notices: "Pemberitahuan",
  },
  zh: {
    close: "关闭", back: "返回", cancel: "取消", ok: "好", search: "搜索", clear: "清除", retry: "重试", loading: "加载中…",
    more: "更多", online: "在线", unread: { other: "{n} 条未读" }, failed: "无法加载",
    reference: "编号：{ref}", index: "索引", code: "6 位验证码", qr: "二维码", left: { other: "还可输入 {n} 个字" },
    notices: "通知",
  },
});
