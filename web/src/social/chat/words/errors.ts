// Sentences for the machine codes of the chat room.
import type { Translation } from "../../../lib/i18n";

export const errorsEn = {
  "chat.too_long": "The message is too long.",
  "chat.empty": "The message is empty.",
  "chat.not_found": "This chat does not exist, or you are not in it.",
  "chat.left": "You are no longer a member of this group.",
  "chat.dissolved": "This group was dissolved.",
  "chat.not_friends": "They only take messages from friends.",
  "chat.blocked": "Your message was not accepted.",
  "chat.peer_gone": "This account no longer exists.",
  "chat.edit_late": "A message can be edited for 15 minutes only.",
  "chat.recall_late": "A message can be recalled for 2 minutes only.",
  "chat.full": "The group is full.",
} as const;
export const errorsId: Translation<typeof errorsEn> = {
  "chat.too_long": "Pesannya terlalu panjang.",
  "chat.empty": "Pesannya kosong.",
  "chat.not_found": "Obrolan ini tidak ada, atau Anda bukan anggotanya.",
  "chat.left": "Anda bukan anggota grup ini lagi.",
  "chat.dissolved": "Grup ini telah dibubarkan.",
  "chat.not_friends": "Ia hanya menerima pesan dari teman.",
  "chat.blocked": "Pesan Anda tidak diterima.",
  "chat.peer_gone": "Akun ini sudah tidak ada.",
  "chat.edit_late": "Pesan hanya bisa diubah selama 15 menit.",
  "chat.recall_late": "Pesan hanya bisa ditarik selama 2 menit.",
  "chat.full": "Grup sudah penuh.",
};
export const errorsZh: Translation<typeof errorsEn> = {
  "chat.too_long": "消息太长了。",
  "chat.empty": "消息是空的。",
  "chat.not_found": "聊天不存在，或你不在其中。",
  "chat.left": "你已不是该群成员。",
  "chat.dissolved": "该群已解散。",
  "chat.not_friends": "对方只接收朋友的消息。",
  "chat.blocked": "消息已被对方拒收。",
  "chat.peer_gone": "该账号已不存在。",
  "chat.edit_late": "消息只能在 15 分钟内编辑。",
  "chat.recall_late": "消息只能在 2 分钟内撤回。",
  "chat.full": "群成员已满。",
};
