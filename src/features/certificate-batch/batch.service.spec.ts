import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { SYSTEM } from '../../access/actor.js';
import { BatchService } from './batch.service.js';

type Parts = ConstructorParameters<typeof BatchService>;

/** A day of so many people; issuing to number `broken` goes wrong here. */
function batchOf(people: number, broken: number) {
  const issued: string[] = [];
  const ids = Array.from({ length: people }, (_, index) => `enr_${index + 1}`);
  const batch = new BatchService(
    {} as Parts[0],
    { requireOwn: async () => ({ id: 'day_1', type: 'CERTIFICATION_DAY' }) } as unknown as Parts[1],
    { ofDays: async () => ids.map((enrolmentId) => ({ enrolmentId })) } as unknown as Parts[2],
    {
      findOfEnrolments: async ([id]: string[]) => (issued.includes(id!) ? [{ id }] : []),
    } as unknown as Parts[3],
    {
      issue: async (_actor: unknown, { enrolmentId }: { enrolmentId: string }) => {
        if (enrolmentId === ids[broken - 1]) throw new Error('the connection was lost');
        issued.push(enrolmentId);
        return { certificate: { id: enrolmentId } };
      },
    } as unknown as Parts[4],
    pino({ level: 'silent' }),
  );
  return { batch, issued };
}

describe('the certificates of a day', () => {
  it('stay issued when something goes wrong with number 17, which is said, and the rest are tried all the same', async () => {
    const { batch, issued } = batchOf(24, 17);
    const outcomes = (await batch.issue(SYSTEM, 'day_1', false)).map((each) => each.outcome);
    expect(outcomes.slice(0, 16)).toEqual(Array(16).fill('ISSUED'));
    expect(outcomes[16]).toBe('FAILED');
    expect(outcomes.slice(17)).toEqual(Array(7).fill('ISSUED'));
    expect(issued).toHaveLength(23);
    const again = (await batch.issue(SYSTEM, 'day_1', false)).map((each) => each.outcome);
    expect(again.filter((outcome) => outcome === 'ALREADY')).toHaveLength(23);
    expect(again[16]).toBe('FAILED');
    expect(issued).toHaveLength(23);
  });
});
