/** A writer who fills one municipality's ten seats after another, lets people wait, and replaces and withdraws some. */
import { confirm, enrol, register } from './school.js';
import type { Stage } from './stage.js';
import type { Hand } from './stream.js';

const SEATS = 10;

export async function youth(agency: Hand, stage: Stage): Promise<void> {
  for (;;) {
    const { municipalityCodes, startsOn } = stage.nextYouth();
    const { engagement } = await agency.do({
      name: 'engagementOpen',
      input: { programmeKey: 'AD_UNGE_2025', municipalityCodes, startsOn },
      selection: 'engagement { id }',
      facts: (payload) => [['engagement', payload.engagement.id]],
      already: ({ code, existing }) => (code === 'DUPLICATE' ? { engagement: existing[0] } : null),
    });
    const seat = { engagementId: engagement.id, municipalityCode: municipalityCodes[0], trackKey: 'YOUTH' };
    const seated: string[] = [];
    for (let number = 1; number <= SEATS; number += 1) seated.push(await enrol(agency, stage, seat));
    const { person } = await register(agency, stage);
    const waiting = { ...seat, personId: person.id, waitlist: true };
    await confirm(agency, waiting);
    await replace(agency, stage, seated[0], startsOn);
    await withdraw(agency, seated[1], startsOn);
    // The seat that is free now goes to whoever waited.
    await confirm(agency, waiting);
  }
}

async function replace(
  agency: Hand,
  stage: Stage,
  enrolmentId: string | undefined,
  on: string,
): Promise<void> {
  const { person } = await register(agency, stage);
  await agency.do({
    name: 'enrolmentReplace',
    input: { enrolmentId, personId: person.id, on },
    selection: 'left { id } joined { id }',
    facts: ({ left, joined }) => [['left', left.id], ...(joined ? [['enrolment', joined.id] as const] : [])],
    already: ({ from }) => (from === 'REPLACED' ? { left: { id: enrolmentId } } : null),
  });
}

async function withdraw(agency: Hand, enrolmentId: string | undefined, on: string): Promise<void> {
  await agency.do({
    name: 'enrolmentWithdraw',
    input: { enrolmentId, on },
    selection: 'enrolment { id }',
    facts: ({ enrolment }) => [['left', enrolment.id]],
    already: ({ from }) =>
      from === 'CANCELLED' || from === 'WITHDRAWN' ? { enrolment: { id: enrolmentId } } : null,
  });
}
