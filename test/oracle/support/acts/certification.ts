/** Attempts, certificates, dispensations. */
import { asOf } from '../../model/as-of.js';
import { plusDays } from '../../model/dates.js';
import { get } from '../../model/known.js';
import { progressOf } from '../../model/progress.js';
import { type Dice } from '../dice.js';
import { type Kind } from '../../model/facts.js';
import { type Seated, known, type World } from '../world.js';

export async function recordAttempts(world: World, dice: Dice): Promise<void> {
  const { days } = known(world);
  const day = dice.of(
    world.days.filter((each) => each.type === 'CERTIFICATION_DAY' && get(days, each.id).date <= world.today),
  );
  if (day === undefined) return;
  const { people: all } = known(world);
  const ready = world.seated.filter(
    (each) =>
      each.track === day.track &&
      (dice.oneIn(8) || !get(all, each.id).attempts.some(({ outcome }) => outcome === 'PASSED')),
  );
  const people = dice.some(ready, dice.between(3, 6));
  const wanted = people.map((person) => ({
    kind: 'attempt' as const,
    enrolment: person.id,
    day: day.id,
    outcome: dice.oneIn(4) ? ('FAILED' as const) : ('PASSED' as const),
  }));
  const answers = await world.tell(
    wanted.map(({ enrolment, outcome }) => ({
      name: 'certificationAttemptRecord',
      input: { courseDayId: day.id, enrolmentId: enrolment, outcome, video: 'NOT_POSSIBLE' },
      selection: 'attempt { id }',
    })),
    wanted.map(({ enrolment, outcome }) => `attempt of ${world.nameOf(enrolment)}: ${outcome}`),
  );
  for (const [n, each] of wanted.entries()) if (answers[n].code === undefined) world.know(each);
  world.pass();
}

export async function issue(world: World, dice: Dice): Promise<void> {
  const as = asOf(world.facts, world.today, world.now);
  const passed = world.seated
    .filter((each) => each.track === 'MEETING_LEADER')
    .filter((each) => {
      const { states, certified } = progressOf(as, get(as.known.people, each.id));
      const ready =
        states.ASSESSMENT !== 'PENDING' && states.ATTENDANCE !== 'PENDING' && states.ATTENDANCE !== 'AT_RISK';
      return dice.oneIn(10) || (ready && !certified);
    });
  const wanted = dice.some(passed, dice.between(2, 5)).map(({ id }) => ({
    enrolment: id,
    issuedOn: dice.oneIn(2) ? null : plusDays(world.today, -dice.between(0, 10)),
  }));
  const answers = await world.tell(
    wanted.map(({ enrolment, issuedOn }) => ({
      name: 'certificateIssue',
      input: { enrolmentId: enrolment, ...(issuedOn === null ? {} : { issuedOn }) },
      selection: 'certificate { number }',
    })),
    wanted.map(
      ({ enrolment, issuedOn }) =>
        `certificate for ${world.nameOf(enrolment)} on ${issuedOn ?? 'the usual day'}`,
    ),
  );
  for (const [n, each] of wanted.entries()) {
    const number = answers[n].certificate?.number;
    if (number !== undefined) world.know({ kind: 'certificate', number, ...each });
  }
  world.pass();
}

/** Revoked, reinstated, upheld or written anew: what is tried fits what there is, or is refused. */
export async function changeCertificate(world: World, dice: Dice): Promise<void> {
  const certificate = dice.of([...known(world).people.values()].flatMap((each) => each.certificates));
  if (certificate === undefined) return;
  const { number, turns } = certificate;
  const name = turns.at(-1)?.holds
    ? (dice.of(['certificateRevoke', 'certificateRevoke', 'certificateReissue', 'certificateReviewDecide']) ??
      '')
    : 'certificateReinstate';
  const [answer] = await world.tell(
    [
      {
        name,
        input: {
          number,
          reason: 'Efter en gennemgang',
          ...(name === 'certificateReviewDecide' ? { decision: 'UPHOLD' } : {}),
        },
        selection: 'certificate { number }',
      },
    ],
    [`${name} of a certificate of ${turns[0]?.on}`],
  );
  const kind = {
    certificateRevoke: 'certificate revoked',
    certificateReinstate: 'certificate reinstated',
  } as const;
  if (answer.code === undefined && (name === 'certificateRevoke' || name === 'certificateReinstate'))
    world.know({ kind: kind[name], number, on: world.today });
  world.pass();
}

export async function dispense(world: World, dice: Dice): Promise<void> {
  const { people } = known(world);
  const leaders = world.seated.filter((each) => each.track === 'MEETING_LEADER');
  const passed = leaders.filter((each) =>
    get(people, each.id).attempts.some((attempt) => attempt.outcome === 'PASSED'),
  );
  const [who, what] = dice.of<[readonly Seated[], readonly Kind[]]>([
    [passed, ['ATTENDANCE']],
    [leaders, ['ATTENDANCE', 'ASSESSMENT']],
    [world.seated, dice.some(['ATTENDANCE', 'SUPERVISION', 'ASSESSMENT'], 1)],
  ]) ?? [[], []];
  const person = dice.of(who);
  if (person === undefined) return;
  const until = dice.oneIn(3) ? plusDays(world.today, dice.between(0, 200)) : null;
  const answers = await world.tell(
    what.map((requirement) => ({
      name: 'dispensationGrant',
      input: {
        enrolmentId: person.id,
        requirement,
        reason: 'Efter aftale',
        ...(until === null ? {} : { until }),
      },
      selection: 'dispensation { id }',
    })),
    what.map(
      (requirement) =>
        `lift ${requirement} for ${world.nameOf(person.id)} until ${until ?? 'further notice'}`,
    ),
  );
  for (const [n, requirement] of what.entries()) {
    const id = answers[n].dispensation?.id;
    if (id !== undefined)
      world.know({ kind: 'dispensation', id, enrolment: person.id, requirement, on: world.today, until });
  }
  world.pass();
}

/** From a day in the past or ahead. */
export async function endDispensation(world: World, dice: Dice): Promise<void> {
  const all = [...known(world).people.values()].flatMap(({ enrolled, dispensations }) =>
    [...dispensations.keys()].map((id) => ({ id, enrolment: enrolled.id })),
  );
  const dispensation = dice.of(all);
  if (dispensation === undefined) return;
  const on = plusDays(world.today, dice.between(-30, 60));
  const [answer] = await world.tell(
    [
      {
        name: 'dispensationEnd',
        input: { dispensationId: dispensation.id, on, reason: 'Efter aftale' },
        selection: 'dispensation { id }',
      },
    ],
    [`end a dispensation of ${world.nameOf(dispensation.enrolment)} on ${on}`],
  );
  if (answer.code === undefined) world.know({ kind: 'dispensation ended', ...dispensation, on });
  world.pass();
}
