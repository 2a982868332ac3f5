import type { Translation } from "../../../lib/i18n";
import type { en } from "./en";

export const id: Translation<typeof en> = {
  desk: "Meja operator", back: "Kembali ke Alun", people: "Orang", money: "Uang", wallet: "Dompet", settings: "Pengaturan", health: "Kondisi", audit: "Catatan audit", sections: "Bagian meja operator",
  "denied.title": "Ini meja operator", "denied.text": "Akun Anda tidak punya peran operator di server ini.",
  privacy: "Operator tidak dapat membaca obrolan pribadi. Setiap tindakan tercatat dalam audit.",

  "people.search": "Nama, nama pengguna, atau alamat lengkap", "people.all": "Semua", "people.suspended": "Ditangguhkan", "people.operators": "Operator", "people.which": "Orang yang mana",
  "people.count": { other: "{n} akun" }, "people.more": "Tampilkan lagi", "people.none": "Tidak ditemukan", "people.noneText": "Alamat ditemukan bila diketik lengkap.",
  "people.pick": "Pilih seseorang", "people.pickText": "Yang dapat Anda lihat dan lakukan tampil di sini.",
  name: "Nama", handle: "Nama pengguna", addresses: "Alamat", created: "Bergabung", seen: "Terakhir terlihat", devices: "Perangkat masuk", never: "Belum pernah",
  id: "Nomor akun", state: "Status", active: "Aktif", suspended: "Ditangguhkan", operator: "Operator", scripted: "Otomatis", noName: "Belum bernama",
  leaving: "Akan dihapus pada {date}", reason: "Alasan: {reason}",

  suspend: "Tangguhkan", "suspend.title": "Tangguhkan {name}?", "suspend.text": "Semua perangkat dikeluarkan, dan tidak dapat masuk sampai Anda memulihkan akunnya.", "suspend.reason": "Alasan, tampil dalam audit", "suspend.done": "Ditangguhkan",
  restore: "Pulihkan", "restore.title": "Pulihkan {name}?", "restore.text": "Dapat masuk lagi.", "restore.done": "Dipulihkan",
  end: "Keluarkan dari semua perangkat", "end.title": "Keluarkan {name} dari semua perangkat?", "end.text": "Setiap perangkat harus masuk lagi.", "end.done": { other: "{n} perangkat dikeluarkan" },
  give: "Jadikan operator", "give.title": "Jadikan {name} operator?", "give.text": "Operator dapat menangguhkan orang, mengubah pengaturan, dan mengangkat operator lain.", "give.done": "Kini operator",
  take: "Cabut peran operator", "take.title": "Cabut peran dari {name}?", "take.text": "Meja operator tertutup bagi orang ini. Operator terakhir selalu tetap ada.", "take.done": "Bukan operator lagi",
  history: "Tindakan operator di sini",

  "settings.name": "Nama server ini", "settings.nameNote": "Tampil di halaman masuk.", "settings.open": "Siapa pun boleh mendaftar", "settings.openNote": "Jika tidak, hanya orang yang diimpor operator yang dapat masuk.",
  "settings.code": "Kode negara", "settings.codeNote": "Untuk nomor telepon tanpa kode, misalnya 62.", save: "Simpan", saved: "Tersimpan",

  "health.version": "Versi", "health.engine": "Basis data", "health.size": "Ukuran basis data", "health.up": "Berjalan sejak", "health.accounts": "Akun", "health.chats": "Obrolan",
  "health.entries": "Entri obrolan", "health.live": "Koneksi langsung", "health.memory": "Memori", "health.jobs": "Pekerjaan menunggu", "health.dead": "Pekerjaan gagal", "health.nodes": "Simpul",
  "health.good": "Semua berjalan", "health.bad": "Ada yang perlu dilihat", "health.badText": { other: "{n} pekerjaan gagal. Log server menyebutkan sebabnya." }, refresh: "Segarkan",

  "audit.none": "Belum ada apa-apa", "audit.noneText": "Setiap tindakan operator tampil di sini, dan tidak ada yang dapat menghapusnya.", "audit.more": "Tampilkan yang lebih lama",
  "audit.note": "Setiap baris mencakup baris sebelumnya dengan hash SHA-256; “alun check” memeriksa rantainya.", "audit.owner": "Pemilik folder data",
  "act.account.suspend": "Menangguhkan", "act.account.restore": "Memulihkan", "act.account.end_sessions": "Mengeluarkan dari semua perangkat", "act.account.operator": "Menjadikan operator",
  "act.account.member": "Mencabut peran operator", "act.server.settings": "Mengubah pengaturan", "act.import": "Mengimpor", "act.money.check": "Memeriksa buku", "act.money.settings": "Mengubah batas uang",
  "act.wallet.freeze": "Membekukan dompet", "act.wallet.unfreeze": "Mencairkan dompet", "act.wallet.level": "Mengubah tingkat", "act.wallet.clear_pin": "Menghapus PIN", "act.bank.decide": "Memutuskan untuk bank mainan",
  "act.bank.sandbox": "Mengubah bank mainan", "act.redpacket.add_cover": "Menambah sampul", "act.redpacket.remove_cover": "Menghapus sampul",
  "detail.findings": "Temuan", "detail.level": "Tingkat", "detail.mode": "Cara", "detail.move": "Pergerakan", "detail.approve": "Disetujui", "detail.cover": "Sampul", "detail.currency": "Mata uang", "detail.hold_hours": "Jam masa tahan", "detail.no_pin_max": "Paling banyak tanpa PIN", "detail.packet_max_share": "Bagian terbesar", "detail.packet_max_total": "Angpau terbesar",
  "detail.reason": "Alasan", "detail.ended": "Perangkat", "detail.name": "Nama", "detail.open_sign_up": "Siapa pun boleh mendaftar", "detail.default_country_code": "Kode negara",
  "detail.source": "Dari", "detail.people": "Orang", "detail.friendships": "Pertemanan", "detail.chats": "Obrolan", "detail.messages": "Pesan", yes: "ya", no: "tidak",
  "value.level.LEVEL_UNVERIFIED": "Belum diverifikasi", "value.level.LEVEL_LITE": "Lite", "value.level.LEVEL_FULL": "Penuh", "value.mode.approve": "langsung", "value.mode.ask": "bertanya", "value.mode.refuse": "menolak", "value.mode.lose": "jawaban hilang",
};
