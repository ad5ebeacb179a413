/**
 * Certificates through random lives, played over HTTP beside a model of a page: after every step the check page, the
 * check in GraphQL, the certificate, its versions and what they said, its events and the timeline agree with it.
 * `CERTIFICATE_LIVES=200` plays more of them.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, addMonths, type LocalDate } from '../../src/domain/calendar.js';
import { PROGRAMME_FOLDER } from '../../src/programmes/reader.js';
import { startApp, type TestApp } from '../support/app.js';
import { AGENCY, FIRST_DAY, Journeys, PROVIDER, TODAY, type Begun } from '../support/journeys.js';

const LIVES = Number(process.env['CERTIFICATE_LIVES'] ?? 6);
const MONTHS = 12;
const REASON = 'Efter gennemgang';

const lastDay = (from: LocalDate) => addDays(addMonths(from, MONTHS), -1);

interface Version {
  holderName: string;
  attended: number;
  validUntil: LocalDate;
  events: { kind: string; on: LocalDate }[];
  /** The acts of its timeline. */
  acts: string[];
}
interface Numbered {
  number: string;
  issuedOn: LocalDate;
  versions: Version[];
  /** Half-days that somebody decided to overlook together. */
  overlooked: Set<string>[];
}

const AFTER: Record<string, string> = {
  REVIEW_REQUIRED: 'REVIEW_REQUIRED',
  REVOKED: 'REVOKED',
  REPLACED: 'REPLACED',
};
const stored = (version: Version) => AFTER[version.events.at(-1)!.kind] ?? 'VALID';
const latest = (one: Numbered) => one.versions.at(-1)!;
const stands = (one: Numbered) => ['VALID', 'REVIEW_REQUIRED'].includes(stored(latest(one)));

/** What the rules say of one person's certificates (V20-V26, L15, L16, L22), written down a second time. */
class Model {
  today = TODAY as LocalDate;
  name = 'Åse Møller';
  readonly names = new Set([this.name]);
  readonly missing = new Set<string>();
  readonly certificates: Numbered[] = [];

  standing(version: Version): { status: string; statusSince: LocalDate } {
    const last = version.events.at(-1)!;
    const status = stored(version);
    const over = version.validUntil < this.today && (status === 'VALID' || status === 'REVIEW_REQUIRED');
    if (!over) return { status, statusSince: last.on };
    const reinstated = version.events.findLast(({ kind }) => kind === 'REINSTATED')?.on ?? version.validUntil;
    const after = reinstated > version.validUntil ? reinstated : addDays(version.validUntil, 1);
    return { status: 'EXPIRED', statusSince: after };
  }

  happen(one: Numbered, kind: string, act: string): void {
    latest(one).events.push({ kind, on: this.today });
    latest(one).acts.push(act);
  }

  replace(one: Numbered, kind: string, act: string, changed: Partial<Version> = {}): void {
    const { attended, validUntil } = latest(one);
    this.happen(one, 'REPLACED', act);
    const first = { events: [{ kind, on: this.today }], acts: [act] };
    one.versions.push({ attended, validUntil, ...changed, holderName: this.name, ...first });
  }

  /** V25: what would not be issued as things stand is put under review, unless somebody has decided on just that. */
  settle(): void {
    if (this.missing.size === 0) return;
    for (const one of this.certificates) {
      if (this.standing(latest(one)).status !== 'VALID') continue;
      const decided = one.overlooked.some((set) => [...this.missing].every((each) => set.has(each)));
      if (!decided) this.happen(one, 'REVIEW_REQUIRED', 'certificate.REVIEW_REQUIRED');
    }
  }

  issued(number: string, issuedOn: LocalDate): void {
    const first = { events: [{ kind: 'ISSUED', on: issuedOn }], acts: ['certificateIssue'] };
    const version = { holderName: this.name, attended: 16, validUntil: lastDay(issuedOn), ...first };
    this.certificates.push({ number, issuedOn, versions: [version], overlooked: [] });
  }
}

const HALF_DAYS = ['1 AM', '2 PM', '5 AM'];
const STEPS = [
  ...[
    'MISS',
    'MISS',
    'FIX',
    'UPHOLD',
    'CORRECT',
    'DECIDE_REVOKE',
    'REVOKE',
    'REINSTATE',
    'REISSUE',
    'RENAME',
  ],
  ...['RENEW', 'RENEW', 'ISSUE', 'WAIT', 'WAIT'],
] as const;
type Step = (typeof STEPS)[number];

const steps = fc.array(
  fc.record({
    step: fc.constantFrom<Step[]>(...STEPS),
    which: fc.nat(20),
    days: fc.integer({ min: 1, max: 500 }),
  }),
  { minLength: 4, maxLength: 14 },
);

/** The acts on a certificate: what is sent, when it may be, and what the model makes of it. */
function acts(model: Model, one: Numbered) {
  const { number } = one;
  const review = stored(latest(one)) === 'REVIEW_REQUIRED';
  const valid = stored(latest(one)) === 'VALID';
  const decide = (decision: string, effect: () => void) => ({
    name: 'certificateReviewDecide',
    input: { number, decision, reason: REASON },
    may: review,
    effect,
  });
  const overlook = () => void (model.missing.size > 0 && one.overlooked.push(new Set(model.missing)));
  const { validUntil } = latest(one);
  const from = validUntil < model.today ? model.today : addDays(validUntil, 1);
  return {
    UPHOLD: decide('UPHOLD', () => {
      model.happen(one, 'UPHELD', 'certificateReviewDecide');
      overlook();
    }),
    CORRECT: decide('CORRECT', () => {
      model.replace(one, 'CORRECTED', 'certificateReviewDecide', { attended: 16 - model.missing.size });
      overlook();
    }),
    DECIDE_REVOKE: decide('REVOKE', () => model.happen(one, 'REVOKED', 'certificateReviewDecide')),
    REVOKE: {
      name: 'certificateRevoke',
      input: { number, reason: REASON },
      may: review || valid,
      effect: () => model.happen(one, 'REVOKED', 'certificateRevoke'),
    },
    REINSTATE: {
      name: 'certificateReinstate',
      input: { number, reason: REASON },
      may: stored(latest(one)) === 'REVOKED' && !model.certificates.some(stands),
      effect: () => model.happen(one, 'REINSTATED', 'certificateReinstate'),
    },
    REISSUE: {
      name: 'certificateReissue',
      input: { number, reason: REASON },
      may: valid,
      effect: () => model.replace(one, 'REISSUED', 'certificateReissue'),
    },
    RENEW: {
      name: 'certificateRenew',
      input: { number },
      may: valid && validUntil < addMonths(model.today, MONTHS),
      effect: () =>
        model.replace(one, 'RENEWED', 'certificateRenew', {
          validUntil: lastDay(from),
        }),
    },
  };
}

describe('V20-V26, L15, L16, L22: certificates through random lives', () => {
  let app: TestApp;
  let journeys: Journeys;
  let folder: string;
  const taken = new Set<string>();
  const reached = new Set<string>();

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'forloeb-programmes-'));
    const rules = readFileSync(join(PROGRAMME_FOLDER, 'ad-bostoette-2019.jsonc'), 'utf8')
      .replaceAll('AD_BOSTOETTE_2019', 'AD_TIDSBEGRAENSET')
      .replace('"validMonths": null', `"validMonths": ${MONTHS}`);
    writeFileSync(join(folder, 'ad-tidsbegraenset.jsonc'), rules);
    app = await startApp('2025-01-20T10:00:00Z', { programmeFolder: folder });
    journeys = new Journeys(app);
    journeys.programmeKey = 'AD_TIDSBEGRAENSET';
  });
  afterAll(async () => {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function issue(model: Model, one: Begun): Promise<void> {
    const answer = await journeys.issue(one.enrolmentId);
    if (model.certificates.some(stands) || model.missing.size > 0) {
      expect(answer).toHaveProperty('code');
      return;
    }
    const late = lastDay(FIRST_DAY as LocalDate) < model.today;
    if (late) expect(answer).toMatchObject({ code: 'INVALID_INPUT', problems: [{ path: 'issuedOn' }] });
    const issuedOn = late ? model.today : (FIRST_DAY as LocalDate);
    const { certificate } = late ? await journeys.issue(one.enrolmentId, { issuedOn }) : answer;
    const { number } = certificate;
    // V26: never one that was there before, of whomever.
    expect(taken.has(number)).toBe(false);
    taken.add(number);
    model.issued(number, issuedOn);
    model.settle();
  }

  async function play(model: Model, one: Begun, step: Step, which: number, days: number): Promise<void> {
    if (step === 'WAIT') {
      model.today = addDays(model.today, days);
      app.clock.set(`${model.today}T10:00:00Z`);
    } else if (step === 'MISS' || step === 'FIX') {
      const candidates = HALF_DAYS.filter((each) => model.missing.has(each) === (step === 'FIX'));
      const halfDay = candidates[which % Math.max(candidates.length, 1)];
      if (halfDay === undefined) return;
      const [index = '', part = ''] = halfDay.split(' ');
      await journeys.correctAttendance(one, Number(index), part, step === 'FIX' ? 'PRESENT' : 'ABSENT');
      if (step === 'FIX') model.missing.delete(halfDay);
      else model.missing.add(halfDay);
      model.settle();
    } else if (step === 'RENAME') {
      model.name = `Åse ${model.names.size}. gang`;
      model.names.add(model.name);
      const input = { personId: one.person.id, name: model.name, reason: REASON };
      await journeys.succeed(AGENCY, 'personRename', input, 'person { id }');
    } else if (step === 'ISSUE') {
      await issue(model, one);
    } else {
      const { name, input, may, effect } = acts(
        model,
        model.certificates[which % model.certificates.length]!,
      )[step];
      const answer = await journeys.act(PROVIDER, name, input, 'certificate { number }');
      expect([step, 'code' in answer]).toEqual([step, !may]);
      if (!may) return;
      effect();
      model.settle();
    }
  }

  async function compare(model: Model, one: Begun): Promise<void> {
    expect(model.certificates.filter(stands).length).toBeLessThanOrEqual(1);
    for (const certificate of model.certificates) {
      const { number, versions, issuedOn } = certificate;
      const { holderName, validUntil, events } = latest(certificate);
      const { status, statusSince } = model.standing(latest(certificate));
      reached.add(status);
      const said = { number, version: versions.length, status, statusSince, holderName, validUntil };
      const check = { ...said, issuedOn, versionOn: events[0]!.on };
      const answer = await journeys.ask(
        PROVIDER,
        `query($number: String!) { certificateVerify(number: $number) {
            number version versionOn status statusSince holderName issuedOn validUntil }
          certificate(number: $number) { number version status statusSince holderName validUntil
            check { number version versionOn status statusSince holderName issuedOn validUntil }
            versions { version status statusSince holderName issuedOn validUntil basis { attendedHalfDays supervisionMinutes }
              events { kind on } history { nodes { act } } } } }`,
        { number },
      );
      expect(answer.certificateVerify).toEqual(check);
      expect(answer.certificate).toEqual({
        ...said,
        check,
        versions: versions.map((version, index) => ({
          ...{ version: index + 1, ...model.standing(version), issuedOn },
          ...{ holderName: version.holderName, validUntil: version.validUntil },
          // V24: as it was when this version was made, whatever was corrected since.
          basis: { attendedHalfDays: version.attended, supervisionMinutes: 0 },
          events: version.events,
          history: { nodes: version.acts.map((act) => ({ act })) },
        })),
      });
      await comparePage(model, certificate);
    }
    const { certificateEvents } = await journeys.ask(
      AGENCY,
      `query($cohort: ID!, $to: LocalDate!) { certificateEvents(from: "2026-01-01", to: $to, first: 100,
        filter: { cohortId: $cohort }) { totalCount nodes { kind on } } }`,
      { cohort: one.cohortId, to: model.today },
    );
    const all = model.certificates.flatMap(({ versions }) => versions.flatMap(({ events }) => events));
    const sorted = (events: { kind: string; on: string }[]) =>
      events.map(({ kind, on }) => `${on} ${kind}`).sort();
    expect(certificateEvents.totalCount).toBe(all.length);
    expect(sorted(certificateEvents.nodes)).toEqual(sorted(all));
  }

  const HEADINGS: Record<string, string> = {
    VALID: 'The certificate is valid',
    REVIEW_REQUIRED: 'The certificate holds, but is under review',
    REVOKED: 'The certificate has been revoked',
    EXPIRED: 'The certificate has expired',
  };

  async function comparePage(model: Model, { number, versions }: Numbered): Promise<void> {
    const { holderName, events } = versions.at(-1)!;
    const response = await fetch(`${await app.app.getUrl()}/verify/${number}?lang=en`);
    const text = await response.text();
    expect(response.status).toBe(200);
    expect(text).toContain(`<h1>${HEADINGS[model.standing(versions.at(-1)!).status]}</h1>`);
    expect(text).toContain(`<dd>${holderName}</dd>`);
    expect(text).toContain(`<dt>Version</dt><dd>${versions.length}</dd>`);
    const english = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
    if (versions.length > 1)
      expect(text).toContain(`since ${english.format(new Date(events[0]!.on))} version`);
    for (const name of model.names) if (name !== holderName) expect(text).not.toContain(`>${name}<`);
  }

  it(`at every step of ${LIVES} lives everything that speaks of them says the same`, async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (life) => {
        const one = await journeys.begin();
        const model = new Model();
        await journeys.attend(one);
        await journeys.attempt(one.first, one.enrolmentId);
        await issue(model, one);
        await compare(model, one);
        for (const { step, which, days } of life) {
          await play(model, one, step, which, days);
          await compare(model, one);
        }
      }),
      { numRuns: LIVES, endOnFailure: true },
    );
    if (LIVES >= 50) expect([...reached].sort()).toEqual(['EXPIRED', 'REVIEW_REQUIRED', 'REVOKED', 'VALID']);
  }, 600_000);

  it('V22-V26: one life that comes through every step, the same each time', async () => {
    const one = await journeys.begin();
    const model = new Model();
    await journeys.attend(one);
    await journeys.attempt(one.first, one.enrolmentId);
    await issue(model, one);
    const life: [Step, number?][] = [
      ...([['RENAME'], ['REISSUE'], ['MISS'], ['REISSUE'], ['UPHOLD'], ['MISS'], ['CORRECT'], ['MISS']] as [
        Step,
      ][]),
      ...([
        ['WAIT', 400],
        ['UPHOLD'],
        ['RENEW'],
        ['RENEW'],
        ['REVOKE'],
        ['REINSTATE'],
        ['FIX'],
        ['FIX'],
        ['FIX'],
      ] as [Step][]),
      ...([['REVOKE'], ['ISSUE'], ['REINSTATE'], ['ISSUE'], ['WAIT', 500], ['MISS'], ['UPHOLD']] as [Step][]),
    ];
    for (const [step, days = 1] of life) {
      await play(model, one, step, 0, days);
      await compare(model, one);
    }
    expect(model.certificates).toHaveLength(2);
    expect(latest(model.certificates[0]!).events.map(({ kind }) => kind)).toContain('REINSTATED');
  }, 120_000);
});
