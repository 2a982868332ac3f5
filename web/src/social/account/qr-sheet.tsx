import { Avatar, avatarUrl, Button, confirm, ErrorState, openSheet, Skeleton } from "../../kit";
import { QR } from "../../kit/qr";
import { explain, toastError } from "../../lib/errors";
import { useLoad } from "../../lib/load";
import { toast } from "../../lib/toast";
import { account, me } from "./session";
import { t } from "./words";

/** Shares an address by the system's sheet where there is one, else copies it. */
export async function shareUrl(title: string, url: string): Promise<void> {
  if (navigator.share) {
    await navigator.share({ title, url }).catch(() => undefined); // closing the sheet is no failure
    return;
  }
  await navigator.clipboard.writeText(url);
  toast(t("qr.copied"), { tone: "good" });
}

/** The personal QR code: others scan it to find this person. */
export function openQr(): void {
  void openSheet<void>(t("qr"), () => <MyQr />, { size: "small" });
}

function MyQr() {
  const person = me.value!.person!;
  const { data: url, error, reload, set } = useLoad(async () => (await account.getQr({})).url);
  const reset = async () => {
    if (!(await confirm({ title: t("qr.reset"), text: t("qr.resetText"), yes: t("qr.reset"), danger: true }))) return;
    try {
      set((await account.resetQr({})).url);
      toast(t("qr.resetDone"), { tone: "good" });
    } catch (e) {
      toastError(e);
    }
  };
  if (error && !url) return <ErrorState text={explain(error)} onRetry={reload} />;
  return (
    <div class="my-qr">
      <div class="row">
        <Avatar face={{ id: person.id, name: person.name, src: avatarUrl(person.avatar) }} size={48} />
        <span class="grow">
          <span class="my-qr-name one-line"><bdi>{person.name}</bdi></span>
          {person.handle && <span class="my-qr-handle hint one-line"><bdi>@{person.handle}</bdi></span>}
        </span>
      </div>
      {url ? <QR text={url} size={256} label={t("qr.label", { name: person.name })} /> : <Skeleton width="256px" height="256px" />}
      <p class="hint">{t("qr.text")}</p>
      <div class="row">
        <Button kind="soft" icon="share" disabled={!url} onClick={() => void shareUrl(person.name, url!).catch(toastError)}>{t("qr.share")}</Button>
        <Button kind="plain" icon="refresh" disabled={!url} onClick={() => void reset()}>{t("qr.reset")}</Button>
      </div>
    </div>
  );
}
