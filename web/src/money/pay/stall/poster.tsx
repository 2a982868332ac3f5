import { useEffect, useState } from "preact/hooks";
import { Button, ErrorState, Page, Skeleton, TopBar } from "../../../kit";
import { explain, toastError } from "../../../lib/errors";
import { lang } from "../../../lib/i18n";
import { useLoad } from "../../../lib/load";
import type { Params } from "../../../lib/router";
import { saveBlob } from "../picture";
import { pay } from "../service";
import { t } from "../words";

/** The stall's own code as a sheet to print and put on the counter: anybody scans it and types the amount. */
export function PosterPage({ params }: { params: Params }) {
  const id = params.stall!;
  const { data: poster, error, reload } = useLoad(() => pay.makePoster({ stallId: id, format: "svg", language: lang.peek() }));
  const [url, setUrl] = useState("");
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    if (!poster) return;
    const made = URL.createObjectURL(new Blob([poster.file as BlobPart], { type: "image/svg+xml" }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [poster]);
  const pdf = async () => {
    setBusy(true);
    try {
      const got = await pay.makePoster({ stallId: id, format: "pdf", language: lang.peek() });
      saveBlob(new Blob([got.file as BlobPart], { type: got.contentType }), got.filename);
    } catch (e) {
      toastError(e);
    }
    setBusy(false);
  };
  const svg = () => saveBlob(new Blob([poster!.file as BlobPart], { type: poster!.contentType }), poster!.filename);
  if (error && !poster) return <ErrorState text={explain(error)} onRetry={reload} />;
  return (
    <Page bar={<TopBar title={t("poster")} parent={`/me/stalls/${id}`} deep />}>
      <div class="poster-page stack page-pad">
        {url ? <img class="poster-sheet" src={url} alt={t("poster.alt")} /> : <Skeleton width="100%" height="420px" />}
        <div class="poster-acts">
          <Button icon="printer" disabled={!url} onClick={() => print(url)}>{t("poster.print")}</Button>
          <Button kind="soft" icon="download" busy={busy} onClick={() => void pdf()}>PDF</Button>
          <Button kind="soft" icon="download" disabled={!poster} onClick={svg}>SVG</Button>
        </div>
        <p class="hint">{t("poster.text")}</p>
      </div>
    </Page>
  );
}

/** Prints the sheet alone: everything else is hidden from the printer (pay.css). */
function print(url: string): void {
  const sheet = document.createElement("div");
  sheet.className = "print-sheet";
  const img = new Image();
  img.alt = "";
  img.onload = () => {
    window.addEventListener("afterprint", () => sheet.remove(), { once: true });
    window.print();
  };
  img.src = url;
  sheet.append(img);
  document.body.append(sheet);
}
