import { useEffect, useRef, useState } from "preact/hooks";
import { Button, openSheet } from "../../kit";
import { toastError } from "../../lib/errors";
import { qrReader } from "./decode";
import { t } from "./words";

const everyMs = 160; // between two looks at the camera's picture

/** Shows the camera until it sees a QR code, or reads one from a picture. The answer is its text; undefined when dismissed. */
export function openScan(): Promise<string | undefined> {
  return openSheet<string>(t("scan.title"), (close) => <Scan close={close} />, { size: "small" });
}

type Camera = "starting" | "on" | "denied" | "none";

function Scan({ close }: { close: (text?: string) => void }) {
  const video = useRef<HTMLVideoElement>(null);
  const file = useRef<HTMLInputElement>(null);
  const [camera, setCamera] = useState<Camera>("starting");
  const [bad, setBad] = useState("");
  useEffect(() => watch(video.current!, setCamera, close), []);
  const pick = async () => {
    const picture = file.current?.files?.[0];
    if (!picture) return;
    setBad("");
    try {
      const text = await (await qrReader()).read(await createImageBitmap(picture));
      if (text) close(text);
      else setBad(t("scan.noCode"));
    } catch (e) {
      if (e instanceof DOMException) setBad(t("scan.noCode")); // no picture at all
      else toastError(e);
    }
    file.current!.value = "";
  };
  const words = { starting: t("scan.starting"), on: t("scan.hint"), denied: t("scan.denied"), none: t("scan.noCamera") }[camera];
  return (
    <div class="stack">
      <div class={`scan${camera === "on" ? " is-on" : ""}`} hidden={camera === "denied" || camera === "none"}>
        <video ref={video} muted playsInline aria-label={t("scan.title")} />
        <span class="scan-frame" aria-hidden="true" />
      </div>
      <p class="hint scan-words" role="status">{words}</p>
      {bad && <p class="field-note is-bad" role="alert">{bad}</p>}
      <input ref={file} type="file" accept="image/*" class="sr" tabIndex={-1} aria-hidden="true" onChange={() => void pick()} />
      <Button kind={camera === "on" || camera === "starting" ? "soft" : "primary"} icon="picture" wide onClick={() => file.current!.click()}>{t("scan.picture")}</Button>
    </div>
  );
}

/** Runs the camera into video and looks for a code until the returned function is called. */
function watch(video: HTMLVideoElement, state: (c: Camera) => void, found: (text: string) => void): () => void {
  let stream: MediaStream | undefined;
  let over = false;
  let timer = 0;
  const stop = () => {
    over = true;
    clearTimeout(timer);
    stream?.getTracks().forEach((track) => track.stop());
  };
  const look = async () => {
    if (over) return;
    const text = video.readyState >= video.HAVE_CURRENT_DATA ? await (await qrReader()).read(video).catch(() => "") : "";
    if (over) return;
    if (text) {
      stop();
      navigator.vibrate?.(20);
      found(text);
    } else timer = window.setTimeout(() => void look(), everyMs);
  };
  const begin = async () => {
    if (!navigator.mediaDevices) return state("none");
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch (e) {
      return state(e instanceof DOMException && e.name === "NotAllowedError" ? "denied" : "none");
    }
    if (over) return stop();
    video.srcObject = stream;
    await video.play().catch(() => undefined); // closed meanwhile
    state("on");
    void look();
  };
  void begin();
  return stop;
}
