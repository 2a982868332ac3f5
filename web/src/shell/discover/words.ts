import { words } from "../../lib/i18n";

export const t = words({
  en: {
    title: "Discover", welcome: "This is {name}", line: "Chat and pay on a server that belongs to the people around you.",
    invite: "Invite people", "invite.sub": "A QR code and a link to this server", "invite.text": "Whoever opens this address can join.",
    pay: "Pay and be paid", code: "Payment code", "code.sub": "Show it at a till", receive: "Get paid", "receive.sub": "Let others scan your own code", stalls: "Stalls", "stalls.sub": "Open one, or go to your till",
    scan: "Scan a code", "scan.sub": "Pay a stall or find a person, by camera or picture", find: "Find people", "find.sub": "By handle or phone number", qr: "My QR code", "qr.sub": "So that others find you", about: "About this server", version: "Version", address: "Address", software: "Software", free: "Alun · Apache-2.0",
    share: "Share", copied: "Link copied", you: "You and others", demo: "Demo town",
  },
  id: {
    title: "Jelajah", welcome: "Inilah {name}", line: "Mengobrol dan membayar di server milik orang-orang di sekitar Anda.",
    invite: "Undang orang", "invite.sub": "Kode QR dan tautan ke server ini", "invite.text": "Siapa pun yang membuka alamat ini dapat bergabung.",
    pay: "Bayar dan dibayar", code: "Kode bayar", "code.sub": "Tunjukkan di kasir", receive: "Terima uang", "receive.sub": "Biarkan orang lain memindai kode Anda", stalls: "Lapak", "stalls.sub": "Buka lapak, atau buka kasir Anda",
    scan: "Pindai kode", "scan.sub": "Bayar lapak atau temukan orang, lewat kamera atau gambar", find: "Cari orang", "find.sub": "Lewat nama pengguna atau nomor telepon", qr: "Kode QR saya", "qr.sub": "Supaya orang lain menemukan Anda", about: "Tentang server ini", version: "Versi", address: "Alamat", software: "Perangkat lunak", free: "Alun · Apache-2.0",
    share: "Bagikan", copied: "Tautan disalin", you: "Anda dan orang lain", demo: "Kota demo",
  },
  zh: {
    title: "发现", welcome: "这里是 {name}", line: "在属于身边人的服务器上聊天、付款。",
    invite: "邀请朋友", "invite.sub": "本服务器的二维码和链接", "invite.text": "任何人打开这个地址即可加入。",
    pay: "收付款", code: "付款码", "code.sub": "在收银台出示", receive: "收款", "receive.sub": "让别人扫你的收款码", stalls: "摊位", "stalls.sub": "开设摊位，或打开收银台",
    scan: "扫一扫", "scan.sub": "付款或加好友，用相机或图片", find: "找朋友", "find.sub": "通过用户名或手机号", qr: "我的二维码", "qr.sub": "方便别人找到你", about: "关于本服务器", version: "版本", address: "地址", software: "软件", free: "Alun · Apache-2.0",
    share: "分享", copied: "链接已复制", you: "你和大家", demo: "演示小镇",
  },
});
