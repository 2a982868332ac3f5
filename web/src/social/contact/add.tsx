import { useEffect, useState } from "preact/hooks";
import { Button, Cell, CellGroup, EmptyState, ErrorState, Page, SkeletonList, TextField, TopBar } from "../../kit";
import { explain, failureOf, toastError } from "../../lib/errors";
import { href, navigate, query } from "../../lib/router";
import { openQr } from "../account/qr-sheet";
import { me } from "../account/session";
import { personPath } from "./row";
import { wanted } from "./sections";
import { service } from "./store";
import { t } from "./words";

/** Add contact: by handle or phone number, by QR code, or by being scanned. */
export function AddPage() {
  const asked = query.value.get("find") ?? "";
  const [typed, setTyped] = useState(asked);
  const [busy, setBusy] = useState(false);
  const [none, setNone] = useState(false);
  const [bad, setBad] = useState("");
  const find = async () => {
    if (!typed.trim() || busy) return;
    setBusy(true);
    setNone(false);
    setBad("");
    try {
      const by = wanted(typed);
      const { contact } = await service.find({ by });
      navigate(`${personPath(contact!.person!.id)}?via=${by.case}`);
    } catch (e) {
      if (failureOf(e).code === "contact.not_found") setNone(true);
      else setBad(explain(e));
    }
    setBusy(false);
  };
  useEffect(() => {
    if (asked) void find();
  }, []);
  const handle = me.value?.person?.handle;
  return (
    <Page bar={<TopBar title={t("add.title")} />}>
      <form class="stack page-pad" onSubmit={(e) => { e.preventDefault(); void find(); }}>
        <TextField label={t("add.field")} value={typed} onValue={(v) => { setTyped(v); setNone(false); setBad(""); }} placeholder={t("add.example")} autocomplete="off" autocapitalize="off" spellcheck={false} enterkeyhint="search" note={bad || undefined} tone={bad ? "bad" : undefined} />
        <Button type="submit" icon="search" size="large" wide busy={busy} disabled={!typed.trim()}>{t("add.find")}</Button>
      </form>
      <div aria-live="polite">{none && <EmptyState art="search" title={t("add.none")} text={t("add.noneText")} />}</div>
      <CellGroup>
        <Cell icon="scan" title={t("add.scan")} sub={t("add.scanSub")} href={href("/me/scan?from=/contacts/add")} />
        <Cell icon="qr" tone="#b06a00" title={t("add.myQr")} sub={t("add.myQrSub")} onClick={openQr} />
        {handle && <Cell icon="at" tone="#1d7a51" title={t("add.mine")} value={<bdi>@{handle}</bdi>} href={href("/me/profile")} />}
      </CellGroup>
    </Page>
  );
}

/** Where a personal QR code leads: finds its person and goes on to their page. */
export function QrPage({ params }: { params: Readonly<Record<string, string>> }) {
  const [failed, setFailed] = useState<unknown>();
  useEffect(() => {
    service.find({ by: { case: "qr", value: params.token! } }).then(
      (got) => navigate(`${personPath(got.contact!.person!.id)}?via=qr`, { replace: true }),
      (e: unknown) => {
        setFailed(e);
        if (failureOf(e).code !== "contact.not_found") toastError(e);
      },
    );
  }, [params.token]);
  return (
    <Page bar={<TopBar title={t("add.title")} />}>
      {failed ? <ErrorState title={t("add.none")} text={explain(failed)} /> : <SkeletonList rows={3} />}
    </Page>
  );
}
