import { useRef, useState } from "preact/hooks";
import { actionSheet, Avatar, avatarUrl, openSheet, Icon, Spinner } from "../../kit";
import { explain, toastError } from "../../lib/errors";
import { toast } from "../../lib/toast";
import { Cropper } from "./cropper";
import { account, me, setMe } from "./session";
import { t } from "./words";

/** One's own picture with a way to change it: choose, cut to a square, send. */
export function AvatarEdit({ name, size = 96 }: { name: string; size?: number }) {
  const file = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const person = me.value!.person!;
  const send = async (image: Uint8Array<ArrayBuffer>) => {
    setBusy(true);
    try {
      setMe((await account.setAvatar({ image })).me);
    } catch (e) {
      toastError(e);
    }
    setBusy(false);
  };
  const chosen = async (f: File | undefined) => {
    if (!f) return;
    let picture: ImageBitmap;
    try {
      picture = await createImageBitmap(f);
    } catch {
      toast(t("avatar.unreadable"), { tone: "bad" });
      return;
    }
    const cut = await openSheet<Uint8Array<ArrayBuffer>>(t("avatar.crop"), (close) => <Cropper picture={picture} onDone={close} onError={(e) => toast(explain(e), { tone: "bad" })} />);
    picture.close();
    if (cut) await send(cut);
  };
  const ask = () => {
    if (!person.avatar) return file.current!.click();
    void actionSheet(t("avatar"), [
      { label: t("avatar.choose"), icon: "picture", run: () => file.current!.click() },
      { label: t("avatar.remove"), icon: "trash", danger: true, run: () => void send(new Uint8Array()) },
    ]);
  };
  return (
    <div class="avatar-edit">
      <button type="button" onClick={ask} disabled={busy} aria-label={t("avatar.change")}>
        <Avatar face={{ id: person.id, name, src: avatarUrl(person.avatar) }} size={size} />
        <span class="avatar-edit-mark">{busy ? <Spinner /> : <Icon name="camera" />}</span>
      </button>
      <input
        ref={file}
        type="file"
        accept="image/*"
        hidden
        onChange={(e) => {
          const f = e.currentTarget.files?.[0];
          e.currentTarget.value = "";
          void chosen(f);
        }}
      />
    </div>
  );
}
