import { useState } from "preact/hooks";
import { Button } from "./button";
import { CellGroup, Cell } from "./cell";
import { TextField } from "./field";
import type { IconName } from "./icon";
import { leaveMs, openOverlay } from "./overlay";
import { Sheet } from "./sheet";
import { k } from "./words";

/** Opens a sheet on a call: body gets close, the promise gets its answer (undefined when dismissed). */
export function openSheet<T>(title: string, body: (close: (answer?: T) => void) => preact.ComponentChildren, options: { size?: "small" | "wide"; flush?: boolean } = {}): Promise<T | undefined> {
  return openOverlay<T>((done) => <CalledSheet title={title} body={body} done={done} {...options} />);
}

function CalledSheet<T>({ title, body, done, size, flush }: { title: string; body: (close: (answer?: T) => void) => preact.ComponentChildren; done: (answer?: T) => void; size?: "small" | "wide"; flush?: boolean }) {
  const [open, setOpen] = useState(true);
  const close = (answer?: T) => {
    setOpen(false);
    done(answer);
  };
  return (
    <Sheet open={open} onClose={() => close()} title={title} size={size} flush={flush}>
      {body(close)}
    </Sheet>
  );
}

export interface Question {
  title: string;
  text?: string;
  /** The word on the button that does it. */
  yes: string;
  danger?: boolean;
  /** The person must type this first. */
  type?: { label: string; text: string };
}

/** Asks before something that cannot be undone. True when the person agreed. */
export async function confirm(q: Question): Promise<boolean> {
  const answer = await openSheet<boolean>(q.title, (close) => <Ask q={q} close={close} />, { size: "small" });
  return answer === true;
}

function Ask({ q, close }: { q: Question; close: (yes?: boolean) => void }) {
  const [typed, setTyped] = useState("");
  const ready = !q.type || typed.trim() === q.type.text;
  return (
    <form
      class="ask"
      onSubmit={(e) => {
        e.preventDefault();
        if (ready) close(true);
      }}
    >
      {q.text && <p class="ask-text">{q.text}</p>}
      {q.type && (
        <div style={{ marginBlockStart: "16px" }}>
          <TextField label={q.type.label} value={typed} onValue={setTyped} autocomplete="off" autocapitalize="off" spellcheck={false} />
        </div>
      )}
      <div class="ask-buttons">
        <Button type="submit" kind={q.danger ? "danger" : "primary"} wide disabled={!ready}>{q.yes}</Button>
        <Button kind="quiet" wide onClick={() => close()}>{k("cancel")}</Button>
      </div>
    </form>
  );
}

export interface Action {
  label: string;
  icon?: IconName;
  danger?: boolean;
  /** One more line below the label. */
  sub?: string;
  run: () => void;
}

/** A short list of things to do, from the bottom on a phone. The chosen one runs after the sheet has left. */
export async function actionSheet(title: string, actions: readonly Action[]): Promise<void> {
  const chosen = await openSheet<Action>(
    title,
    (close) => (
      <CellGroup>
        {actions.map((a) => (
          <Cell key={a.label} title={a.label} sub={a.sub} icon={a.icon} danger={a.danger} tone={a.danger ? "var(--red)" : undefined} onClick={() => close(a)} />
        ))}
      </CellGroup>
    ),
    { size: "small", flush: true },
  );
  if (chosen) setTimeout(chosen.run, Math.min(leaveMs, 120));
}
