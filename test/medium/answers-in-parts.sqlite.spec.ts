/** SQLite answers in the thread of the server: whoever asks about everybody must not keep it from all others. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import sql from 'sql-template-tag';
import { addDays, type LocalDate } from '../../src/domain/calendar.js';
import { ProgressService } from '../../src/features/progress/index.js';
import { asOf } from '../../src/graphql/as-of.js';
import { EnrolmentChangeEntity, EnrolmentEntity } from '../../src/storage/people.entity.js';
import { UnitOfWork } from '../../src/storage/unit-of-work.js';
import { School } from '../support/school.js';

const MANY = 1_600;

let school: School;
let ids: string[];
beforeAll(async () => {
  school = await School.open();
  const cohort = await school.cohort(school.substans);
  const first = await school.enrol('Bo Holm', { cohortId: cohort.id });
  const { store } = school.app;
  const [enrolment] = await store.query<EnrolmentEntity>(sql`SELECT * FROM enrolment WHERE id = ${first}`);
  const [change] = await store.query<EnrolmentChangeEntity>(
    sql`SELECT * FROM enrolment_change WHERE enrolment_id = ${first}`,
  );
  if (enrolment === undefined || change === undefined) throw new Error('Nobody is enrolled');
  const more = Array.from({ length: MANY }, (_, n) => `enr_${String(n).padStart(32, '0')}`);
  await new UnitOfWork(store).run(async () => {
    const gone = { seatId: null, status: 'CANCELLED' } as const;
    await store.insert(
      EnrolmentEntity,
      more.map((id) => ({ ...enrolment, ...gone, id })),
    );
    await store.insert(
      EnrolmentChangeEntity,
      more.map((id) => ({ ...change, ...gone, enrolmentId: id })),
    );
  });
  ids = [first, ...more];
});
afterAll(() => school.app.close());

const on = (validOn: LocalDate) => asOf({ validOn }, school.app.clock);
const point = () => on('2024-12-01' as LocalDate);

/** How often others had their turn meanwhile. */
async function turnsDuring(work: () => Promise<void>): Promise<number> {
  let turns = 0;
  let over = false;
  const count = () => {
    turns += 1;
    if (!over) setImmediate(count);
  };
  setImmediate(count);
  await work();
  over = true;
  return turns;
}

it('others are answered while everybody is worked out, and nobody is left out', async () => {
  const found: string[] = [];
  const turns = await turnsDuring(async () => {
    found.push(...(await school.app.app.get(ProgressService).answers(ids, point())).keys());
  });
  expect(turns).toBeGreaterThanOrEqual(3);
  expect(found.sort()).toEqual([...ids].sort());
});

it('others are answered while a report counts everybody, who come in parts, each once', async () => {
  const parts: string[][] = [];
  const begun = school.app.clock.today();
  school.app.clock.set(`${addDays(begun, 1)}T12:00:00Z`);
  const turns = await turnsDuring(async () => {
    for await (const part of school.app.app.get(ProgressService).counted(ids, on(begun)))
      parts.push(part.map(({ enrolment }) => enrolment.id));
  });
  expect(turns).toBeGreaterThanOrEqual(3);
  expect(Math.max(...parts.map((part) => part.length))).toBeLessThan(MANY / 2);
  expect(parts.flat().sort()).toEqual([...ids].sort());
});

it('a report leaves out those that had not come to be on its day', async () => {
  const found: string[] = [];
  for await (const part of school.app.app.get(ProgressService).counted(ids, point()))
    found.push(...part.map(({ enrolment }) => enrolment.id));
  expect(found).toEqual([]);
});
