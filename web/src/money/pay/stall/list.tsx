import { useEffect, useState } from "preact/hooks";
import type { Stall } from "../../../gen/alun/pay/v1/pay_pb";
import { Button, Cell, CellGroup, EmptyState, ErrorState, IconButton, Page, SkeletonList, TextField, TopBar } from "../../../kit";
import { explain } from "../../../lib/errors";
import { useLoad } from "../../../lib/load";
import { href, navigate, path, query } from "../../../lib/router";
import { formatAmount, type Amount } from "../../amount";
import { categories, categoryName, StallTile, type Category } from "../faces";
import { answered, onceId } from "../once";
import { pay } from "../service";
import { t } from "../words";
import { stallsChanged } from "./state";

/** The stalls that the caller owns or works at. */
export function StallsPage() {
  const { data, error, reload } = useLoad(async () => (await pay.listStalls({})).stalls);
  useEffect(() => {
    if (stallsChanged.value) reload();
  }, [stallsChanged.value]);
  return (
    <Page
      bar={
        <TopBar title={t("stalls")} parent={query.value.get("from") ?? "/me"} deep={query.value.has("from")}>
          <IconButton icon="add" label={t("stall.open")} onClick={() => navigate("/me/stalls/new")} />
        </TopBar>
      }
    >
      {!data ? error ? <ErrorState text={explain(error)} onRetry={reload} /> : <SkeletonList rows={3} /> : data.length === 0 ? <None /> : <Rows stalls={data} />}
    </Page>
  );
}

function None() {
  return (
    <EmptyState art="square" title={t("stalls.none")} text={t("stalls.noneText")}>
      <Button icon="storefront" onClick={() => navigate("/me/stalls/new")}>{t("stall.open")}</Button>
    </EmptyState>
  );
}

function Rows({ stalls }: { stalls: readonly Stall[] }) {
  const groups = [
    { title: t("stalls.mine"), list: stalls.filter((s) => s.mine && !s.face?.closed) },
    { title: t("stalls.work"), list: stalls.filter((s) => !s.mine && !s.face?.closed) },
    { title: t("stalls.closed"), list: stalls.filter((s) => s.face?.closed) },
  ].filter((g) => g.list.length);
  return (
    <>
      {groups.map((g) => (
        <CellGroup key={g.title} title={g.title}>
          {g.list.map((s) => {
            const to = `/me/stalls/${s.face!.id}`;
            return (
              <Cell
                key={s.face!.id} lead={<StallTile stall={s.face!} size={44} />} href={href(to)} current={path.value.startsWith(to)}
                title={<bdi>{s.face!.name}</bdi>} sub={s.mine ? categoryName(s.face!.category) : t("stalls.of", { name: s.owner?.name ?? "" })}
                value={s.balance && s.balance.minor > 0n ? <span class="num">{formatAmount(s.balance as Amount)}</span> : undefined}
              />
            );
          })}
        </CellGroup>
      ))}
    </>
  );
}

/** EMVCo MPM §4.7: the merchant's name and city in a code have at most 25 and 15 characters. */
export const nameMax = 25;
export const cityMax = 15;

/** What stands on the sign: name, kind and place. */
export interface Sign {
  name: string;
  category: Category;
  city: string;
}

/** The fields of a sign, for opening a stall and for changing one. */
export function SignFields({ sign, set }: { sign: Sign; set: (s: Sign) => void }) {
  return (
    <>
      <TextField label={t("stall.name")} value={sign.name} onValue={(name) => set({ ...sign, name })} max={nameMax} maxLength={nameMax} note={t("stall.nameNote")} autocomplete="off" />
      <fieldset class="stall-kinds">
        <legend class="field-label">{t("stall.category")}</legend>
        <div class="pay-chips">
          {categories.map((c) => (
            <label key={c} class="chip stall-kind">
              <input type="radio" class="sr" name="category" checked={sign.category === c} onChange={() => set({ ...sign, category: c })} />
              {categoryName(c)}
            </label>
          ))}
        </div>
      </fieldset>
      <TextField label={t("stall.city")} value={sign.city} onValue={(city) => set({ ...sign, city })} max={cityMax} maxLength={cityMax} note={t("stall.cityNote")} autocomplete="address-level2" />
    </>
  );
}

/** Opens a stall: anybody may. */
export function OpenStallPage() {
  const [sign, set] = useState<Sign>({ name: "", category: "food", city: "" });
  const [busy, setBusy] = useState(false);
  const [bad, setBad] = useState("");
  const ready = sign.name.trim() && sign.city.trim();
  const open = async () => {
    if (!ready || busy) return;
    setBusy(true);
    setBad("");
    const what = `open|${sign.name.trim()}|${sign.category}|${sign.city.trim()}`;
    try {
      const { stall } = await pay.openStall({ clientId: onceId(what), name: sign.name.trim(), category: sign.category, city: sign.city.trim() });
      answered(what);
      stallsChanged.value++;
      return navigate(`/me/stalls/${stall!.face!.id}`, { replace: true });
    } catch (e) {
      setBad(explain(e));
      setBusy(false);
    }
  };
  return (
    <Page bar={<TopBar title={t("stall.open")} parent="/me/stalls" deep />}>
      <form class="stack page-pad" onSubmit={(e) => { e.preventDefault(); void open(); }}>
        <p class="hint">{t("stall.openText")}</p>
        <SignFields sign={sign} set={set} />
        {bad && <p class="field-note is-bad" role="alert">{bad}</p>}
        <Button type="submit" size="large" wide icon="storefront" busy={busy} disabled={!ready}>{t("stall.open")}</Button>
      </form>
    </Page>
  );
}
