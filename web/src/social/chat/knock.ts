// The sound of a message: two taps on a kentongan, the wooden slit drum of an Indonesian village, made here.
let context: AudioContext | null = null;

function tap(ctx: AudioContext, at: number, pitch: number, loud: number): void {
  const out = ctx.createGain();
  out.gain.setValueAtTime(0, at);
  out.gain.linearRampToValueAtTime(loud, at + 0.004);
  out.gain.exponentialRampToValueAtTime(0.0008, at + 0.16);
  out.connect(ctx.destination);
  // A hollow log: a falling body tone and a short, higher knock.
  for (const [ratio, share] of [[1, 1], [2.76, 0.28]] as const) {
    const tone = ctx.createOscillator();
    const part = ctx.createGain();
    part.gain.value = share;
    tone.type = "sine";
    tone.frequency.setValueAtTime(pitch * ratio * 1.12, at);
    tone.frequency.exponentialRampToValueAtTime(pitch * ratio, at + 0.05);
    tone.connect(part).connect(out);
    tone.start(at);
    tone.stop(at + 0.2);
  }
}

/** Plays once; silent until the person has touched the page, as browsers demand. */
export function knock(): void {
  try {
    context ??= new AudioContext();
    if (context.state === "suspended") void context.resume();
    const now = context.currentTime + 0.01;
    tap(context, now, 520, 0.22);
    tap(context, now + 0.11, 640, 0.16);
  } catch {
    // no sound device: nothing is lost
  }
}
