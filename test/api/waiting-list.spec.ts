/** Seats that become free are offered to those who wait, in order and for a time, over HTTP. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RoleClaim } from '../../src/access/token.js';
import { OfferSweep } from '../../src/features/seats/index.js';
import { PROGRAMME_FOLDER } from '../../src/programmes/reader.js';
import { startApp, type TestApp } from '../support/app.js';
import { Client } from '../support/client.js';

const PROGRAMME = 'AD_BOSTOETTE_2019';
const NOW = '2026-11-22T12:00:00Z';
/** Seven days later, and a moment after them. */
const LAST_MOMENT = '2026-11-29T22:59:59Z';
const TOO_LATE = '2026-11-29T23:00:30Z';

const coordinator = (municipality: string): RoleClaim[] => [{ role: 'COORDINATOR', municipality }];
const participant = (email: string): RoleClaim[] => [{ role: 'PARTICIPANT', email }];

const FIGURES = `limit granted held offered closed free waiting cumulativePersons`;
const OFFER = `id offeredAt expiresAt outcome endedAt`;
const LIST = `query ($engagementId: ID!, $municipalityCode: String!, $trackKey: String!) {
  waitingList(engagementId: $engagementId, municipalityCode: $municipalityCode, trackKey: $trackKey) {
    place priority waitingSince enrolment { id person { name } } offer { ${OFFER} } } }`;

interface Place {
  engagementId: string;
  municipalityCode: string;
  trackKey: string;
}

let app: TestApp;
let agency: Client;
let codes: string[];
let people = 0;

beforeAll(async () => {
  app = await startApp(NOW);
  agency = new Client(app, [{ role: 'AGENCY' }]);
  const { municipalities } = await agency.query('{ municipalities { code } }');
  codes = municipalities.map((each: { code: string }) => each.code);
});
afterAll(() => app.close());
beforeEach(() => app.clock.set(NOW));

const somebody = async (): Promise<{ personId: string; email: string }> => {
  people += 1;
  const email = `venter${people}@example.dk`;
  const { person } = await agency.succeed(
    'personRegister',
    { name: `Venter ${String(people).padStart(3, '0')}`, email },
    'person { id }',
  );
  return { personId: person.id, email };
};
/** A municipality of its own, with so many seats held. */
const opened = async (trackKey = 'MEETING_LEADER', held = 6): Promise<{ place: Place; seated: string[] }> => {
  const municipalityCode = codes.pop()!;
  const { engagement } = await agency.succeed(
    'engagementOpen',
    { programmeKey: PROGRAMME, municipalityCodes: [municipalityCode], startsOn: '2026-10-01' },
    'engagement { id }',
  );
  const place = { engagementId: engagement.id, municipalityCode, trackKey };
  const names = Array.from({ length: held }, (_, index) => `Sidder ${(people += 1)} ${index}`);
  const { rows } = await agency.succeed(
    'rosterImport',
    { ...place, file: Buffer.from(['Navn', ...names].join('\n')).toString('base64'), dryRun: false },
    'rows { enrolment { id } }',
  );
  return { place, seated: rows.map((row: any) => row.enrolment.id) };
};
const confirm = async (place: Place, input: object = {}, client = agency) =>
  client.act(
    'enrolmentConfirm',
    { ...place, ...input, personId: (input as any).personId ?? (await somebody()).personId },
    'enrolment { id status holdsSeat capacity cohort { id } } warnings',
    '... on QuotaExceeded { limit held offered } ... on NeedsAcknowledgement { limit held offered }',
  );
/** Somebody on the list. */
const waits = async (
  place: Place,
  input: object = {},
): Promise<{ id: string; email: string; personId: string }> => {
  const one = await somebody();
  const { enrolment } = await confirm(place, { waitlist: true, ...one, email: undefined, ...input });
  expect(enrolment).toMatchObject({ status: 'WAITLISTED' });
  return { id: enrolment.id, ...one };
};
const list = async (place: Place, client = agency) => (await client.query(LIST, { ...place })).waitingList;
const order = async (place: Place) =>
  (await list(place)).map((each: any) => [each.enrolment.id, each.offer === null ? null : 'OFFER']);
const usage = async ({ municipalityCode, trackKey }: Place) => {
  const { seatUsage } = await agency.query(
    `query ($code: String!, $track: String!) {
      seatUsage(programmeKey: "${PROGRAMME}", municipalityCode: $code, trackKey: $track) { ${FIGURES} } }`,
    { code: municipalityCode, track: trackKey },
  );
  return seatUsage[0];
};
const withdraw = async (enrolmentId: string) =>
  agency.succeed('enrolmentWithdraw', { enrolmentId, on: '2026-11-22' }, 'enrolment { status } seatReleased');
const offersOf = async (id: string) =>
  (await agency.query(`query ($id: ID!) { enrolment(id: $id) { status seatOffers { ${OFFER} } } }`, { id }))
    .enrolment;
const accept = async (offerId: string, client = agency) =>
  client.act('seatOfferAccept', { offerId }, 'enrolment { id status holdsSeat cohort { id } } warnings');
const decline = async (offerId: string, client = agency) =>
  client.act('seatOfferDecline', { offerId }, `enrolment { id status } offer { ${OFFER} }`);
const sweep = async () => app.app.get(OfferSweep).sweep();
const events = async (action: string, subjectId: string) =>
  app.store.database.writer.query(
    `SELECT recorded_by, reason, after FROM audit_event WHERE action = '${action}' AND subject_id = '${subjectId}'`,
  );

describe('the waiting list', () => {
  it('is in order of priority, then of age, and says where everybody stands', async () => {
    const { place } = await opened();
    const first = await waits(place);
    const second = await waits(place);
    const urgent = await waits(place, { priority: 1 });
    const patient = await waits(place, { priority: 3 });
    const rows = await list(place);
    expect(rows.map((row: any) => [row.place, row.enrolment.id, row.priority, row.offer])).toEqual([
      [1, urgent.id, 1, null],
      [2, first.id, 2, null],
      [3, second.id, 2, null],
      [4, patient.id, 3, null],
    ]);
    expect(rows[1].waitingSince < rows[2].waitingSince).toBe(true);
    expect(await usage(place)).toMatchObject({ held: 6, offered: 0, free: 0, waiting: 4 });
  });

  it('says each of them their own place, as everybody knows it who sees them; V39: nobody else', async () => {
    const { place, seated } = await opened();
    const first = await waits(place);
    const urgent = await waits(place, { priority: 1 });
    const mine = async (by: RoleClaim[]) => {
      const data = await new Client(app, by).query(
        `query ($filter: EnrolmentFilter) { enrolments(filter: $filter) { nodes {
          id waitingPlace { place priority waitingSince enrolment { id } offer { id } } } } }`,
        { filter: { municipalityCode: place.municipalityCode } },
      );
      return new Map(data.enrolments.nodes.map((each: any) => [each.id, each.waitingPlace]));
    };
    const rows = await list(place);
    const second = rows.find((row: any) => row.enrolment.id === first.id);
    expect([...(await mine(participant(first.email)))]).toEqual([
      [
        first.id,
        {
          place: 2,
          priority: 2,
          waitingSince: second.waitingSince,
          enrolment: { id: first.id },
          offer: null,
        },
      ],
    ]);
    const all = await mine(coordinator(place.municipalityCode));
    expect(all.get(urgent.id)).toMatchObject({ place: 1 });
    expect(seated.map((id) => all.get(id))).toEqual(seated.map(() => null));
    await withdraw(seated[0]!);
    const [{ offer }] = await list(place);
    const asked = (await mine(participant(urgent.email))).get(urgent.id);
    expect(asked).toMatchObject({ place: 1, offer: { id: offer.id } });
  });

  it('a new priority keeps the age, has a reason and is logged', async () => {
    const { place } = await opened();
    const first = await waits(place);
    const second = await waits(place);
    const [before] = await list(place);
    const input = { enrolmentId: first.id, priority: 5, reason: 'Efter aftale med lederen' };
    await agency.succeed('waitingPrioritySet', input, 'enrolment { id }');
    const [ahead, behind] = await list(place);
    expect([ahead.enrolment.id, behind.enrolment.id, behind.priority]).toEqual([second.id, first.id, 5]);
    expect(behind.waitingSince).toBe(before.waitingSince);
    await agency.succeed('waitingPrioritySet', { ...input, priority: 2 }, 'enrolment { id }');
    expect((await order(place))[0]).toEqual([first.id, null]);
    expect(await events('waitingPrioritySet', first.id)).toMatchObject([
      { reason: input.reason, after: '{"priority":5}' },
      { after: '{"priority":2}' },
    ]);
    for (const priority of [0, 10, -1])
      expect(await agency.act('waitingPrioritySet', { ...input, priority }, '__typename')).toMatchObject({
        code: 'INVALID_INPUT',
        problems: [{ path: 'priority' }],
      });
    expect(await confirm(place, { waitlist: true, priority: 0 })).toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('is for those who wait: nobody else has a priority', async () => {
    const { place, seated } = await opened();
    expect(
      await agency.act(
        'waitingPrioritySet',
        { enrolmentId: seated[0], priority: 1, reason: 'x' },
        '__typename',
      ),
    ).toMatchObject({ code: 'INVALID_STATE', from: 'CONFIRMED' });
    expect(await list(place)).toEqual([]);
  });

  it('V39: a coordinator reads and changes the own list alone', async () => {
    const { place } = await opened();
    const other = (await opened()).place;
    const { id } = await waits(place);
    const own = new Client(app, coordinator(place.municipalityCode));
    const foreign = new Client(app, coordinator(other.municipalityCode));
    expect((await list(place, own)).map((each: any) => each.enrolment.id)).toEqual([id]);
    const asked = (engagementId: string) =>
      app.ask(coordinator(other.municipalityCode), LIST, { ...place, engagementId });
    const { errors } = await asked(place.engagementId);
    expect(errors?.[0]?.message).toBe('No such engagement.');
    expect(await asked('eng_nothing')).toEqual({ errors, data: null });
    const input = { enrolmentId: id, priority: 1, reason: 'x' };
    expect(await foreign.act('waitingPrioritySet', input, '__typename')).toMatchObject({ code: 'NOT_FOUND' });
    await own.succeed('waitingPrioritySet', input, 'enrolment { id }');
  });
});

describe('a seat that is released', () => {
  it('is offered to the first who waits, and is nobody else’s while the offer stands', async () => {
    const { place, seated } = await opened();
    const first = await waits(place);
    const second = await waits(place);
    await withdraw(seated[0]!);
    expect(await order(place)).toEqual([
      [first.id, 'OFFER'],
      [second.id, null],
    ]);
    const [{ offer }] = await list(place);
    expect(offer).toMatchObject({ expiresAt: '2026-11-29T22:59:59.999Z', outcome: null, endedAt: null });
    expect(await usage(place)).toMatchObject({ held: 5, offered: 1, free: 0, waiting: 2 });
    // Neither somebody new nor the second in the list gets it.
    const quota = { __typename: 'QuotaExceeded', limit: 6, held: 5, offered: 1 };
    expect(await confirm(place)).toMatchObject(quota);
    expect(await confirm(place, { personId: second.personId })).toMatchObject(quota);
    const accepted = await accept(offer.id);
    expect(accepted.enrolment).toMatchObject({ id: first.id, status: 'CONFIRMED', holdsSeat: true });
    expect(await usage(place)).toMatchObject({ held: 6, offered: 0, free: 0, waiting: 1 });
    expect(await offersOf(first.id)).toMatchObject({
      status: 'CONFIRMED',
      seatOffers: [{ id: offer.id, outcome: 'ACCEPTED' }],
    });
    expect(await accept(offer.id)).toMatchObject({ code: 'INVALID_STATE', from: 'ACCEPTED' });
    expect(await decline(offer.id)).toMatchObject({ code: 'INVALID_STATE', from: 'ACCEPTED' });
    // The system offers; who accepted is kept.
    expect(await events('seatOfferMake', offer.id)).toMatchObject([{ recorded_by: 'system' }]);
    expect(await events('seatOfferAccept', offer.id)).toMatchObject([{ after: '{"outcome":"ACCEPTED"}' }]);
  });

  it('is taken with what the person waited for: capacity, cohort and warnings as when confirmed', async () => {
    const { place, seated } = await opened();
    const { cohort } = await agency.succeed(
      'cohortOpen',
      { programmeKey: PROGRAMME, trackKey: place.trackKey, name: 'Hold' },
      'cohort { id }',
    );
    const first = await waits(place, { capacity: 'LEADER', cohortId: cohort.id });
    await confirm({ ...place, trackKey: 'INTRO' }, { personId: first.personId });
    await withdraw(seated[0]!);
    const [{ offer }] = await list(place);
    expect(await accept(offer.id)).toMatchObject({
      enrolment: { status: 'CONFIRMED', cohort: { id: cohort.id } },
      warnings: ['ALSO_ON_OTHER_TRACK'],
    });
  });

  it('is taken, too, when the person is confirmed, and by a roster', async () => {
    const { place, seated } = await opened();
    const first = await waits(place);
    const second = await waits(place);
    await withdraw(seated[0]!);
    expect((await confirm(place, { personId: first.personId })).enrolment).toMatchObject({
      id: first.id,
      status: 'CONFIRMED',
    });
    await withdraw(seated[1]!);
    const [{ enrolment }] = await list(place);
    const file = Buffer.from(`Navn;E-mail\n${enrolment.person.name};${second.email}`).toString('base64');
    const { rows } = await agency.succeed(
      'rosterImport',
      { ...place, file, dryRun: false },
      'rows { outcome }',
    );
    expect(rows).toEqual([{ outcome: 'ACCEPTED' }]);
    for (const { id } of [first, second])
      expect(await offersOf(id)).toMatchObject({
        status: 'CONFIRMED',
        seatOffers: [{ outcome: 'ACCEPTED' }],
      });
    expect(await usage(place)).toMatchObject({ held: 6, offered: 0, waiting: 0 });
  });

  it('declined, it goes to the next, and whoever declined keeps place and age for the next seat', async () => {
    const { place, seated } = await opened();
    const first = await waits(place);
    const second = await waits(place);
    const before = await list(place);
    await withdraw(seated[0]!);
    const declined = await decline((await list(place))[0].offer.id);
    expect(declined).toMatchObject({
      enrolment: { id: first.id, status: 'WAITLISTED' },
      offer: { outcome: 'DECLINED' },
    });
    expect(await order(place)).toEqual([
      [first.id, null],
      [second.id, 'OFFER'],
    ]);
    expect((await list(place))[0].waitingSince).toBe(before[0].waitingSince);
    // Nobody is left to ask: it is anybody's, also theirs.
    await decline((await list(place))[1].offer.id);
    expect(await order(place)).toEqual([
      [first.id, null],
      [second.id, null],
    ]);
    expect(await usage(place)).toMatchObject({ held: 5, offered: 0, free: 1, waiting: 2 });
    expect((await confirm(place, { personId: second.personId })).enrolment.status).toBe('CONFIRMED');
    // Another seat, and another question.
    await withdraw(seated[1]!);
    expect(await order(place)).toEqual([[first.id, 'OFFER']]);
    expect((await offersOf(first.id)).seatOffers.map((each: any) => each.outcome)).toEqual([
      null,
      'DECLINED',
    ]);
  });

  it('is withdrawn from whoever leaves the list, and goes to the next', async () => {
    const { place, seated } = await opened();
    const first = await waits(place);
    const second = await waits(place);
    await withdraw(seated[0]!);
    expect(await withdraw(first.id)).toMatchObject({
      enrolment: { status: 'CANCELLED' },
      seatReleased: false,
    });
    expect((await offersOf(first.id)).seatOffers).toMatchObject([{ outcome: 'WITHDRAWN' }]);
    expect(await order(place)).toEqual([[second.id, 'OFFER']]);
  });

  it('goes to the next, too, when whoever was offered it takes over another seat', async () => {
    const { place, seated } = await opened();
    const first = await waits(place);
    const second = await waits(place);
    await withdraw(seated[0]!);
    await agency.succeed(
      'enrolmentReplace',
      { enrolmentId: seated[1], personId: first.personId, on: '2026-11-22' },
      'joined { status }',
    );
    expect((await offersOf(first.id)).seatOffers).toMatchObject([{ outcome: 'WITHDRAWN' }]);
    expect(await order(place)).toEqual([[second.id, 'OFFER']]);
    expect(await usage(place)).toMatchObject({ held: 5, offered: 1, free: 0 });
  });

  it('a granted seat is offered too, and each of several goes to somebody else', async () => {
    const { place, seated } = await opened();
    const first = await waits(place);
    const second = await waits(place);
    await agency.succeed('seatGrant', { ...place, reason: 'Ekstra plads' }, 'seatUsage { granted }');
    await withdraw(seated[0]!);
    expect(await order(place)).toEqual([
      [first.id, 'OFFER'],
      [second.id, 'OFFER'],
    ]);
    expect(await usage(place)).toMatchObject({ limit: 6, granted: 1, held: 5, offered: 2, free: 0 });
  });

  it('L5: goes to the next, too, when its holder moves to a seat elsewhere', async () => {
    const { place, seated } = await opened();
    const other = (await opened('MEETING_LEADER', 1)).place;
    const first = await waits(place);
    const { engagementId, municipalityCode } = other;
    const move = { enrolmentId: seated[0], on: '2026-11-22', choice: 'TRANSFERRED' };
    await agency.succeed(
      'enrolmentTransfer',
      { ...move, engagementId, municipalityCode },
      'enrolment { municipality { code } }',
    );
    expect(await order(place)).toEqual([[first.id, 'OFFER']]);
    expect(await usage(place)).toMatchObject({ held: 5, offered: 1, free: 0 });
    expect(await usage(other)).toMatchObject({ held: 2, offered: 0, free: 4 });
    // Where people wait, nobody moves onto a seat that is offered to them.
    const back = { ...move, enrolmentId: seated[0], ...place, trackKey: undefined };
    expect(await agency.act('enrolmentTransfer', back, '__typename')).toMatchObject({
      code: 'QUOTA_EXCEEDED',
    });
  });

  it('V38: how many seats were offered on a day is told as it was', async () => {
    const { place, seated } = await opened();
    const first = await waits(place);
    await withdraw(seated[0]!);
    app.clock.set('2026-11-25T12:00:00Z');
    await accept((await list(place))[0].offer.id);
    app.clock.set('2026-11-27T12:00:00Z');
    const asOf = async (point: object) => {
      const { seatUsage } = await agency.query(
        `query ($code: String!, $asOf: AsOfInput) {
          seatUsage(programmeKey: "${PROGRAMME}", municipalityCode: $code, trackKey: "MEETING_LEADER", asOf: $asOf) {
            held offered free waiting } }`,
        { code: place.municipalityCode, asOf: point },
      );
      return seatUsage[0];
    };
    expect(await asOf({ validOn: '2026-11-24' })).toEqual({ held: 5, offered: 1, free: 0, waiting: 1 });
    expect(await asOf({ knownAt: '2026-11-24T12:00:00Z' })).toEqual({
      held: 5,
      offered: 1,
      free: 0,
      waiting: 1,
    });
    expect(await asOf({ validOn: '2026-11-26' })).toEqual({ held: 6, offered: 0, free: 0, waiting: 0 });
    expect(await offersOf(first.id)).toMatchObject({ status: 'CONFIRMED' });
  });

  it('V4: above a soft limit people wait for a seat that exists', async () => {
    const { place, seated } = await opened('INTRO', 24);
    const first = await waits(place);
    expect(await usage(place)).toMatchObject({ held: 24, offered: 0, free: 0, waiting: 1 });
    // A replacement that frees a counted seat: an employee out, a leader in, who comes on top.
    const leader = await somebody();
    await agency.succeed(
      'enrolmentReplace',
      { enrolmentId: seated[0], personId: leader.personId, on: '2026-11-22', capacity: 'LEADER' },
      'joined { status }',
    );
    expect(await order(place)).toEqual([[first.id, 'OFFER']]);
    expect(await confirm(place)).toMatchObject({
      __typename: 'NeedsAcknowledgement',
      limit: 24,
      held: 23,
      offered: 1,
    });
    // Whoever comes as a leader after all leaves the counted seat to others.
    expect((await confirm(place, { personId: first.personId, capacity: 'LEADER' })).enrolment).toMatchObject({
      capacity: 'LEADER',
      status: 'CONFIRMED',
    });
    expect((await offersOf(first.id)).seatOffers).toMatchObject([{ outcome: 'WITHDRAWN' }]);
    expect(await usage(place)).toMatchObject({ held: 23, offered: 0, free: 1, waiting: 0 });
  });

  it('is answered by the person concerned or the municipality’s coordinator, and by nobody else', async () => {
    const { place, seated } = await opened();
    const other = (await opened()).place;
    const first = await waits(place);
    const second = await waits(place);
    await withdraw(seated[0]!);
    const offerId = (await list(place))[0].offer.id;
    for (const roles of [participant(second.email), coordinator(other.municipalityCode)])
      for (const answer of [accept, decline])
        expect(await answer(offerId, new Client(app, roles))).toMatchObject({
          code: 'NOT_FOUND',
          message: 'No such offer.',
        });
    expect(await accept('ofr_nothing')).toMatchObject({ code: 'NOT_FOUND', message: 'No such offer.' });
    const own = new Client(app, participant(first.email));
    const mine = await own.query(
      `{ viewer { person { enrolments { status seatOffers { ${OFFER} enrolment { id } } } } } }`,
    );
    expect(mine.viewer.person.enrolments).toMatchObject([
      { status: 'WAITLISTED', seatOffers: [{ id: offerId, outcome: null, enrolment: { id: first.id } }] },
    ]);
    expect((await decline(offerId, own)).offer.outcome).toBe('DECLINED');
    const next = (await list(place))[1].offer.id;
    expect((await accept(next, new Client(app, coordinator(place.municipalityCode)))).enrolment.status).toBe(
      'CONFIRMED',
    );
  });
});

describe('an offer that runs out', () => {
  const offered = async () => {
    const { place, seated } = await opened();
    const first = await waits(place);
    const second = await waits(place);
    await withdraw(seated[0]!);
    const [{ offer }] = await list(place);
    return { place, first, second, offerId: offer.id as string };
  };

  it('stands through its last day', async () => {
    const { place, first, offerId } = await offered();
    app.clock.set(LAST_MOMENT);
    await sweep();
    expect((await order(place))[0]).toEqual([first.id, 'OFFER']);
    expect((await accept(offerId)).enrolment.status).toBe('CONFIRMED');
  });

  it('goes to the next by the sweep, once, and the person keeps place and age', async () => {
    const { place, first, second } = await offered();
    const before = await list(place);
    app.clock.set(TOO_LATE);
    await sweep();
    await sweep();
    const after = await list(place);
    expect(after.map((row: any) => [row.enrolment.id, row.offer?.expiresAt ?? null])).toEqual([
      [first.id, null],
      // Offered on the 30th in Copenhagen.
      [second.id, '2026-12-07T22:59:59.999Z'],
    ]);
    expect(after[0].waitingSince).toBe(before[0].waitingSince);
    const [offer] = (await offersOf(first.id)).seatOffers;
    expect(offer).toMatchObject({ outcome: 'EXPIRED' });
    expect(await events('seatOfferExpire', offer.id)).toMatchObject([{ recorded_by: 'system' }]);
    expect(await usage(place)).toMatchObject({ held: 5, offered: 1, free: 0 });
  });

  it('cannot be accepted any more, and is passed on by whatever act comes first', async () => {
    const { place, second, offerId } = await offered();
    app.clock.set(TOO_LATE);
    expect(await accept(offerId)).toMatchObject({ code: 'INVALID_STATE', from: 'EXPIRED' });
    // Somebody new is refused: the seat is the next one's now.
    expect(await confirm(place)).toMatchObject({ __typename: 'QuotaExceeded', held: 5, offered: 1 });
    expect((await confirm(place, { personId: second.personId })).enrolment).toMatchObject({
      id: second.id,
      status: 'CONFIRMED',
    });
    expect((await offersOf(second.id)).seatOffers).toMatchObject([{ outcome: 'ACCEPTED' }]);
  });

  it('leaves the seat to anybody when nobody is left to ask', async () => {
    const { place, second } = await offered();
    app.clock.set(TOO_LATE);
    await sweep();
    await withdraw(second.id);
    expect(await usage(place)).toMatchObject({ held: 5, offered: 0, free: 1, waiting: 1 });
    expect((await confirm(place)).enrolment.status).toBe('CONFIRMED');
  });

  it('is swept up by a running server itself, which stops doing so when it is stopped', async () => {
    const { place, second } = await offered();
    const own = app.app.get(OfferSweep);
    app.clock.set(TOO_LATE);
    own.start(20);
    const until = Date.now() + 20_000;
    while ((await order(place))[1]?.[1] !== 'OFFER' && Date.now() < until)
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect((await order(place))[1]).toEqual([second.id, 'OFFER']);
    await own.onModuleDestroy();
    app.clock.set('2026-12-20T12:00:00Z');
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect((await order(place))[1]).toEqual([second.id, 'OFFER']);
  });

  it('a sweep in a quiet house changes nothing', async () => {
    const before = await app.store.database.writer.query('SELECT COUNT(*) AS n FROM audit_event');
    await sweep();
    expect(await app.store.database.writer.query('SELECT COUNT(*) AS n FROM audit_event')).toEqual(before);
  });
});

describe('a limit that several municipalities share, and an offer of another length', () => {
  let joint: TestApp;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'forloeb-joint-'));
    cpSync(PROGRAMME_FOLDER, folder, { recursive: true });
    const file = join(folder, 'ad-unge-2025.jsonc');
    const text = readFileSync(file, 'utf8')
      .replace('"max": 10', '"max": 2')
      .replace('"scope": "MUNICIPALITY"', '"scope": "ENGAGEMENT"')
      .replace('"months": 8,', '"months": 8,\n  "waitingList": { "offerDays": 2 },')
      .replace(
        '"sources": [',
        '"sources": [{ "path": "waitingList", "reference": "proposal", "quote": null },',
      );
    writeFileSync(file, text);
    joint = await startApp(NOW, { programmeFolder: folder });
  });
  afterAll(async () => {
    await joint.close();
    rmSync(folder, { recursive: true });
  });

  it('Q17, L20: one queue for all, in which everybody sees their own people and their own places', async () => {
    const client = new Client(joint, [{ role: 'AGENCY' }]);
    const { engagement } = await client.succeed(
      'engagementOpen',
      { programmeKey: 'AD_UNGE_2025', municipalityCodes: ['621', '630'], startsOn: '2026-10-01' },
      'engagement { id programme { offerDays } }',
    );
    expect(engagement.programme.offerDays).toBe(2);
    const at = async (municipalityCode: string) => {
      people += 1;
      const { person } = await client.succeed('personRegister', { name: `Ung ${people}` }, 'person { id }');
      const { enrolment } = await client.succeed(
        'enrolmentConfirm',
        {
          engagementId: engagement.id,
          municipalityCode,
          trackKey: 'YOUTH',
          personId: person.id,
          waitlist: true,
        },
        'enrolment { id status }',
      );
      return enrolment;
    };
    const kolding = await at('621');
    await at('630');
    const first = await at('630');
    const second = await at('621');
    expect([first.status, second.status]).toEqual(['WAITLISTED', 'WAITLISTED']);
    await client.succeed('enrolmentWithdraw', { enrolmentId: kolding.id, on: '2026-11-22' }, 'seatReleased');
    const waiting = async (code: string) => {
      const own = new Client(joint, coordinator(code));
      const place = { engagementId: engagement.id, municipalityCode: code, trackKey: 'YOUTH' };
      return (await own.query(LIST, place)).waitingList.map((row: any) => [
        row.place,
        row.enrolment.id,
        row.offer?.expiresAt ?? null,
      ]);
    };
    // Kolding's seat was everybody's: whoever has waited longest is asked first.
    expect(await waiting('630')).toEqual([[1, first.id, '2026-11-24T22:59:59.999Z']]);
    expect(await waiting('621')).toEqual([[2, second.id, null]]);
    const { enrolment } = await new Client(joint, coordinator('621')).query(
      `{ enrolment(id: "${second.id}") { waitingPlace { place } } }`,
    );
    expect(enrolment.waitingPlace).toEqual({ place: 2 });
    const { seatUsage } = await new Client(joint, coordinator('621')).query(
      `{ seatUsage(programmeKey: "AD_UNGE_2025", municipalityCode: "621") {
        trackKey scope limit held offered free waiting engagement { municipalities { code } } } }`,
    );
    expect(seatUsage).toEqual([
      {
        trackKey: 'YOUTH',
        scope: 'ENGAGEMENT',
        limit: 2,
        held: 1,
        offered: 1,
        free: 0,
        waiting: 1,
        engagement: { municipalities: [{ code: '621' }, { code: '630' }] },
      },
    ]);
  });
});
