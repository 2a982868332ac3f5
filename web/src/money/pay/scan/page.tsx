import { useState } from "preact/hooks";
import { ReadCodeResponse_Kind as Kind, type ReadCodeResponse } from "../../../gen/alun/pay/v1/pay_pb";
import { Banner, Button, Cell, CellGroup, Page, TextField, TopBar } from "../../../kit";
import { Scanner } from "../../../kit/scanner/scanner";
import { explain, failureOf } from "../../../lib/errors";
import { href, navigate, path, query } from "../../../lib/router";
import { tokenOf } from "../../../social/contact/sections";
import { pay } from "../service";
import { t } from "../words";
import { remember, unwrapped } from "./read";

/** What a code says when it leads nowhere from here. */
interface Dead {
  text: string;
  title: string;
  why: string;
}

/** One scanner for everything: people, stalls, people to be paid; it says of any other code what it is. */
export function ScanPage() {
  const [dead, setDead] = useState<Dead>();
  const parent = query.value.get("from") ?? undefined;
  const take = async (seen: string) => {
    setDead(undefined);
    const text = unwrapped(seen, location.host);
    const token = tokenOf(text, location.host);
    if (token) return navigate(`/contacts/qr/${token}`);
    try {
      const code = await pay.readCode({ text });
      if (code.kind === Kind.STALL || code.kind === Kind.PERSON) {
        remember(text, code);
        navigate(`/me/scan/pay?code=${encodeURIComponent(text)}`);
      } else setDead(deadEnd(text, code));
    } catch (e) {
      const unknown = failureOf(e).code === "pay.code_unknown";
      setDead({ text, title: unknown ? t("scan.unknown") : t("scan.failed"), why: unknown ? t("scan.unknownWhy") : explain(e) });
    }
  };
  return (
    <Page bar={<TopBar title={t("scan")} parent={parent} deep={parent !== undefined} />}>
      <div class="stack page-pad">
        <Scanner onText={take} onPicture={() => setDead(undefined)} on={path.value === "/me/scan"} />
        <div aria-live="polite">{dead && <DeadEnd dead={dead} />}</div>
        <Typed take={take} />
      </div>
      <div class="scan-below"><CellGroup>
        <Cell icon="barcode" title={t("scan.mine")} sub={t("scan.mineSub")} href={href("/me/pay")} />
        <Cell icon="hand" tone="#b06a00" title={t("receive")} sub={t("scan.receiveSub")} href={href("/me/receive")} />
      </CellGroup></div>
    </Page>
  );
}

function deadEnd(text: string, code: ReadCodeResponse): Dead {
  if (code.kind === Kind.FOREIGN) return { text, title: t("scan.foreign", { name: code.name || "?", scheme: code.scheme || "EMVCo" }), why: t("scan.foreignWhy") };
  if (code.kind === Kind.PAY_CODE) return { text, title: t("scan.payCode"), why: t("scan.payCodeWhy") };
  return { text, title: t("scan.unknown"), why: t("scan.unknownWhy") };
}

function DeadEnd({ dead }: { dead: Dead }) {
  return (
    <div class="scan-dead">
      <Banner icon="warning" tone="bad">{dead.title}</Banner>
      <p class="hint">{dead.why}</p>
      <p class="scan-text"><bdi>{dead.text}</bdi></p>
    </div>
  );
}

/** For a code that no camera can see: what stands below it, or what somebody sent. */
function Typed({ take }: { take: (text: string) => Promise<void> }) {
  const [open, setOpen] = useState(false);
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  if (!open) return <Button kind="plain" icon="keyboard" wide onClick={() => setOpen(true)}>{t("scan.type")}</Button>;
  return (
    <form
      class="stack"
      onSubmit={(e) => {
        e.preventDefault();
        if (!text.trim() || busy) return;
        setBusy(true);
        void take(text.trim()).finally(() => setBusy(false));
      }}
    >
      <TextField label={t("scan.typed")} value={text} onValue={setText} maxLength={512} autocomplete="off" autocapitalize="off" spellcheck={false} autofocus enterkeyhint="go" />
      <Button type="submit" wide busy={busy} disabled={!text.trim()}>{t("scan.open")}</Button>
    </form>
  );
}
