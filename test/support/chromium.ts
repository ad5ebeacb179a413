/** A real browser, where there is one: Chromium or Chrome as the system has it, or as `CHROMIUM` names it. */
import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const PLACES = [
  process.env['CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Null where there is none: tests that need it say so and are skipped. */
export const CHROMIUM = PLACES.find((place) => place !== undefined && existsSync(place)) ?? null;

export async function startChromium(): Promise<Browser> {
  if (CHROMIUM === null) throw new Error('There is no browser on this machine');
  // Root, as in a container, gets no sandbox; the pages are our own.
  return chromium.launch({ executablePath: CHROMIUM, chromiumSandbox: process.getuid?.() !== 0 });
}
