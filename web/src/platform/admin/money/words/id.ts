import type { Translation } from "../../../../lib/i18n";
import type { en } from "./en";

export const id: Translation<typeof en> = {
  sections: "Bagian meja uang", totals: "Buku", wallets: "Dompet", bank: "Bank", covers: "Sampul", limits: "Batas", refresh: "Segarkan", more: "Tampilkan yang lama", save: "Simpan", saved: "Tersimpan", yes: "ya", no: "tidak",

  "totals.zero": "{currency}: setiap sen tercatat", "totals.off": "{currency}: buku selisih {amount}", "totals.of": "Rekening dalam {currency}", "totals.kind": "Jenis rekening", "totals.accounts": "Rekening", "totals.posted": "Saldo", "totals.held": "Ditahan", "totals.sum": "Seluruhnya",
  "totals.none": "Belum ada yang bergerak", "totals.noneText": "Buku dimulai dengan pembayaran pertama.",
  "code.bank": "Bank", "code.wallet": "Dompet", "code.packet": "Angpau", "code.payment": "Pembayaran berjalan", "code.stall": "Lapak", "code.order": "Pesanan", "code.fee": "Biaya",
  check: "Periksa buku sekarang", "check.text": "Menjalankan setiap aturan ruang uang, paling banyak sekali semenit.", "check.good": "Semuanya sebagaimana mestinya ({ms} ms)", "check.bad": { other: "{n} hal tidak sebagaimana mestinya" },
  "head.postings": { other: "{n} pembukuan." }, "head.day": "Kepala harian terbaru yang ditandatangani, {day}:", "head.none": "Belum ada hari yang disegel.",

  wallet: "Dompet", "wallets.search": "Nama, handle, atau alamat lengkap", "wallets.none": "Tidak ada yang ditemukan", "wallets.pick": "Pilih seseorang", "wallets.pickText": "Saldo, tingkat, dan kunci muncul di sini. Untuk apa dibelanjakan tetap pribadi.",
  "wallet.account": "Akun", "wallet.available": "Tersedia", "wallet.held": "{amount} ditahan", "wallet.pin": "PIN pembayaran dipasang", "wallet.pinLocked": "Terkunci karena salah tebak sampai {when}", "wallet.hold": "Uang baru keluar setelah",
  "frozen.desk": "Dibekukan operator: {reason}", "frozen.self": "Dibekukan pemiliknya",
  level: "Tingkat", "level.1": "Belum diverifikasi", "level.2": "Lite", "level.3": "Penuh", "level.title": "Ubah tingkat menjadi {level}?", "level.text": "Batas lain berlaku mulai sekarang.", "level.yes": "Ubah tingkat", "level.done": "Tingkat diubah",
  "limit.1": "Sekali bayar", "limit.2": "Hari ini", "limit.3": "Bulan ini", "limit.4": "Isi paling banyak", "limit.used": "{used} dari {max}",
  freeze: "Bekukan", "freeze.title": "Bekukan dompet {name}?", "freeze.text": "Tidak ada yang keluar sampai Anda mencairkannya. Uang masih bisa masuk.", "freeze.reason": "Alasan, terlihat oleh orangnya", "freeze.done": "Dibekukan",
  unfreeze: "Cairkan", "unfreeze.title": "Cairkan dompet {name}?", "unfreeze.text": "Uang bisa keluar lagi.", "unfreeze.done": "Dicairkan",
  clear: "Hapus PIN", "clear.title": "Hapus PIN {name}?", "clear.text": "Orangnya memilih PIN baru. Uang baru keluar setelah masa tahan.", "clear.done": "PIN dihapus",

  "bank.which": "Pergerakan yang mana", "bank.none": "Tidak ada pergerakan", "bank.noneText": "Isi saldo dan penarikan muncul di sini.", sandbox: "Ini bank mainan: uangnya tidak bernilai, dan Anda yang menjadi banknya.",
  mode: "Cara bank menjawab", "mode.approve": "Seketika", "mode.ask": "Tanya Anda", "mode.refuse": "Menolak", "mode.lose": "Jawaban hilang",
  "mode.approve.text": "Setiap pergerakan dijalankan seketika.", "mode.ask.text": "Setiap pergerakan menunggu jawaban Anda di bawah.", "mode.refuse.text": "Setiap pergerakan ditolak.", "mode.lose.text": "Separuh jawaban hilang; server bertanya lagi dengan nomor pergerakannya.",
  "move.0": "Semua", "move.1": "Menunggu", "move.2": "Tak jelas", "move.3": "Selesai", "move.4": "Gagal", "move.in": "Isi saldo", "move.out": "Penarikan", "move.queued": "bank menunggu Anda", "move.approve": "Setujui", "move.refuse": "Tolak",

  "covers.text": "Gambar yang dapat dipilih untuk angpau: 3 banding 4, dari 600 × 800 sampai 1200 × 1600 piksel, PNG atau JPEG, paling besar 1 MB.", "covers.none": "Belum ada sampul sendiri.", "covers.ours": "Selalu ada: {names}",
  "cover.add": "Tambah sampul", "cover.added": "Sampul ditambahkan", "cover.name": "Nama", "cover.remove": "Hapus {name}", "cover.removeText": "Angpau yang sudah memakainya tetap memakainya.", "cover.removeYes": "Hapus",
  "cover.type": "Silakan pilih gambar PNG atau JPEG.", "cover.bytes": "Gambarnya lebih dari 1 MB.", "cover.size": "Gambar harus antara 600 × 800 dan 1200 × 1600 piksel.", "cover.shape": "Lebar dan tinggi gambar harus tiga banding empat.",

  "limits.text": "Jumlah dalam {currency}. Perubahan langsung berlaku bagi semua orang.", "column.once": "Sekali bayar", "column.day": "Sehari", "column.month": "Sebulan", "column.balance": "Isi dompet",
  "limits.hold": "Jam masa tahan", "limits.holdNote": "Setelah perangkat baru, nomor baru, atau PIN diatur ulang; 0 = tanpa.", "limits.noPinMax": "Paling banyak tanpa PIN", "limits.packetMaxShare": "Bagian angpau terbesar", "limits.packetMaxTotal": "Angpau terbesar",
  "limits.notAmount": "Ini bukan jumlah uang.", "limits.notNumber": "Tulis jam bulat, paling banyak 999.",
};
