import { useId } from "../lib/use-id";

interface Tick {
  checked: boolean;
  onChange: (on: boolean) => void;
  /** Its name where no label surrounds it. */
  label?: string;
  disabled?: boolean;
}

/** On or off, at once. */
export function Switch({ checked, onChange, label, disabled }: Tick) {
  return <input type="checkbox" role="switch" class="switch" checked={checked} disabled={disabled} aria-label={label} onChange={(e) => onChange(e.currentTarget.checked)} />;
}

/** Picked or not, until the form is sent. */
export function Checkbox({ checked, onChange, label, disabled }: Tick) {
  return <input type="checkbox" class="tick" checked={checked} disabled={disabled} aria-label={label} onChange={(e) => onChange(e.currentTarget.checked)} />;
}

/** One of several of the same name. */
export function Radio({ checked, onChange, label, disabled, name }: Tick & { name: string }) {
  return <input type="radio" class="tick" name={name} checked={checked} disabled={disabled} aria-label={label} onChange={() => onChange(true)} />;
}

export interface Option<V extends string> {
  value: V;
  label: string;
}

/** Two to four choices side by side; arrows move as in any radio group. */
export function Segmented<V extends string>({ label, options, value, onChange }: { label: string; options: readonly Option<V>[]; value: V; onChange: (v: V) => void }) {
  const name = useId();
  return (
    <div class="segments" role="radiogroup" aria-label={label}>
      {options.map((o) => (
        <label key={o.value}>
          <input type="radio" name={name} checked={o.value === value} onChange={() => onChange(o.value)} />
          {o.label}
        </label>
      ))}
    </div>
  );
}
