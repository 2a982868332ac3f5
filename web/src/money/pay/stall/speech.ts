// A till that says what it received: Web Speech, on this device alone. Where the browser has no voice for a language it stays silent.
import { signal } from "@preact/signals";
import { lang, langs, type Lang } from "../../../lib/i18n";
import { slot } from "../../../lib/slots";
import { decimal, digitsOf, unitOf, type Amount } from "../../amount";

interface Setting {
  on: boolean;
  /** "" follows the language of the page. */
  lang: Lang | "";
}

const stored = `alun.${slot}.till`;
const tags: Record<Lang, string> = { id: "id-ID", en: "en-GB", zh: "zh-CN" };
const sentences: Record<Lang, (amount: string) => string> = {
  id: (a) => `Diterima ${a}`,
  en: (a) => `Received ${a}`,
  zh: (a) => `收到${a}`,
};

function read(): Setting {
  try {
    const s = JSON.parse(localStorage.getItem(stored) ?? "") as Setting;
    return { on: s.on === true, lang: langs.includes(s.lang as Lang) ? s.lang : "" };
  } catch {
    return { on: true, lang: "" };
  }
}

export const speech = signal<Setting>(typeof localStorage === "undefined" ? { on: true, lang: "" } : read());

export function setSpeech(s: Setting): void {
  speech.value = s;
  localStorage.setItem(stored, JSON.stringify(s));
}

/** Whether this browser can speak at all. */
export const canSpeak = typeof speechSynthesis !== "undefined";

/** What is said of an amount: the currency by its name, no zeros behind the point. */
export function spoken(a: Amount, l: Lang): string {
  const whole = a.minor % unitOf(a.currency) === 0n;
  const words = new Intl.NumberFormat(tags[l], { style: "currency", currency: a.currency, currencyDisplay: "name", minimumFractionDigits: whole ? 0 : digitsOf(a.currency), maximumFractionDigits: digitsOf(a.currency) });
  return sentences[l](words.format(decimal(a.minor, digitsOf(a.currency)) as Intl.StringNumericLiteral));
}

/** The voice for a language, and whether there is one: tags are compared by their language alone. */
export function voiceFor<V extends { lang: string }>(voices: readonly V[], l: Lang): V | undefined {
  const of = (v: V) => v.lang.toLowerCase().replace("_", "-");
  return voices.find((v) => of(v) === tags[l].toLowerCase()) ?? voices.find((v) => of(v).split("-")[0] === l);
}

/** Says an amount when the till's voice is on. */
export function sayAmount(a: Amount): void {
  const s = speech.peek();
  if (!s.on || !canSpeak) return;
  const l = s.lang || lang.peek();
  const voices = speechSynthesis.getVoices();
  const voice = voiceFor(voices, l);
  if (voices.length > 0 && !voice) return; // rather nothing than digits in a strange tongue
  const words = new SpeechSynthesisUtterance(spoken(a, l));
  words.lang = tags[l];
  if (voice) words.voice = voice;
  speechSynthesis.speak(words);
}
