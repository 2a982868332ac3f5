// axe-core looks at a page as assistive technology would.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Page } from 'playwright-core';

interface Finding {
  id: string;
  impact: string;
  help: string;
  nodes: { html: string; failureSummary: string }[];
}

const source = readFileSync(resolve('web/node_modules/axe-core/axe.min.js'), 'utf8');

/** Fails when axe finds something serious or critical on the page as it is now. */
export async function accessible(page: Page, where: string): Promise<void> {
  // Evaluated through the debugger, so the page's Content-Security-Policy stays as strict as it is.
  await page.evaluate(source);
  // What fades in has half its contrast.
  await page.evaluate(() => Promise.all(document.getAnimations().filter((a) => a.effect?.getTiming().iterations !== Infinity).map((a) => a.finished.catch(() => {}))));
  const found = await page.evaluate(async () => {
    const axe = (globalThis as unknown as { axe: { run(options: object): Promise<{ violations: Finding[] }> } }).axe;
    return (await axe.run({ resultTypes: ['violations'] })).violations;
  });
  const bad = found
    .filter((f) => f.impact === 'serious' || f.impact === 'critical')
    .map((f) => `${f.impact} ${f.id}: ${f.help}\n${f.nodes.slice(0, 5).map((n) => `  ${n.html}\n  ${n.failureSummary}`).join('\n')}`);
  assert.equal(bad.length, 0, `axe on ${where}:\n${bad.join('\n')}`);
}
