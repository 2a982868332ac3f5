import { Avatar, GroupAvatar, Icon } from "../../kit";
import { avatarUrl } from "../../kit/avatar";
import type { Chat } from "./sync/model";
import { chatName } from "./names";
import { faceOf, nameOf } from "./state/people";
import { presenceOf } from "./state/presence";

/** A chat's picture: the other person, the members' faces, or a bookmark for the notes to self. */
export function ChatFace({ chat, size = 48 }: { chat: Chat; size?: number }) {
  if (chat.kind === "self") {
    return (
      <span class="avatar" style={{ "--size": `${size}px` }} aria-hidden="true">
        <span class="avatar-face notes-face">
          <Icon name="bookmark" fill />
        </span>
      </span>
    );
  }
  if (chat.kind === "direct") {
    const id = chat.peer?.id ?? "";
    return <Avatar face={faceOf(id, chat.peer)} size={size} online={presenceOf(id).value?.online} />;
  }
  const members = chat.faces.map((p) => ({ id: p.id, name: nameOf(p.id, p), src: avatarUrl(p.avatar) }));
  return <GroupAvatar face={{ id: chat.id, name: chatName(chat) }} members={members} size={size} />;
}
