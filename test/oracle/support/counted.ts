/** What reports ask for is asked of fewer facts than whole answers are: it must be the same part of the same answer. */
import sql from 'sql-template-tag';
import {
  asOf,
  countedOf,
  ProgressService,
  StandingKeeping,
  type AsOfInput,
  type CountedAnswer,
} from '../../../src/features/progress/index.js';
import { among } from '../../../src/storage/sql.js';
import { danishDay, plusDays } from '../model/dates.js';
import { Dice } from './dice.js';
import type { Played } from './play.js';

const POINTS = 2;

export interface CountedTwice {
  /** Where the two differ. */
  readonly apart: readonly string[];
  /** How many enrolments a day in the past was told of from what is kept of today. */
  readonly fromKept: number;
}

/**
 * For everybody of a history, and for some of them alone, on any days, by what was known at any time; on the days since which
 * what is kept of somebody says that it holds, and on the days before.
 */
export async function countedTwice({ world, looks }: Played, dice: Dice): Promise<CountedTwice> {
  const { app, clock } = world.app;
  const progress = app.get(ProgressService);
  const engagements = world.places.map((place) => place.engagement);
  const rows = await world.app.store.query<{ id: string }>(
    sql`SELECT id FROM enrolment WHERE engagement_id IN ${among(engagements)} ORDER BY id`,
  );
  const apart: string[] = [];
  let fromKept = 0;
  // As a running server does within a second: what is kept answers for days in the past as well.
  clock.set(world.now);
  if (dice.oneIn(2)) await app.get(StandingKeeping).catchUp();
  const compare = async (point: AsOfInput, ids: readonly string[]) => {
    const at = asOf(point, clock);
    const answers = await progress.answers(ids, at);
    const counted = new Map<string, CountedAnswer>();
    for await (const part of progress.counted(ids, at))
      for (const each of part) counted.set(each.enrolment.id, each);
    for (const id of ids) {
      // Before it had come to be there is nothing that a report could count.
      if (answers.get(id)?.status === null && !counted.has(id)) continue;
      const [whole, part] = [textOf(answers.get(id)), textOf(counted.get(id))];
      if (whole !== part) apart.push(`${JSON.stringify(point)} ${id}: ${whole}, and for reports ${part}`);
    }
  };
  const points = [
    ...looks.slice(-2).map(({ on, knownAt }) => ({ validOn: on, knownAt })),
    ...Array.from({ length: POINTS }, () => ({
      validOn: plusDays(world.today, -dice.between(0, 700)),
      knownAt: dice.oneIn(2) ? null : dice.of(world.facts)?.at,
    })),
  ];
  const ids = rows.map(({ id }) => id);
  for (const point of points)
    await compare(
      point as AsOfInput,
      ids.filter(() => dice.oneIn(2)),
    );
  await compare({ validOn: plusDays(world.today, -dice.between(1, 400)) as never }, ids);
  const kept = await world.app.store.query<{ since: string; until: string }>(sql`
    SELECT counts_since AS since, counts_until AS until FROM progress WHERE enrolment_id IN ${among(ids)}`);
  const sinces = kept.flatMap(({ since, until }) => (since > '2000' && until !== '' ? [since] : []));
  for (let n = 0; n < POINTS; n += 1) {
    const since = dice.of(sinces);
    if (since === undefined) break;
    const day = danishDay(since);
    for (const validOn of [day, plusDays(day, -1)]) {
      await compare({ validOn } as AsOfInput, ids);
      const { at } = asOf({ validOn } as AsOfInput, clock);
      fromKept += kept.filter(({ since, until }) => since <= at && at < until).length;
    }
  }
  return { apart, fromKept };
}

/** What reports count, and what they tell of. */
function textOf(answer: CountedAnswer | undefined): string {
  if (answer === undefined) return 'nothing';
  const { left, seatedOn, attendance, supervision } = answer;
  const said = [left, seatedOn, attendance.requiredHalfDays, supervision.targetMinutes];
  return JSON.stringify([countedOf(answer), said]);
}
