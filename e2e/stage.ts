// A stage is one server and the people who meet on it, all at one size of screen.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { test, type TestContext } from 'node:test';
import type { BrowserContext, Page } from 'playwright-core';
import { accessible } from './axe';
import { browser } from './browser';
import { Server } from './server';

export interface Size {
  name: 'phone' | 'desktop';
  width: number;
  height: number;
}

export const phone: Size = { name: 'phone', width: 390, height: 844 };
export const desktop: Size = { name: 'desktop', width: 1280, height: 800 };

/** How long a person waits for something to appear, in milliseconds. The machine may be busy. */
const patienceMs = Number(process.env['ALUN_PATIENCE_MS'] ?? 30_000);
/** How long one journey may take. */
const journeyMs = 240_000;

const shots = 'e2e/shots';
mkdirSync(shots, { recursive: true });

/** Person is one browser window with its own cookies and storage. */
export class Person {
  /** What went wrong in the page itself: exceptions, console errors, refused resources. */
  readonly errors: string[] = [];

  constructor(
    readonly name: string,
    readonly context: BrowserContext,
    readonly page: Page,
    readonly stage: Stage,
  ) {
    page.on('pageerror', (e) => this.errors.push(`exception: ${e.stack ?? e.message}`));
    page.on('console', (m) => {
      // A network that fails is part of some journeys; the page says so by itself.
      if (m.type() === 'error' && !/net::ERR_|Failed to load resource|WebSocket connection/.test(m.text())) this.errors.push(`console: ${m.text()}`);
    });
  }

  /** Writes a picture of the window into e2e/shots. */
  async shot(what: string): Promise<void> {
    await this.page.screenshot({ path: `${shots}/${this.stage.title}-${this.stage.size.name}-${what}-${this.name}.png`, animations: 'disabled' });
  }

  /** Fails when axe finds something serious or critical. */
  async accessible(where: string): Promise<void> {
    await accessible(this.page, `${where} (${this.stage.size.name})`);
  }
}

export class Stage {
  readonly people: Person[] = [];

  constructor(
    readonly title: string,
    readonly size: Size,
    readonly server: Server,
  ) {}

  /** Opens a window for somebody, on the server's first page. */
  async person(name: string, options: { locale?: string; colorScheme?: 'light' | 'dark'; scale?: number } = {}): Promise<Person> {
    const context = await (await browser()).newContext({
      baseURL: this.server.url,
      viewport: { width: this.size.width, height: this.size.height },
      deviceScaleFactor: options.scale ?? 1,
      hasTouch: this.size.name === 'phone',
      isMobile: this.size.name === 'phone',
      reducedMotion: 'reduce',
      locale: options.locale ?? 'en-GB',
      colorScheme: options.colorScheme ?? 'light',
      permissions: ['notifications', 'clipboard-read', 'clipboard-write'],
    });
    context.setDefaultTimeout(patienceMs);
    const person = new Person(name, context, await context.newPage(), this);
    this.people.push(person);
    await person.page.goto('/');
    return person;
  }

  /** Closes windows and server; fails when a page had an error of its own. */
  async close(): Promise<void> {
    for (const p of this.people) await p.context.close();
    await this.server.close();
    for (const p of this.people) assert.deepEqual(p.errors, [], `${p.name}'s page had errors`);
  }
}

/** Set by testall -only. */
const only = new RegExp(process.env['ALUN_ONLY'] ?? '');

/** Defines a journey: a test at both sizes, each on a server of its own. */
export function journey(title: string, run: (stage: Stage, t: TestContext) => Promise<void>, options: { flags?: string[]; sizes?: Size[] } = {}): void {
  for (const size of options.sizes ?? [phone, desktop]) {
    if (!only.test(`${title} (${size.name})`)) continue;
    test(`${title} (${size.name})`, { timeout: journeyMs }, async (t) => {
      const stage = new Stage(title.replaceAll(/\W+/g, '-'), size, await Server.start(...(options.flags ?? [])));
      try {
        await run(stage, t);
      } catch (e) {
        for (const p of stage.people) await p.shot('failed').catch(() => {});
        await stage.close().catch(() => {});
        throw e;
      }
      await stage.close();
    });
  }
}
