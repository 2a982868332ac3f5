import { useState } from "preact/hooks";
import { Cell, CellGroup, openSheet, Switch } from "../../../kit";
import { allowSystem, setSound, setSystem, soundOn, systemOn } from "../notify";
import { t } from "../words";

/** How messages make themselves heard in this browser. */
export function openNotices(): Promise<unknown> {
  return openSheet(t("notices"), () => <Notices />, { size: "small", flush: true });
}

function Notices() {
  const [blocked, setBlocked] = useState(false);
  const system = async (on: boolean) => {
    const allowed = !on || (await allowSystem());
    setBlocked(!allowed);
    setSystem(on && allowed);
  };
  return (
    <>
      <CellGroup note={t("notices.sound.note")}>
        <Cell icon="bell" label title={t("notices.sound")} value={<Switch checked={soundOn.value} label={t("notices.sound")} onChange={setSound} />} />
      </CellGroup>
      <CellGroup note={blocked ? t("notices.blocked") : t("notices.system.note")}>
        <Cell icon="desktop" label title={t("notices.system")} value={<Switch checked={systemOn.value} label={t("notices.system")} onChange={(on) => void system(on)} />} />
      </CellGroup>
    </>
  );
}
