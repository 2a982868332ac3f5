// All of the design system on one page, for looking at it: /kit in development builds (go run ./cmd/webbuild -watch).
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { setTheme, theme } from "../lib/theme";
import { toast } from "../lib/toast";
import { icons, loadIcons, type IconName } from "./icon";
import * as kit from "./index";
import { QR } from "./qr";
import { Toasts } from "./toasts";

const people = ["Ayu Lestari", "Budi Santoso", "Citra Dewi", "Daniel Harper", "Eko Prasetyo", "Fitri", "Gita", "Hendra", "Indah", "陈美玲", "王强"].map((name, i) => ({ id: `p${i}`, name }));

function Part({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class="gallery-part">
      <h2 class="group-title">{title}</h2>
      {children}
    </section>
  );
}

function Controls() {
  const [text, setText] = useState("Ayu");
  const [about, setAbout] = useState("");
  const [find, setFind] = useState("");
  const [on, setOn] = useState(true);
  const [code, setCode] = useState("12");
  return (
    <>
      <Part title="Buttons">
        <div class="row gallery-wrap">
          {(["primary", "soft", "quiet", "plain", "danger", "danger-soft"] as const).map((kind) => <kit.Button key={kind} kind={kind}>{kind}</kit.Button>)}
          <kit.Button icon="add">With icon</kit.Button>
          <kit.Button busy>Busy</kit.Button>
          <kit.Button disabled>Disabled</kit.Button>
          <kit.Button size="small" kind="soft">Small</kit.Button>
          <kit.IconButton icon="search" label="Search" />
          <kit.IconButton icon="add" label="Add" kind="filled" />
        </div>
      </Part>
      <Part title="Fields">
        <div class="stack">
          <kit.TextField label="Name" value={text} onValue={setText} max={12} note="What your friends call you." />
          <kit.TextField label="Handle" prefix="@" value="ayu" onValue={() => undefined} note="This handle is taken." tone="bad" />
          <kit.TextArea label="About" value={about} onValue={setAbout} placeholder="Grows with its text" />
          <kit.Search value={find} onValue={setFind} hint="Ctrl K" />
          <kit.CodeInput value={code} onValue={setCode} onDone={(c) => toast(c)} />
        </div>
      </Part>
      <Part title="Choices">
        <div class="row gallery-wrap">
          <kit.Switch checked={on} onChange={setOn} label="Switch" />
          <kit.Checkbox checked={on} onChange={setOn} label="Checkbox" />
          <kit.Radio name="gallery" checked={on} onChange={setOn} label="Radio" />
          <kit.Badge n={3} />
          <kit.Badge n={120} kind="muted" />
          <kit.Badge n={1} kind="dot" />
          <kit.Spinner />
        </div>
        <kit.Segmented label="Theme" value={theme.value} onChange={setTheme} options={[{ value: "system", label: "System" }, { value: "light", label: "Light" }, { value: "dark", label: "Dark" }]} />
      </Part>
    </>
  );
}

function Lists() {
  const run = (what: string) => () => toast(what);
  return (
    <>
      <Part title="Avatars">
        <div class="row gallery-wrap">
          {people.map((f, i) => <kit.Avatar key={f.id} face={f} online={i % 3 === 0} />)}
          {[2, 3, 4].map((n) => <kit.GroupAvatar key={n} face={{ id: "g", name: "G" }} members={people.slice(0, n)} />)}
        </div>
      </Part>
      <Part title="Cells; swipe, right click or long press the last two">
        <kit.CellGroup title="A group" note="A note below it.">
          <kit.Cell title="A link" sub="With a second line" icon="settings" href="#" />
          <kit.Cell title="A button" icon="bell" tone="#b06a00" value="Value" onClick={run("clicked")} />
          <kit.Cell title="A danger" icon="trash" tone="var(--red)" danger onClick={run("danger")} />
        </kit.CellGroup>
        {people.slice(0, 2).map((f) => (
          <kit.SwipeCell key={f.id} label={f.name} actions={[{ label: "Unread", icon: "mark-unread", tone: "nila", run: run("unread") }, { label: "Hide", icon: "hide", run: run("hide") }, { label: "Delete", icon: "trash", tone: "danger", run: run("delete") }]}>
            <kit.Cell title={f.name} sub="A message" face={f} onClick={run("open")} />
          </kit.SwipeCell>
        ))}
      </Part>
      <Part title="Index">
        <div class="gallery-index">
          <kit.IndexList label="People" sections={[...new Set(people.map((p) => p.name[0]!))].map((key) => ({ key, items: people.filter((p) => p.name.startsWith(key)) }))} row={(p) => <div key={p.id} role="listitem"><kit.Cell title={p.name} face={p} onClick={run(p.name)} /></div>} />
        </div>
      </Part>
    </>
  );
}

function Floating() {
  const [open, setOpen] = useState(false);
  const items: kit.MenuItem[] = (["copy", "reply", "share", "star", "edit", "select", "undo", "trash"] as const).map((icon) => ({ label: icon, icon, danger: icon === "trash", run: () => toast(icon) }));
  return (
    <Part title="What floats">
      <div class="row gallery-wrap">
        <kit.Button kind="soft" onClick={() => setOpen(true)}>Sheet</kit.Button>
        <kit.Button kind="soft" onClick={(e) => void kit.openMenu(e.currentTarget, items, { label: "Menu" })}>Menu</kit.Button>
        <kit.Button kind="soft" onClick={(e) => void kit.openMenu(e.currentTarget, items, { label: "Grid", grid: true })}>Grid</kit.Button>
        <kit.Button kind="soft" onClick={() => void kit.actionSheet("Picture", [{ label: "Choose", icon: "picture", run: () => toast("choose") }, { label: "Remove", icon: "trash", danger: true, run: () => toast("remove") }])}>Actions</kit.Button>
        <kit.Button kind="soft" onClick={() => void kit.confirm({ title: "Delete the chat?", text: "It goes for good.", yes: "Delete", danger: true }).then((yes) => toast(String(yes)))}>Confirm</kit.Button>
        <kit.Button kind="soft" onClick={() => toast("Saved", { tone: "good" })}>Toast</kit.Button>
        <kit.Button kind="soft" onClick={() => toast("This did not work", { tone: "bad", action: { label: "Retry", run: () => toast("again") } })}>Bad toast</kit.Button>
      </div>
      <kit.Sheet open={open} onClose={() => setOpen(false)} title="A sheet" foot={<kit.Button onClick={() => setOpen(false)}>Done</kit.Button>}>
        <p>Drag it down by its head, press Esc, or click beside it.</p>
        <kit.Button kind="quiet" onClick={(e) => void kit.openMenu(e.currentTarget, items, { label: "Menu" })}>Menu inside</kit.Button>
      </kit.Sheet>
    </Part>
  );
}

export function Gallery() {
  useEffect(() => void loadIcons(), []);
  return (
    <main class="scroll gallery">
      <h1 class="root-title">Kit</h1>
      <Controls />
      <Lists />
      <Floating />
      <Part title="States">
        <kit.Banner icon="offline">No connection</kit.Banner>
        <kit.SkeletonList rows={2} />
        <div class="gallery-arts">
          {(["square", "chats", "people", "search", "broken", "offline", "keys", "done"] as const).map((name) => <kit.EmptyState key={name} art={name} title={name} text="A sentence on what is missing and what to do." />)}
        </div>
      </Part>
      <Part title="QR"><QR text="https://alun.example.org/q/Zk3vY9uQ7hTqLmN2rB8s" /></Part>
      <Part title="Icons">
        <div class="row gallery-wrap">
          {(Object.keys(icons.value) as IconName[]).map((name) => <span key={name} title={name}><kit.Icon name={name} /> {icons.value[name]![1] && <kit.Icon name={name} fill />}</span>)}
        </div>
      </Part>
      <Toasts />
    </main>
  );
}
