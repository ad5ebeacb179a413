/** SQLite answers in the thread of the server: whoever asks about everybody must not keep it from all others. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import sql from 'sql-template-tag';
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

it('others are answered while everybody is worked out, and nobody is left out', async () => {
  let turns = 0;
  let over = false;
  const count = () => {
    turns += 1;
    if (!over) setImmediate(count);
  };
  setImmediate(count);
  const answers = await school.app.app
    .get(ProgressService)
    .answers(ids, asOf({ validOn: '2024-12-01' as never }, school.app.clock));
  over = true;
  expect(turns).toBeGreaterThanOrEqual(3);
  expect([...answers.keys()].sort()).toEqual([...ids].sort());
});
