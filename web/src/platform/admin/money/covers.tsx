import { useRef, useState } from "preact/hooks";
import type { Cover } from "../../../gen/alun/redpacket/v1/redpacket_pb";
import { Button, confirm, ErrorState, IconButton, openSheet, SkeletonList, TextField } from "../../../kit";
import { explain, toastError } from "../../../lib/errors";
import { useLoad } from "../../../lib/load";
import { toast } from "../../../lib/toast";
import { isOwnCover } from "../../../money/packet/covers";
import { t as packet } from "../../../money/packet/words";
import { coverFault } from "./rules";
import { money } from "./service";
import { t } from "./words";

const nameMax = 20;

/** The covers of red packets: our own, and those of this server. */
export function CoversPage() {
  const file = useRef<HTMLInputElement>(null);
  const [bad, setBad] = useState("");
  const { data, error, reload, set } = useLoad(async () => (await money.listCovers({})).covers);
  if (!data) return error ? <ErrorState text={explain(error)} onRetry={reload} /> : <SkeletonList rows={3} />;
  const pick = async (picture: File) => {
    setBad("");
    try {
      const bitmap = await createImageBitmap(picture);
      const fault = coverFault(bitmap.width, bitmap.height, picture.size, picture.type);
      if (fault) return setBad(t(`cover.${fault}`));
    } catch {
      return setBad(t("cover.type"));
    }
    const image = new Uint8Array(await picture.arrayBuffer());
    const name = await openSheet<string>(t("cover.add"), (close) => <Name close={close} />, { size: "small" });
    if (!name) return;
    await money.addCover({ name, image }).then((r) => {
      set(r.covers);
      toast(t("cover.added"), { tone: "good" });
    }, toastError);
  };
  const remove = async (c: Cover) => {
    if (!(await confirm({ title: t("cover.remove", { name: c.name }), text: t("cover.removeText"), yes: t("cover.removeYes"), danger: true }))) return;
    await money.removeCover({ id: c.id }).then((r) => set(r.covers), toastError);
  };
  const own = data.filter((c) => c.id.startsWith("c:"));
  return (
    <div class="scroll desk-page">
      <h2 class="desk-h">{t("covers")}</h2>
      <p class="hint">{t("covers.text")}</p>
      <input
        ref={file} type="file" accept="image/png,image/jpeg" class="sr" tabIndex={-1} aria-hidden="true"
        onChange={(e) => {
          const picture = e.currentTarget.files?.[0];
          e.currentTarget.value = "";
          if (picture) void pick(picture);
        }}
      />
      <p class="covers-add"><Button icon="add" onClick={() => file.current!.click()}>{t("cover.add")}</Button></p>
      {bad && <p class="field-note is-bad" role="alert">{bad}</p>}
      {own.length === 0 ? (
        <p class="hint covers-none">{t("covers.none")}</p>
      ) : (
        <ul class="covers">
          {own.map((c) => (
            <li key={c.id}>
              <img src={`/cover/${c.id.slice(2)}`} alt="" loading="lazy" />
              <span class="row">
                <span class="grow one-line"><bdi>{c.name}</bdi></span>
                <IconButton icon="trash" small label={t("cover.remove", { name: c.name })} onClick={() => void remove(c)} />
              </span>
            </li>
          ))}
        </ul>
      )}
      <p class="hint">{t("covers.ours", { names: data.filter((c) => !c.id.startsWith("c:")).map((c) => c.name || (isOwnCover(c.id) ? packet(`cover.${c.id}`) : c.id)).join(", ") })}</p>
    </div>
  );
}

function Name({ close }: { close: (name?: string) => void }) {
  const [name, setName] = useState("");
  return (
    <form class="stack" onSubmit={(e) => { e.preventDefault(); if (name.trim()) close(name.trim()); }}>
      <TextField label={t("cover.name")} value={name} onValue={setName} max={nameMax} maxLength={nameMax} autocomplete="off" />
      <Button type="submit" wide disabled={!name.trim()}>{t("cover.add")}</Button>
    </form>
  );
}
