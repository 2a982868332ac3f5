// Sentences for the machine codes of the contact room.
export const errorsEn = {
  "contact.not_found": "Nobody can be found by this.",
  "contact.self": "That is yourself.",
  "contact.request_gone": "This request is no longer there.",
  "contact.request_expired": "This request has expired. You can send one yourself.",
  "contact.you_blocked": "You have blocked this person. Unblock them first.",
  "contact.not_in_list": "This person is not among your contacts.",
  "contact.full": "Your contacts are full.",
  "contact.other_full": "This person's contacts are full.",
  "contact.too_many_blocks": "You have blocked as many people as there can be.",
  "contact.find_limit": "You have searched very often today. Please try again tomorrow.",
  "contact.request_limit": "You have sent many requests today. Please try again tomorrow.",
  "contact.too_many_tags": "A contact has at most 20 tags.",
} as const;

export const errorsId = {
  "contact.not_found": "Tidak ada yang ditemukan.",
  "contact.self": "Itu Anda sendiri.",
  "contact.request_gone": "Permintaan ini sudah tidak ada.",
  "contact.request_expired": "Permintaan ini kedaluwarsa. Anda dapat mengirim permintaan sendiri.",
  "contact.you_blocked": "Anda memblokir orang ini. Buka dulu blokirnya.",
  "contact.not_in_list": "Orang ini tidak ada di kontak Anda.",
  "contact.full": "Kontak Anda sudah penuh.",
  "contact.other_full": "Kontak orang ini sudah penuh.",
  "contact.too_many_blocks": "Anda sudah memblokir sebanyak yang dimungkinkan.",
  "contact.find_limit": "Hari ini Anda sudah terlalu sering mencari. Coba lagi besok.",
  "contact.request_limit": "Hari ini Anda sudah mengirim banyak permintaan. Coba lagi besok.",
  "contact.too_many_tags": "Satu kontak paling banyak punya 20 label.",
} as const;

export const errorsZh = {
  "contact.not_found": "找不到该用户。",
  "contact.self": "这是你自己。",
  "contact.request_gone": "这条申请已不存在。",
  "contact.request_expired": "申请已过期，你可以主动发送申请。",
  "contact.you_blocked": "你已将对方加入黑名单，请先移出。",
  "contact.not_in_list": "对方不在你的通讯录中。",
  "contact.full": "你的通讯录已满。",
  "contact.other_full": "对方的通讯录已满。",
  "contact.too_many_blocks": "黑名单已满。",
  "contact.find_limit": "今天查找次数过多，请明天再试。",
  "contact.request_limit": "今天发送的申请过多，请明天再试。",
  "contact.too_many_tags": "每位联系人最多 20 个标签。",
} as const;
