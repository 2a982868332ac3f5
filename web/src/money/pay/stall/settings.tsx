import { useState } from "preact/hooks";
import type { Staff, Stall } from "../../../gen/alun/pay/v1/pay_pb";
import { Avatar, Button, Cell, CellGroup, confirm, ErrorState, IconButton, Page, SkeletonList, Switch, TopBar } from "../../../kit";
import { explain, toastError } from "../../../lib/errors";
import { useLoad } from "../../../lib/load";
import { navigate, type Params } from "../../../lib/router";
import { toast } from "../../../lib/toast";
import { pickPeople } from "../../../social/chat/people/picker";
import { formatAmount, type Amount } from "../../amount";
import { categories, personFace, type Category } from "../faces";
import { pay } from "../service";
import { t } from "../words";
import { SignFields, type Sign } from "./list";
import { stallsChanged } from "./state";

/** The owner's page: the sign, who works here, settling, closing. */
export function StallSettingsPage({ params }: { params: Params }) {
  const id = params.stall!;
  const { data, error, reload, set } = useLoad(async () => (await pay.getStall({ id })).stall!);
  const took = (stall: Stall | undefined) => {
    if (stall) set(stall);
    stallsChanged.value++;
  };
  return (
    <Page bar={<TopBar title={t("stall.settings")} parent={`/me/stalls/${id}`} deep />}>
      {!data ? (
        error ? <ErrorState text={explain(error)} onRetry={reload} /> : <SkeletonList rows={4} />
      ) : (
        <>
          <SignForm stall={data} took={took} />
          <People stall={data} took={took} />
          <CellGroup>
            <Cell
              label title={t("stall.auto")} sub={t("stall.autoSub")}
              value={<Switch checked={data.autoSettle} label={t("stall.auto")} onChange={(autoSettle) => void pay.updateStall({ id, autoSettle }).then((r) => took(r.stall), toastError)} />}
            />
          </CellGroup>
          {!data.face!.closed && <Close stall={data} took={took} />}
        </>
      )}
    </Page>
  );
}

function known(category: string): Category {
  return categories.find((c) => c === category) ?? "other";
}

function SignForm({ stall, took }: { stall: Stall; took: (s: Stall | undefined) => void }) {
  const face = stall.face!;
  const [sign, setSign] = useState<Sign>({ name: face.name, category: known(face.category), city: stall.city });
  const [busy, setBusy] = useState(false);
  const [bad, setBad] = useState("");
  const now = { name: sign.name.trim(), category: sign.category, city: sign.city.trim() };
  const dirty = now.name !== face.name || now.category !== face.category || now.city !== stall.city;
  const save = async () => {
    if (busy || !dirty || !now.name || !now.city) return;
    setBusy(true);
    setBad("");
    try {
      took((await pay.updateStall({ id: face.id, ...now })).stall);
      toast(t("saved"), { tone: "good" });
    } catch (e) {
      setBad(explain(e));
    }
    setBusy(false);
  };
  return (
    <form class="stack page-pad stall-form" onSubmit={(e) => { e.preventDefault(); void save(); }}>
      <SignFields sign={sign} set={setSign} />
      {bad && <p class="field-note is-bad" role="alert">{bad}</p>}
      <Button type="submit" wide busy={busy} disabled={!dirty || !now.name || !now.city}>{t("save")}</Button>
    </form>
  );
}

function People({ stall, took }: { stall: Stall; took: (s: Stall | undefined) => void }) {
  const id = stall.face!.id;
  const change = (run: Promise<{ stall?: Stall }>) => void run.then((r) => took(r.stall), toastError);
  const add = async () => {
    const picked = await pickPeople({ title: t("staff.add"), yes: t("staff.add"), most: 1, fixed: new Set(stall.staff.map((s) => s.person!.id)) });
    if (picked?.[0]) change(pay.setStaff({ stallId: id, accountId: picked[0].id, mayRefund: false }));
  };
  const remove = async (s: Staff) => {
    const name = s.person!.name;
    if (await confirm({ title: t("staff.remove", { name }), text: t("staff.removeText"), yes: t("staff.removeYes"), danger: true })) change(pay.removeStaff({ stallId: id, accountId: s.person!.id }));
  };
  return (
    <CellGroup title={t("staff")} note={t("staff.note")}>
      {stall.staff.map((s) => (
        <div key={s.person!.id} class="cell has-avatar">
          <Avatar face={personFace(s.person!)} size={40} />
          <span class="cell-main"><bdi class="cell-title one-line">{s.person!.name}</bdi></span>
          <label class="staff-refund"><span class="hint">{t("staff.refund")}</span><Switch checked={s.mayRefund} label={t("staff.refundOf", { name: s.person!.name })} onChange={(mayRefund) => change(pay.setStaff({ stallId: id, accountId: s.person!.id, mayRefund }))} /></label>
          <IconButton icon="close" small label={t("staff.remove", { name: s.person!.name })} onClick={() => void remove(s)} />
        </div>
      ))}
      <Cell icon="add-person" title={t("staff.add")} onClick={() => void add()} />
    </CellGroup>
  );
}

function Close({ stall, took }: { stall: Stall; took: (s: Stall | undefined) => void }) {
  const face = stall.face!;
  const close = async () => {
    const text = t("stall.closeText", { amount: formatAmount(stall.balance as Amount) });
    if (!(await confirm({ title: t("stall.close", { name: face.name }), text, yes: t("stall.closeYes"), danger: true, type: { label: t("stall.closeType", { name: face.name }), text: face.name } }))) return;
    try {
      took((await pay.closeStall({ id: face.id })).stall);
      toast(t("stall.closed"), { tone: "good" });
      navigate("/me/stalls", { replace: true });
    } catch (e) {
      toastError(e);
    }
  };
  return <div class="page-pad stall-close"><Button kind="danger-soft" wide onClick={() => void close()}>{t("stall.closeYes")}</Button></div>;
}
