/** What whoever watches over a server, or merely reads, is told while its database cannot do its work. */
import { setTimeout as pause } from 'node:timers/promises';
import { type Answer, ask, send } from './request.js';

export interface Told {
  readonly live: number;
  readonly ready: number;
  readonly reading: string;
  readonly writing: string;
}

export async function told(url: string, token: string): Promise<Told> {
  const answers = await Promise.all([
    ask(url, token, '{ people(first: 1) { nodes { id } } }'),
    send(url, token, {
      name: 'personRegister',
      input: { name: 'En Der Spørger' },
      selection: 'person { id }',
    }),
  ]);
  const [reading, writing] = answers.map(outcome);
  return {
    live: await status(url, 'live'),
    ready: await status(url, 'ready'),
    reading: reading ?? '',
    writing: writing ?? '',
  };
}

/** `DONE`, `UNAVAILABLE FULL` and so on. */
export function outcome(answer: Answer): string {
  if (answer.kind === 'UNAVAILABLE') return `UNAVAILABLE ${answer.reason}`;
  return answer.kind === 'WRONG' ? `WRONG ${answer.what}` : answer.kind;
}

export async function status(url: string, of: 'live' | 'ready'): Promise<number> {
  const response = await fetch(`${url}/health/${of}`, { signal: AbortSignal.timeout(10_000) });
  await response.text();
  return response.status;
}

/** Resolves when the server says that it is ready again. */
export async function ready(url: string): Promise<void> {
  for (const until = Date.now() + 30_000; (await status(url, 'ready')) !== 200; await pause(10))
    if (Date.now() > until) throw new Error('The server is not ready again after 30 seconds');
}
