import type { Translation } from "../../../lib/i18n";
import type { en } from "./en";

export const id: Translation<typeof en> = {
  amount: "Jumlah", note: "Catatan", "note.optional": "Catatan (opsional)", done: "Selesai", more: "Tampilkan yang lama", save: "Simpan", saved: "Tersimpan", share: "Bagikan", "save.picture": "Simpan gambar",

  scan: "Pindai",
  "scan.mine": "Kode bayar saya", "scan.mineSub": "Tunjukkan di kasir", "scan.receiveSub": "Biarkan orang memindai kode Anda",
  "scan.type": "Ketik kodenya", "scan.typed": "Teks kode", "scan.open": "Buka",
  "scan.unknown": "Alun tidak mengenal kode ini", "scan.unknownWhy": "Ini bukan kode orang atau lapak di server ini.",
  "scan.failed": "Kode ini tidak dapat dipakai",
  "scan.foreign": "{name} dibayar lewat {scheme}", "scan.foreignWhy": "Kodenya benar, tetapi skemanya tidak terhubung ke server ini. Tidak dapat dibayar di sini.",
  "scan.payCode": "Ini kode bayar seorang pelanggan", "scan.payCodeWhy": "Buka kasir lapak Anda lalu pilih “Tagih” untuk menerimanya.",

  confirm: "Bayar", "confirm.to": "Bayar {name}", "confirm.pay": "Bayar {amount}", "confirm.pay.empty": "Bayar", "confirm.left": "Perlu dijawab dalam {time}", decline: "Tolak",

  code: "Kode bayar", "code.how": "Tunjukkan kode ini di kasir", "code.barcode": "Kode batang dari angka {digits}", "code.qr": "Kode QR dari kode bayar Anda", "code.enlarge": "Perbesar kode",
  "code.refresh": "Berganti sendiri setiap menit", "code.new": "Kode baru", "code.next": "Kode berikutnya", "code.again": "Coba lagi",
  "code.offline": { other: "Tanpa koneksi. Kode ini berlaku sekali, untuk jumlah kecil; tersisa {n} lagi." },
  "code.offlineUseless": "Tidak ada koneksi. Kode simpanan hanya untuk pembayaran tanpa PIN, dan itu belum Anda izinkan.",
  "code.none": "Tanpa koneksi dan kode habis", "code.noneText": "Kode untuk membayar tanpa koneksi diambil saat halaman ini dibuka dengan koneksi.",
  "code.noPin": "Bayar juga tanpa jaringan", "code.noPinSub": "Izinkan pembayaran kecil tanpa PIN: hanya itu yang dapat dibayar kode tanpa koneksi.",
  "code.warn": "Jangan kirim atau bacakan kode ini kepada siapa pun: pemegangnya dapat menagih Anda.",
  "code.scanSub": "Bayar dengan memindai kode lapak", "code.wants": "meminta Anda membayar", "code.asked": "{name} meminta Anda membayar {amount}",

  receive: "Terima uang", "receive.text": "Biarkan orang memindai ini untuk membayar Anda", "receive.label": "Kode QR untuk membayar {name}", "receive.payMe": "Bayar saya dengan Alun", "receive.set": "Tentukan jumlah", "receive.setSub": "Pembayar tidak perlu mengetiknya",
  "receive.change": "Ubah jumlah", "receive.clear": "Tanpa jumlah", "receive.use": "Masukkan ke kode", "receive.stallsSub": "Bagi yang berjualan: poster, pegawai, kasir",

  payment: "Pembayaran", "payment.done": "{amount} dibayarkan kepada {name}", "payment.paidYou": "membayar Anda", "payment.to": "Kepada", "payment.from": "Dari", "payment.at": "Waktu", "payment.by": "Cara", "payment.id": "Nomor",
  "by.static": "Kode lapak", "by.dynamic": "Kode untuk satu jumlah", "by.code": "Kode bayar", "by.person": "Kode pribadi",
  "state.NOTPAY": "Belum dibayar", "state.USERPAYING": "Menunggu jawaban pembayar", "state.SUCCESS": "Dibayar", "state.REFUND": "Dikembalikan", "state.REFUND.part": "Dikembalikan sebagian", "state.CLOSED": "Ditutup, tidak ada yang dibayar",
  "state.REVOKED": "Ditarik lapak, tidak ada yang dibayar", "state.PAYERROR": "Tidak dibayar",

  refund: "Kembalikan", "refund.own": "Kembalikan dari dompet Anda", refunds: "Pengembalian", "refund.text": "{rest} dari pembayaran ini dapat kembali ke {name}.", "refund.reason": "Alasan", "refund.give": "Kembalikan {amount}", "refund.done": "{amount} dikembalikan", "refund.sofar": "{refunded} dikembalikan, sisa {rest}",
  "refund.reason.wrong": "Jumlah salah", "refund.reason.out": "Stok habis", "refund.reason.returned": "Barang kembali", "refund.reason.goodwill": "Kebaikan",
  "refund.state.1": "Diproses", "refund.state.2": "Selesai", "refund.state.3": "Ditutup", "refund.state.4": "Gagal",

  stall: "Lapak", stalls: "Lapak", "stalls.mine": "Lapak saya", "stalls.work": "Tempat saya bekerja", "stalls.closed": "Tutup", "stalls.of": "milik {name}", "stalls.none": "Belum ada lapak", "stalls.noneText": "Buka satu untuk dibayar dengan kode: warung, klub, pasar loak.",
  "stall.open": "Buka lapak", "stall.openText": "Pelanggan melihat namanya saat membayar. Uang masuk disimpan di lapak sampai Anda memindahkannya ke dompet.",
  "stall.name": "Nama", "stall.nameNote": "Seperti dikenal pelanggan", "stall.category": "Yang dijual", "stall.city": "Kota", "stall.cityNote": "Tertulis di kode, sesuai standar",
  "category.food": "Makanan", "category.drinks": "Minuman", "category.groceries": "Kebutuhan harian", "category.clothing": "Pakaian", "category.services": "Jasa", "category.transport": "Angkutan", "category.arts": "Seni", "category.other": "Lainnya",
  "stall.settings": "Pengaturan lapak", "stall.auto": "Setor tiap malam", "stall.autoSub": "Memindahkan semuanya ke dompet pemilik", "stall.isClosed": "Lapak ini tutup. Pembayarannya tetap di sini.",
  "stall.close": "Tutup {name}?", "stall.closeText": "Kodenya berhenti berlaku selamanya. {amount} masuk ke dompet Anda dulu.", "stall.closeType": "Ketik “{name}”", "stall.closeYes": "Tutup lapak", "stall.closed": "Lapak sudah ditutup",
  staff: "Pegawai", "staff.add": "Tambah teman", "staff.note": "Pegawai melihat pembayaran masuk dan dapat menagih pelanggan.", "staff.refund": "Pengembalian", "staff.refundOf": "{name} boleh mengembalikan uang", "staff.remove": "Keluarkan {name}", "staff.removeText": "Ia tidak lagi melihat lapak ini.", "staff.removeYes": "Keluarkan",

  "till.ways": "Cara menerima uang", "till.payments": "Pembayaran", "till.none": "Belum ada yang masuk", "till.noneText": "Pembayaran muncul di sini seketika.", "till.waiting": "Menunggu pembayaran", "till.lastAt": "Diterima pukul {time}",
  "till.balance": "Di lapak", "till.auto": "Disetor tiap malam", "till.came": "Diterima {amount} dari {name}", "till.old": "Tidak terhubung: ini mungkin sudah lama.", "till.back": "Kembali ke kasir",
  settle: "Setor", "settle.title": "Setor sekarang?", "settle.text": "{amount} masuk ke dompet Anda.", "settle.done": "{amount} ada di dompet Anda",
  voice: "Suara kasir", "voice.on": "Kasir bersuara", "voice.off": "Kasir senyap", "voice.speak": "Sebutkan yang masuk", "voice.page": "Dalam bahasa aplikasi", "voice.try": "Coba",

  charge: "Tagih", "charge.amount": "Jumlah yang harus dibayar", "charge.next": "Pindai kode pelanggan", "charge.change": "Ubah", "charge.typed": "Atau ketik 18 angkanya", "charge.typedNote": "Tertulis di bawah kode batang pelanggan", "charge.take": "Terima {amount}",
  "charge.notCode": "Itu bukan kode bayar. Kode bayar terdiri dari 18 angka.", "charge.waiting": "Pelanggan sedang ditanya", "charge.left": "sisa {time}", "charge.again": "Pelanggan berikutnya", reverse: "Tarik tagihan",
  show: "Tunjukkan kode", "show.go": "Tunjukkan kode", "show.label": "Kode QR untuk jumlah ini", "show.waiting": "Pelanggan memindai ini dengan Alun", "show.paid": "Dibayar oleh {name}", "show.next": "Pelanggan berikutnya", "show.cancel": "Jumlah lain", "show.receipt": "Struk",
  poster: "Poster", "poster.alt": "Poster dengan kode QR lapak", "poster.print": "Cetak", "poster.text": "Pasang di meja. Pelanggan memindai dan mengetik jumlahnya; Anda melihatnya masuk di sini.",
  day: "Ringkasan harian", "day.today": "Hari ini", "day.before": "Hari sebelumnya", "day.after": "Hari berikutnya", "day.count": "Pembayaran", "day.paid": "Diterima", "day.refunded": "Dikembalikan", "day.net": "Bersih", "day.chart": "Diterima per jam", "day.none": "Tidak ada yang masuk hari ini.",
};
