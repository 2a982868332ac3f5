import { useEffect, useRef, useState } from "preact/hooks";
import { toastError } from "../../lib/errors";
import { canHover } from "../../lib/media";
import { Button, IconButton } from "../button";
import { openCamera, type Camera, type CameraState } from "./camera";
import { codeReader } from "./reader";
import { useVisible } from "../../lib/visible";
import { s } from "./words";

export interface ScannerProps {
  /** A code was read, from the camera or a picture. The camera looks again when the promise is done. */
  onText: (text: string) => Promise<void>;
  /** A picture was given: what was said of a code before it is old. */
  onPicture?: () => void;
  /** False closes the camera, such as while another page lies above. */
  on: boolean;
}

/** Shows the camera and reads codes from it, or from a picture that is picked, pasted or dropped. */
export function Scanner({ onText, onPicture, on }: ScannerProps) {
  const video = useRef<HTMLVideoElement>(null);
  const file = useRef<HTMLInputElement>(null);
  const camera = useRef<Camera>(undefined);
  const take = useRef(onText);
  take.current = onText;
  const [state, setState] = useState<CameraState>("starting");
  const [lamp, setLamp] = useState<boolean>();
  const [bad, setBad] = useState("");
  const visible = useVisible();
  useEffect(() => {
    if (!on || !visible) return;
    setState("starting");
    setLamp(undefined);
    const opened = openCamera(video.current!, { state: setState, found: (text) => take.current(text), lamp: () => setLamp(false) });
    camera.current = opened;
    return () => opened.stop();
  }, [on, visible]);
  const read = async (picture: Blob) => {
    setBad("");
    onPicture?.();
    try {
      const text = await (await codeReader()).read(await createImageBitmap(picture));
      if (text) await take.current(text);
      else setBad(s("noCode"));
    } catch (e) {
      if (e instanceof DOMException) setBad(s("noCode")); // no picture at all
      else toastError(e);
    }
  };
  useEffect(() => {
    if (!on) return;
    const pasted = (e: ClipboardEvent) => {
      const picture = [...(e.clipboardData?.files ?? [])].find((f) => f.type.startsWith("image/"));
      if (picture) void read(picture);
    };
    document.addEventListener("paste", pasted);
    return () => document.removeEventListener("paste", pasted);
  }, [on]);
  const dark = state === "denied" || state === "none";
  const words = { starting: s("starting"), on: s("hint"), denied: s("denied"), none: s("noCamera") }[state];
  return (
    <div
      class="scanner"
      onDragOver={(e) => e.preventDefault()}
      onDrop={(e) => {
        e.preventDefault();
        const picture = e.dataTransfer?.files[0];
        if (picture) void read(picture);
      }}
    >
      <div class={`scan${state === "on" ? " is-on" : ""}`} hidden={dark}>
        <video ref={video} muted playsInline aria-label={s("camera")} />
        <span class="scan-frame" aria-hidden="true" />
        {lamp !== undefined && (
          <span class="scan-lamp">
            <IconButton icon="torch" kind="soft" label={lamp ? s("lampOff") : s("lampOn")} aria-pressed={lamp} onClick={() => void camera.current?.light(!lamp).then((done) => done && setLamp(!lamp))} />
          </span>
        )}
      </div>
      <p class="hint scan-words" role="status">{words}</p>
      {bad && <p class="field-note is-bad scan-words" role="alert">{bad}</p>}
      <input
        ref={file} type="file" accept="image/*" class="sr" tabIndex={-1} aria-hidden="true"
        onChange={(e) => {
          const picture = e.currentTarget.files?.[0];
          e.currentTarget.value = "";
          if (picture) void read(picture);
        }}
      />
      <Button kind={dark ? "primary" : "soft"} icon="picture" wide onClick={() => file.current!.click()}>{s("picture")}</Button>
      {canHover.value && <p class="hint scan-words">{s("paste")}</p>}
    </div>
  );
}
