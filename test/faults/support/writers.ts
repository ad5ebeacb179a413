/** The clients of a stream: three schools with an agency and a provider each, and two that fill seats. */
import { tokenFor } from '../../support/server-process.js';
import { send } from './request.js';
import { school } from './school.js';
import { Stage } from './stage.js';
import type { Stream } from './stream.js';
import { youth } from './youth.js';

const PROVIDER = 'substans';
const SCHOOLS = 3;
const YOUTH = 2;

export async function employWriters(stream: Stream, url: string): Promise<void> {
  const agency = await tokenFor({ role: 'AGENCY' });
  const provider = await tokenFor({ role: 'PROVIDER', provider: PROVIDER });
  const registered = await send(url, agency, {
    name: 'providerRegister',
    input: { key: PROVIDER, name: 'Substans' },
    selection: 'provider { id }',
  });
  if (registered.kind !== 'DONE') throw new Error(`No provider: ${JSON.stringify(registered)}`);
  const stage = await Stage.at(url, agency);
  for (let number = 1; number <= SCHOOLS; number += 1)
    stream.employ(async (handOf) => school(handOf(agency), handOf(provider), stage));
  for (let number = 1; number <= YOUTH; number += 1)
    stream.employ(async (handOf) => youth(handOf(agency), stage));
}
