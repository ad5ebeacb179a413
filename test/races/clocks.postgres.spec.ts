/** Servers whose clocks differ agree about what has been recorded, whoever recorded it (V20, V25). */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Candidates, CERTIFYING } from './support/candidates.js';
import { Servers } from './support/servers.js';
import { AGENCY } from './support/world.js';

describe('a server whose clock is three seconds ahead, and one that is behind', () => {
  let servers: Servers;
  let candidates: Candidates;
  beforeAll(async () => {
    servers = await Servers.start(CERTIFYING, { count: 3, aheadMs: [0, 3_000, -3_000] });
    candidates = new Candidates(servers);
    // What was recorded on the way here was recorded long ago.
    servers.clock.set('2026-03-11T06:00:00Z');
  });
  afterAll(() => servers.close());

  const [ahead, behind] = [1, 2];

  it('V20: what the one has recorded holds up the certificate on the other', async () => {
    const [enrolmentId] = await candidates.like('READY', 1);
    const corrected = await candidates.correct(enrolmentId!, 'ABSENT', servers.only(ahead))();
    expect(corrected.said).toBe('OK');
    const issued = await candidates.issue(enrolmentId!, servers.only(behind))();
    expect(issued.said).toBe('REQUIREMENTS_UNMET');
  });

  it('V25: what the one has issued is put under review by the other', async () => {
    const [enrolmentId] = await candidates.like('READY', 1);
    const issued = await candidates.issue(enrolmentId!, servers.only(ahead))();
    expect(issued.said).toBe('OK');
    const corrected = await candidates.correct(enrolmentId!, 'ABSENT', servers.only(behind))();
    expect(corrected.said).toBe('OK');
    const { enrolment } = await servers
      .only(behind)
      .read(
        AGENCY,
        'query($id: ID!) { enrolment(id: $id) { certificate { status } progress { certified } } }',
        {
          id: enrolmentId,
        },
      );
    expect(enrolment).toEqual({ certificate: { status: 'REVIEW_REQUIRED' }, progress: { certified: true } });
  });

  it('what the one has recorded is read on the other at once', async () => {
    const [enrolmentId] = await candidates.like('MISSED', 1);
    await candidates.correct(enrolmentId!, 'PRESENT', servers.only(ahead))();
    const { enrolment } = await servers
      .only(behind)
      .read(
        AGENCY,
        'query($id: ID!) { enrolment(id: $id) { progress { attendance { attendedHalfDays } } } }',
        {
          id: enrolmentId,
        },
      );
    expect(enrolment.progress.attendance.attendedHalfDays).toBe(16);
  });
});
