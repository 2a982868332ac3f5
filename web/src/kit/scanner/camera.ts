// The camera behind a scanner: opens it, looks at its picture for codes, works its lamp.
import { codeReader } from "./reader";

/** What the camera is doing; none: there is no camera, or somebody else has it. */
export type CameraState = "starting" | "on" | "denied" | "none";

const everyMs = 160; // between two looks at the picture
/** A code that has just been taken is not taken again for this long: it is probably still before the camera. */
const sameMs = 4_000;

/** The lamp is in no TypeScript library yet: Media Capture and Streams, Image Capture extensions. */
interface LampTrack extends MediaStreamTrack {
  getCapabilities(): MediaTrackCapabilities & { torch?: boolean };
}

export interface CameraHandlers {
  state(c: CameraState): void;
  /** Called for each code; the next look waits for its promise. */
  found(text: string): Promise<void>;
  /** The camera has a lamp. */
  lamp(): void;
}

export interface Camera {
  /** Turns the lamp on or off; false when it did not obey. */
  light(on: boolean): Promise<boolean>;
  stop(): void;
}

/** Runs the back camera into video and looks for codes until stop is called. */
export function openCamera(video: HTMLVideoElement, on: CameraHandlers): Camera {
  let stream: MediaStream | undefined;
  let over = false;
  let timer = 0;
  let last = { text: "", at: -Infinity };
  const stop = () => {
    over = true;
    clearTimeout(timer);
    stream?.getTracks().forEach((track) => track.stop());
    video.srcObject = null;
  };
  const look = async () => {
    const text = video.readyState >= video.HAVE_CURRENT_DATA ? await (await codeReader()).read(video).catch(() => "") : "";
    if (over) return;
    if (text && (text !== last.text || performance.now() - last.at > sameMs)) {
      if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(20); // before the first tap a browser refuses, and says so
      await on.found(text);
      last = { text, at: performance.now() };
    }
    if (!over) timer = window.setTimeout(() => void look(), everyMs);
  };
  const begin = async () => {
    if (!navigator.mediaDevices) return on.state("none"); // an insecure origin has none
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1280 } } });
    } catch (e) {
      if (!over) on.state(e instanceof DOMException && e.name === "NotAllowedError" ? "denied" : "none");
      return;
    }
    if (over) return stop();
    video.srcObject = stream;
    await video.play().catch(() => undefined); // closed meanwhile
    if (over) return;
    on.state("on");
    if ((stream.getVideoTracks()[0] as LampTrack | undefined)?.getCapabilities?.().torch) on.lamp();
    void look();
  };
  void begin();
  return {
    stop,
    light: async (lit) => {
      const track = stream?.getVideoTracks()[0];
      if (!track) return false;
      return track.applyConstraints({ advanced: [{ torch: lit } as MediaTrackConstraintSet] }).then(
        () => true,
        () => false,
      );
    },
  };
}
