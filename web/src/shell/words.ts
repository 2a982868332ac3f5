import { words } from "../lib/i18n";

export const t = words({
  en: {
    chats: "Chats", contacts: "Contacts", discover: "Discover", me: "Me", sections: "Sections",
    offline: "No connection. What you write is sent when it is back.", connecting: "Connecting…",
    demo: "Demo town: people and messages are made up.",
    update: "A new version of Alun is ready.", reload: "Reload",
    crashed: "This part of Alun stopped working", crashedText: "The rest still runs. Try again, or reload the page.",
    chunk: "This part could not be loaded. Check your connection.",
    nothing: "The square is quiet", nothingText: "Choose something from the list.",
    lost: "There is nothing here", lostText: "The address may be wrong, or the page has gone.", home: "To the chats",
    accounts: "Accounts",
  },
  id: {
    chats: "Obrolan", contacts: "Kontak", discover: "Jelajah", me: "Saya", sections: "Bagian",
    offline: "Tidak ada koneksi. Tulisan Anda dikirim saat tersambung lagi.", connecting: "Menyambung…",
    demo: "Kota demo: orang dan pesannya rekaan.",
    update: "Versi baru Alun sudah siap.", reload: "Muat ulang",
    crashed: "Bagian Alun ini berhenti bekerja", crashedText: "Bagian lain tetap berjalan. Coba lagi, atau muat ulang halaman.",
    chunk: "Bagian ini tidak dapat dimuat. Periksa koneksi Anda.",
    nothing: "Alun-alun sedang lengang", nothingText: "Pilih sesuatu dari daftar.",
    lost: "Tidak ada apa-apa di sini", lostText: "Alamatnya mungkin keliru, atau halamannya sudah tiada.", home: "Ke obrolan",
    accounts: "Akun",
  },
  zh: {
    chats: "消息", contacts: "通讯录", discover: "发现", me: "我", sections: "栏目",
    offline: "网络已断开，恢复后会自动发送你写的内容。", connecting: "连接中…",
    demo: "这是演示小镇，人物和消息均为虚构。",
    update: "Alun 有新版本可用。", reload: "重新加载",
    crashed: "这部分出错了", crashedText: "其他部分仍可使用。请重试或重新加载页面。",
    chunk: "这部分无法加载，请检查网络。",
    nothing: "广场上静悄悄", nothingText: "从左侧列表中选择一项。",
    lost: "这里什么也没有", lostText: "地址可能有误，或页面已不存在。", home: "回到消息",
    accounts: "账号",
  },
});
