import type { Session } from "../../gen/alun/account/v1/account_pb";
import { Button, Cell, CellGroup, confirm, ErrorState, Icon, Page, SkeletonList, TopBar } from "../../kit";
import { explain, toastError } from "../../lib/errors";
import { ago } from "../../lib/format";
import { useLoad } from "../../lib/load";
import { ms } from "../../lib/rpc";
import { toast } from "../../lib/toast";
import { account, signOut } from "./session";
import { t } from "./words";

/** Where this account is signed in, and logging out there. */
export function DevicesPage() {
  const { data, error, reload } = useLoad(async () => (await account.listSessions({})).sessions);
  const end = async (s: Session) => {
    if (!(await confirm({ title: t("devices.endTitle", { device: s.device }), text: t("devices.endText"), yes: t("devices.end"), danger: true }))) return;
    await account.endSession({ id: s.id }).then(reload, toastError);
  };
  const endOthers = async () => {
    if (!(await confirm({ title: t("devices.others"), text: t("devices.othersText"), yes: t("devices.others"), danger: true }))) return;
    try {
      const { ended } = await account.endOtherSessions({});
      toast(t("devices.ended", { n: ended }), { tone: "good" });
      reload();
    } catch (e) {
      toastError(e);
    }
  };
  const leaveHere = async () => {
    if (await confirm({ title: t("signOut.title"), text: t("signOut.text"), yes: t("signOut"), danger: true })) await signOut().catch(toastError);
  };
  return (
    <Page bar={<TopBar title={t("devices")} />}>
      {!data && !error && <SkeletonList rows={3} />}
      {!data && error !== undefined && <ErrorState text={explain(error)} onRetry={reload} />}
      {data && (
        <>
          <CellGroup title={t("devices.this")}>
            {data.filter((s) => s.current).map((s) => (
              <DeviceRow key={s.id} s={s} />
            ))}
            <Cell title={t("signOut")} icon="sign-out" tone="var(--red)" danger onClick={() => void leaveHere()} />
          </CellGroup>
          <CellGroup title={t("devices.other")} note={t("devices.note")}>
            {data.filter((s) => !s.current).map((s) => (
              <DeviceRow key={s.id} s={s} onEnd={() => void end(s)} />
            ))}
            {data.every((s) => s.current) && <Cell title={t("devices.none")} />}
            {data.some((s) => !s.current) && <Cell title={t("devices.others")} icon="sign-out" tone="var(--red)" danger onClick={() => void endOthers()} />}
          </CellGroup>
        </>
      )}
    </Page>
  );
}

function DeviceRow({ s, onEnd }: { s: Session; onEnd?: () => void }) {
  const phone = /Android|iOS|iPhone/i.test(s.device);
  const when = s.current || s.online ? t("devices.now") : ago(ms(s.usedAtMs));
  return (
    <Cell
      title={<bdi>{s.device}</bdi>}
      sub={[when, s.network].filter(Boolean).join(" · ")}
      lead={
        <span class="cell-tile device-tile">
          <Icon name={phone ? "phone" : "desktop"} />
        </span>
      }
      class="has-icon"
      value={onEnd && <Button kind="plain" size="small" aria-label={t("devices.endTitle", { device: s.device })} onClick={onEnd}>{t("devices.end")}</Button>}
    />
  );
}
